import type { DataFieldType } from '../../core/data-fields';
import type { MappedFields } from '../../core/mapped-fields';
import type { ConflictPolicy } from '../../core/mapping/mapping';
import { isComputed, mappedFields, readRow, type BoundRow } from '../../core/mapping/read-record';
import type { ForcedRefresh } from '../../core/settings';
import type { Connection } from '../../store/connections';
import type { Mapping } from '../../store/mappings';
import type { Deps } from '../deps';
import { forcedFields } from './forced-fields';
import { makeDefaultMappings } from './default-mappings';
import { knownFields, resolveRows } from './resolve';

/** A row whose values flow back: the attribute they are written to, and who wins. */
export type TwoWayRow = {
  dataField: string;
  attribute: string;
  policy: ConflictPolicy;
  /** A raw value of the attribute as its canonical text; undefined when it cannot be sent. */
  textOf(value: unknown): string | null | undefined;
};

/** What the mappings of an integration say, as one synchronisation uses them. */
export type ExportFields = {
  /** How records of a collection become values; without a mapping there are none. */
  of(collection: string): MappedFields;
  /** The same for a comparison of everything: computed fields that are not forced keep what they have. */
  compared(collection: string): MappedFields;
  /** Every data field of the connected collections: a contact can have values of all of them. */
  names: string[];
  /** Their types. */
  types: ReadonlyMap<string, DataFieldType>;
  /** Those of them that flow back into records of some collection. */
  twoWay: ReadonlySet<string>;
  /** Those that this run compares with the vendor's values; none where these are not pulled. */
  forced: ReadonlySet<string>;
  /** Whether contacts are pulled with values: in every run, in this one alone, or not at all. */
  pulls: 'always' | 'now' | 'never';
  /** Two-way rows of a collection. */
  twoWayRows(collection: string): TwoWayRow[];
  /** Sync priority of a collection's mapping. */
  priorityOf(collection: string): number;
};

/**
 * Reads the mappings of the connected collections. A collection that never had one gets its default.
 * Rows whose data field or source is gone are left out. `refresh`: the forced refresh of this run,
 * null when it is none.
 */
export const exportFields = async (
  deps: Deps,
  integrationId: number,
  connections: Connection[],
  refresh: ForcedRefresh | null
): Promise<ExportFields> => {
  const collections = [...new Set(connections.map(({ collection }) => collection))];
  const mappings = await mappingsOf(deps, integrationId, collections);
  const fields = await knownFields(deps, integrationId);
  const rows = new Map<string, BoundRow[]>(
    [...mappings.values()].map(({ collection, rows: stored }) => [
      collection,
      resolveRows(deps, collection, stored, fields).flatMap(({ bound }) => bound ?? []),
    ])
  );
  const forced = new Map<string, string[]>();
  for (const [collection, bound] of rows)
    forced.set(collection, await forcedFields(deps, { integrationId, collection }, bound, refresh));
  const all = [...rows.values()].flat();
  const types = new Map(all.map(({ field }) => [field.name, field.type]));
  const twoWay = new Set(all.filter((row) => row.twoWay !== null).map(({ field }) => field.name));
  const { forcedRefresh } = await deps.repositories.settings.effective();
  const pulls =
    twoWay.size > 0 || forcedRefresh === 'all' ? 'always' : refresh === 'all' ? 'now' : 'never';
  // What an earlier run pulled may be long out of date.
  const comparable = pulls === 'never' ? [] : [...forced.values()].flat();
  return {
    compared: (collection) => {
      const bound = rows.get(collection) ?? [];
      return mappedFields(bound, keptFields(bound, forced.get(collection) ?? []));
    },
    of: (collection) => mappedFields(rows.get(collection) ?? []),
    names: [...types.keys()],
    types,
    twoWay,
    // Where both sides may change a value it is judged, not put right.
    forced: new Set(comparable.filter((name) => !twoWay.has(name))),
    pulls,
    twoWayRows: (collection) => (rows.get(collection) ?? []).flatMap(twoWayRow),
    priorityOf: (collection) => mappings.get(collection)?.syncPriority ?? 0,
  };
};

const twoWayRow = (row: BoundRow): TwoWayRow[] => {
  const attribute = row.sources[0]?.source.path;
  if (row.twoWay === null || attribute === undefined) return [];
  const textOf = (value: unknown) => {
    const read = readRow(row, () => value);
    return 'problem' in read ? undefined : read.text;
  };
  return [{ dataField: row.field.name, attribute, policy: row.twoWay, textOf }];
};

/** Computed fields of a mapping that a comparison does not make anew. */
const keptFields = (rows: BoundRow[], forced: string[]): string[] =>
  rows
    .filter(isComputed)
    .map(({ field }) => field.name)
    .filter((name) => !forced.includes(name));

const mappingsOf = async (
  deps: Deps,
  integrationId: number,
  collections: string[]
): Promise<Map<string, Mapping>> => {
  const read = async () => {
    const stored = await deps.repositories.mappings.ofIntegration(integrationId);
    const wanted = stored.filter(({ collection }) => collections.includes(collection));
    return new Map(wanted.map((mapping) => [mapping.collection, mapping]));
  };
  const found = await read();
  const missing = collections.filter((collection) => !found.has(collection));
  const made = missing.length > 0 ? await makeDefaultMappings(deps, integrationId, missing) : 0;
  return made > 0 ? read() : found;
};
