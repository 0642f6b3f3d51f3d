import type { AuditDetails, AuditEntry, AuditSubject } from '../core/audit';
import type { MappingRow } from '../core/mapping/mapping';
import type { Settings } from '../core/settings';
import { findMapping } from '../sync/mappings/find-mappings';
import type { Deps } from '../sync/deps';
import { idOf } from './ids';

/** What the audit trail keeps of things: their names as they were, and what about them is different. */

type Params = Record<string, string>;

export const integrationSubject = (id: number, name: string): AuditSubject => ({
  kind: 'integration',
  id: String(id),
  name,
});

export const integrationOf = async (deps: Deps, params: Params) =>
  deps.repositories.integrations.find(idOf(params, 'The integration'));

export const listSubject = async (deps: Deps, { id = '' }: Params): Promise<AuditSubject> => {
  const list = await deps.repositories.lists.find(id);
  return { kind: 'list', id, name: list?.name ?? '' };
};

export const fieldOf = async (deps: Deps, params: Params) => {
  const field = await deps.repositories.dataFields.entry(idOf(params, 'The data field'));
  return fieldSubject(field ?? { id: 0, name: '', integrationName: '' });
};

export const fieldSubject = ({
  id,
  name,
  integrationName,
}: {
  id: number;
  name: string;
  integrationName: string;
}): { subject: AuditSubject; details: AuditDetails } => ({
  subject: { kind: 'data-field', id: String(id), name },
  details: { integration: integrationName },
});

type NamedMapping = Awaited<ReturnType<typeof findMapping>>;

export const mappingOf = (deps: Deps, params: Params): Promise<NamedMapping> =>
  findMapping(deps, idOf(params, 'The mapping'));

export const mappingSubject = ({
  id,
  collectionName,
  integrationName,
}: Pick<NamedMapping, 'id' | 'collectionName' | 'integrationName'>): {
  subject: AuditSubject;
  details: AuditDetails;
} => ({
  subject: { kind: 'mapping', id: String(id), name: collectionName },
  details: { integration: integrationName },
});

/** Data fields whose rows came, went or are different. */
export const changedRows = (before: MappingRow[], after: MappingRow[]): AuditDetails => {
  const old = new Map(before.map((row) => [row.dataField, rowText(row)]));
  const names = new Set(after.map((row) => row.dataField));
  const added = after.filter(({ dataField }) => !old.has(dataField));
  const removed = before.filter(({ dataField }) => !names.has(dataField));
  const changed = after.filter(
    (row) => old.has(row.dataField) && old.get(row.dataField) !== rowText(row)
  );
  return {
    ...(added.length ? { added: added.map(({ dataField }) => dataField) } : {}),
    ...(changed.length ? { changed: changed.map(({ dataField }) => dataField) } : {}),
    ...(removed.length ? { removed: removed.map(({ dataField }) => dataField) } : {}),
  };
};

const rowText = ({ sources, twoWay, policy }: MappingRow): string =>
  JSON.stringify([sources, twoWay, policy]);

/** `guard.share: 0.2 → 0.5` of everything that differs. */
export const changedSettings = (before: Settings, after: Settings): string[] => {
  const old = flat(before);
  return Object.entries(flat(after)).flatMap(([name, value]) =>
    old[name] === value ? [] : [`${name}: ${old[name]} → ${value}`]
  );
};

const flat = (settings: Settings): Record<string, string | number> => {
  const { guard, retentionDays, ...plain } = settings;
  const named = (group: string, values: Record<string, number>) =>
    Object.entries(values).map(([name, value]) => [`${group}.${name}`, value] as const);
  return {
    ...plain,
    ...Object.fromEntries([...named('guard', guard), ...named('retentionDays', retentionDays)]),
  };
};

/** Names of what a list is, or is to be, connected with. */
export const connectionDetails = async (
  { repositories }: Deps,
  { integrationId, addressBookId }: { integrationId: number; addressBookId: number }
): Promise<AuditDetails> => {
  const integration = await repositories.integrations.find(integrationId);
  const book = await repositories.addressBooks.find(addressBookId);
  return { integration: integration?.name ?? '', addressBook: book?.name ?? '' };
};

/** An entry unless nothing came of it. */
export const ifAny = (count: number, entry: AuditEntry): AuditEntry[] => (count > 0 ? [entry] : []);
