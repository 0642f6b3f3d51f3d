import type { MappingRow } from '../../core/mapping/mapping';
import type { MappingProblem } from '../../core/mapping/problems';
import { pathsOf, readRow, type BoundRow } from '../../core/mapping/read-record';
import { readsOf } from '../../store/mapping-sources';
import { readRecord, type RecordRef } from '../../store/read-record';
import type { Deps } from '../deps';
import { knownFields, resolveRows } from './resolve';

/** What one row would send of a record: its text, null for a blank, or what is in the way. */
export type PreviewedValue = {
  dataField: string;
  value: string | null;
  problems: MappingProblem[];
  /** The viewer's role may not read one of its sources: there is a value, and it is not shown. */
  hidden: boolean;
};

type Viewed = RecordRef & {
  /** Null when there is none that the viewer may read. */
  documentId: string | null;
  mayRead(read: { uid: string; field: string }): boolean;
};

/**
 * Shows what rows, saved or not, would send of one record: read and converted as an export does it.
 * Without a record only what is wrong with the rows themselves.
 */
export const previewMapping = async (
  deps: Deps,
  { integrationId, rows }: { integrationId: number; rows: MappingRow[] },
  record: Viewed
): Promise<PreviewedValue[]> => {
  const fields = await knownFields(deps, integrationId);
  const resolved = resolveRows(deps, record.collection, rows, fields);
  const paths = pathsOf(resolved.flatMap(({ bound }) => bound ?? []));
  const { db } = deps.repositories;
  const values =
    record.documentId === null ? null : await readRecord(db, record, record.documentId, paths);
  const mayRead = (row: BoundRow) =>
    pathsOf([row]).every((path) => readsOf(db, record.collection, path).every(record.mayRead));
  return resolved.map(({ row: { dataField }, problems, bound }) => ({
    dataField,
    value: null,
    hidden: bound !== null && !mayRead(bound),
    problems: problems.map(({ problem }) => problem),
    ...(bound && values && mayRead(bound) ? previewed(bound, values) : {}),
  }));
};

const previewed = (
  row: BoundRow,
  values: ReadonlyMap<string, unknown>
): Pick<PreviewedValue, 'value' | 'problems'> => {
  const read = readRow(row, (path) => values.get(path));
  return 'problem' in read
    ? { value: null, problems: [read.problem] }
    : { value: read.text, problems: [] };
};
