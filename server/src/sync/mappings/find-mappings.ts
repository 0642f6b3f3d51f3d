import { notFound } from '../../core/problem';
import type { MappingProblem } from '../../core/mapping/problems';
import type { MappingRow, SourceType } from '../../core/mapping/mapping';
import { collectionName } from '../../store/mapping-sources';
import type { Mapping } from '../../store/mappings';
import type { Deps } from '../deps';
import { knownFields, resolveRows, sourceFinder } from './resolve';

export type MappingQuery = {
  page: number;
  pageSize: number;
  /** Beginning of the collection's or the integration's name, ignoring case. */
  search?: string | undefined;
  integrationId?: number | undefined;
  collection?: string | undefined;
  sort: { field: 'collection' | 'integration' | 'syncPriority'; order: 'asc' | 'desc' };
};

/** A mapping with the names of what it joins. */
export type NamedMapping = Mapping & { integrationName: string; collectionName: string };

/** A row with what stands in its way, and with words for its paths. */
type DescribedRow = MappingRow & {
  fieldType: string | null;
  labels: { path: string; label: string; type: SourceType | null }[];
  warnings: MappingProblem[];
};

export type DescribedMapping = Omit<NamedMapping, 'rows'> & {
  rows: DescribedRow[];
  /** Rows left out of exports. */
  warnings: number;
  /** Open connections it concerns. */
  connections: number;
};

/** One page of mappings. A site has as many as it has collections and accounts: all are read. */
export const findMappings = async (
  deps: Deps,
  query: MappingQuery
): Promise<{ mappings: DescribedMapping[]; total: number }> => {
  const { page, pageSize } = query;
  const found = (await named(deps, await deps.repositories.mappings.all()))
    .filter(matching(query))
    .sort(by(query.sort));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  return {
    mappings: await Promise.all(shown.map((mapping) => describe(deps, mapping))),
    total: found.length,
  };
};

/** One mapping. @throws Problem NOT_FOUND */
export const findMapping = async (deps: Deps, id: number): Promise<DescribedMapping> => {
  const mapping = await deps.repositories.mappings.find(id);
  const [found] = mapping ? await named(deps, [mapping]) : [];
  if (!found) throw notFound('The mapping');
  return describe(deps, found);
};

const named = async (deps: Deps, mappings: Mapping[]): Promise<NamedMapping[]> => {
  const integrations = await deps.repositories.integrations.list();
  const names = new Map(integrations.map(({ id, name }) => [id, name]));
  return mappings.flatMap((mapping) => {
    const integrationName = names.get(mapping.integrationId);
    // An integration that is being deleted takes its mappings with it.
    if (integrationName === undefined) return [];
    return [{ ...mapping, integrationName, collectionName: nameOf(deps, mapping.collection) }];
  });
};

const nameOf = ({ repositories }: Deps, collection: string): string =>
  collectionName(repositories.db, collection) ?? collection;

const matching =
  ({ search = '', integrationId, collection }: MappingQuery) =>
  (mapping: NamedMapping): boolean =>
    [mapping.collectionName, mapping.integrationName].some((name) =>
      name.toLowerCase().startsWith(search.toLowerCase())
    ) &&
    (integrationId === undefined || mapping.integrationId === integrationId) &&
    (collection === undefined || mapping.collection === collection);

const COMPARE = {
  collection: (a: NamedMapping, b: NamedMapping) =>
    compareNames(a.collectionName, b.collectionName),
  integration: (a: NamedMapping, b: NamedMapping) =>
    compareNames(a.integrationName, b.integrationName),
  syncPriority: (a: NamedMapping, b: NamedMapping) => a.syncPriority - b.syncPriority,
};

const compareNames = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { sensitivity: 'base' });

const by =
  ({ field, order }: MappingQuery['sort']) =>
  (a: NamedMapping, b: NamedMapping): number =>
    (order === 'desc' ? -1 : 1) * COMPARE[field](a, b) ||
    COMPARE.collection(a, b) ||
    COMPARE.integration(a, b) ||
    a.id - b.id;

const describe = async (deps: Deps, mapping: NamedMapping): Promise<DescribedMapping> => {
  const { integrationId, collection } = mapping;
  const fields = await knownFields(deps, integrationId);
  const find = sourceFinder(deps, collection);
  const open = await deps.repositories.connections.openOf(integrationId);
  const rows = resolveRows(deps, collection, mapping.rows, fields).map(({ row, problems }) => ({
    ...row,
    fieldType: fields.get(row.dataField)?.type ?? null,
    labels: row.sources.map((path) => {
      const source = find(path);
      return source === null || source === 'many'
        ? { path, label: path, type: null }
        : { path, label: source.label, type: source.type };
    }),
    warnings: problems.map(({ problem }) => problem),
  }));
  return {
    ...mapping,
    rows,
    warnings: rows.filter(({ warnings }) => warnings.length > 0).length,
    connections: open.filter((connection) => connection.collection === collection).length,
  };
};
