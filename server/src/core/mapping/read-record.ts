import type { DataFieldType } from '../data-fields';
import type { MappedFields } from '../mapped-fields';
import type { Payload } from '../member-decision';
import type { ComputedRecord } from './computed';
import { convert, type Converted } from './convert';
import type { ConflictPolicy, Source } from './mapping';
import { computeFailed, type MappingProblem } from './problems';
import { asText, booleanOf, decimalOf, isBlank } from './values';

/** A source with the way to its value. */
export type BoundSource =
  | { kind: 'attribute'; source: Source }
  | {
      kind: 'computed';
      source: Source;
      needs: Source[];
      compute(record: ComputedRecord): unknown;
    };

/** A row of a mapping with nothing in its way. */
export type BoundRow = {
  field: { name: string; type: DataFieldType };
  sources: BoundSource[];
  /** Who wins when both sides changed the value; null for a row that only sends. */
  twoWay: ConflictPolicy | null;
};

/** Raw value of a record's attribute, by its path. */
type ValueOf = (path: string) => unknown;

/** Every path these rows read, once. */
export const pathsOf = (rows: BoundRow[]): string[] => [
  ...new Set(
    rows.flatMap(({ sources }) =>
      sources.flatMap((bound) =>
        bound.kind === 'computed' ? bound.needs.map(({ path }) => path) : [bound.source.path]
      )
    )
  ),
];

/** What a row makes of one record. */
export const readRow = ({ field, sources }: BoundRow, valueOf: ValueOf): Converted => {
  const values: { source: Source; value: unknown }[] = [];
  for (const bound of sources) {
    const { source } = bound;
    if (bound.kind === 'attribute') values.push({ source, value: valueOf(source.path) });
    else {
      const computed = computedValue(field.name, bound, valueOf);
      if ('problem' in computed) return computed;
      values.push({ source, value: computed.value });
    }
  }
  return convert(field, values);
};

const computedValue = (
  dataField: string,
  { source, needs, compute }: Extract<BoundSource, { kind: 'computed' }>,
  valueOf: ValueOf
): { value: unknown } | { problem: MappingProblem } => {
  try {
    const value = compute(recordOf(needs, valueOf));
    if (value instanceof Promise) {
      value.catch(() => undefined);
      throw new Error('it answers a promise, and must answer a value');
    }
    return { value };
  } catch (error) {
    return { problem: computeFailed(dataField, source.label, error) };
  }
};

/** The needed attributes as site code knows them, whichever database they come from. */
const recordOf = (needs: Source[], valueOf: ValueOf): ComputedRecord => {
  const record: ComputedRecord = {};
  for (const source of needs) {
    const names = source.path.split('.');
    const attribute = names.pop() ?? '';
    let at = record;
    for (const name of names) at = (at[name] ??= {}) as ComputedRecord;
    at[attribute] = hostValue(source, valueOf(source.path));
  }
  return record;
};

/** Booleans as such, numbers as such unless JavaScript cannot hold them, everything else as text. */
const hostValue = ({ type }: Source, value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return booleanOf(value) ?? null;
  if (type !== 'number') return isBlank(value) ? '' : (asText(type, value) ?? null);
  const decimal = decimalOf(value) ?? '';
  return decimalOf(Number(decimal)) === decimal ? Number(decimal) : decimal;
};

const aliasOf = (index: number): string => `value_${index}`;

/** Whether site code makes a value of this row. */
export const isComputed = ({ sources }: BoundRow): boolean =>
  sources.some(({ kind }) => kind === 'computed');

/**
 * How sound rows become the values of a record; what goes wrong with one is told in words. Data
 * fields of `kept` are made once only.
 */
export const mappedFields = (rows: BoundRow[], kept: string[] = []): MappedFields => {
  const paths = pathsOf(rows);
  const aliases = new Map(paths.map((path, index) => [path, aliasOf(index)]));
  return {
    names: rows.map(({ field }) => field.name),
    columns: Object.fromEntries(paths.map((path, index) => [aliasOf(index), path])),
    kept,
    read: (record, known = null) => {
      const payload: Payload = {};
      const problems: string[] = [];
      for (const row of rows) {
        const { name } = row.field;
        if (known !== null && kept.includes(name) && Object.hasOwn(known, name)) {
          payload[name] = known[name] ?? null;
          continue;
        }
        const read = readRow(row, (path) => record[aliases.get(path) ?? '']);
        if ('problem' in read) problems.push(read.problem.message);
        else payload[name] = read.text;
      }
      return { payload, problem: problems.length === 0 ? null : problems.join('. ') };
    },
  };
};
