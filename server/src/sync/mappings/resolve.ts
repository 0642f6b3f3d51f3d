import { isDataFieldType, type KnownFields, type MappingRow } from '../../core/mapping/mapping';
import { checkRows, type FindSource, type RowProblem } from '../../core/mapping/check-rows';
import { computedName, computedSource, type ComputedField } from '../../core/mapping/computed';
import type { BoundRow, BoundSource } from '../../core/mapping/read-record';
import { findSource } from '../../store/mapping-sources';
import type { Deps } from '../deps';

/** A row against the site and the account as they are now. */
export type ResolvedRow = {
  row: MappingRow;
  /** What keeps it from being used; `bound` is there when nothing does. */
  problems: RowProblem[];
  bound: BoundRow | null;
};

/** The account's data fields as mappings need them. */
export const knownFields = async (deps: Deps, integrationId: number): Promise<KnownFields> => {
  const fields = await deps.repositories.dataFields.ofIntegration(integrationId);
  return new Map(
    fields.map(({ name, type, vanishedAt }) => [name, { type, vanished: vanishedAt !== null }])
  );
};

export const computedFieldsOf = (
  { config }: Deps,
  collection: string
): Map<string, ComputedField> => new Map(Object.entries(config.computedFields[collection] ?? {}));

/** Finds attributes and computed fields of a collection. */
export const sourceFinder = (deps: Deps, collection: string): FindSource => {
  const computed = computedFieldsOf(deps, collection);
  const { db } = deps.repositories;
  return (path) => {
    const name = computedName(path);
    if (name === null) return findSource(db, collection, path);
    const field = computed.get(name);
    const whole = field?.needs.every((need) => isSource(findSource(db, collection, need)));
    return field && whole ? computedSource(name, field) : null;
  };
};

const isSource = (found: ReturnType<FindSource>) => found !== null && found !== 'many';

/** Checks rows of a collection, and binds those that are sound to what they read. */
export const resolveRows = (
  deps: Deps,
  collection: string,
  rows: MappingRow[],
  fields: KnownFields
): ResolvedRow[] => {
  const problems = checkRows(rows, fields, sourceFinder(deps, collection));
  return rows.map((row, index) => {
    const wrong = problems[index] ?? [];
    return {
      row,
      problems: wrong,
      bound: wrong.length === 0 ? bind(deps, collection, row, fields) : null,
    };
  });
};

const bind = (
  deps: Deps,
  collection: string,
  row: MappingRow,
  fields: KnownFields
): BoundRow | null => {
  const type = fields.get(row.dataField)?.type ?? '';
  const sources = row.sources.flatMap((path) => boundSource(deps, collection, path));
  const twoWay = row.twoWay ? row.policy : null;
  return isDataFieldType(type) ? { field: { name: row.dataField, type }, sources, twoWay } : null;
};

const boundSource = (deps: Deps, collection: string, path: string): BoundSource[] => {
  const source = sourceFinder(deps, collection)(path);
  if (source === null || source === 'many') return [];
  const field = computedFieldsOf(deps, collection).get(computedName(path) ?? '');
  if (!field) return [{ kind: 'attribute', source }];
  const needs = field.needs.flatMap((need) => {
    const found = findSource(deps.repositories.db, collection, need);
    return found === null || found === 'many' ? [] : [found];
  });
  return [{ kind: 'computed', source, needs, compute: (record) => field.compute(record) }];
};
