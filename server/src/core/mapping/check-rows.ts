import { feeds, isDataFieldType, type KnownFields, type MappingRow, type Source } from './mapping';
import {
  fieldTwice,
  fieldTypeUnknown,
  fieldUnknown,
  fieldVanished,
  severalSources,
  sourceMany,
  sourceTwice,
  sourceUnknown,
  twoWaySource,
  typeMismatch,
  type MappingProblem,
} from './problems';

/** What a path of a row names: a source, something of which there are many, or nothing that may be sent. */
export type FindSource = (path: string) => Source | 'many' | null;

/** The part of a row a problem stands next to; `source` counts within `sources`. */
export type RowProblem = { problem: MappingProblem } & (
  { part: 'dataField' | 'twoWay' } | { part: 'sources'; source: number | null }
);

/** What keeps each row from being used, in their order; an empty list for a row that is sound. */
export const checkRows = (
  rows: MappingRow[],
  fields: KnownFields,
  find: FindSource
): RowProblem[][] => {
  const named = new Set<string>();
  return rows.map((row) => {
    const twice = named.has(row.dataField);
    named.add(row.dataField);
    return [
      ...fieldProblems(row, fields, twice),
      ...sourceProblems(row, fields, find),
      ...twoWayProblems(row, find),
    ];
  });
};

const fieldProblems = (
  { dataField }: MappingRow,
  fields: KnownFields,
  twice: boolean
): RowProblem[] => {
  const at = (problem: MappingProblem): RowProblem[] => [{ part: 'dataField', problem }];
  const field = fields.get(dataField);
  if (!field) return at(fieldUnknown(dataField));
  if (field.vanished) return at(fieldVanished(dataField));
  if (!isDataFieldType(field.type)) return at(fieldTypeUnknown(dataField, field.type));
  return twice ? at(fieldTwice(dataField)) : [];
};

const sourceProblems = (
  { dataField, sources }: MappingRow,
  fields: KnownFields,
  find: FindSource
): RowProblem[] => {
  const type = fields.get(dataField)?.type;
  const at = (source: number | null, problem: MappingProblem): RowProblem => ({
    part: 'sources',
    source,
    problem,
  });
  const problems = sources.flatMap((path, index): RowProblem[] => {
    const source = find(path);
    if (source === null) return [at(index, sourceUnknown(path))];
    if (source === 'many') return [at(index, sourceMany(path))];
    if (sources.indexOf(path) < index) return [at(index, sourceTwice(source.label))];
    const mismatch = type !== undefined && isDataFieldType(type) && !feeds(source.type, type);
    return mismatch ? [at(index, typeMismatch(source, dataField, type))] : [];
  });
  if (sources.length > 1 && type !== undefined && type !== 'String')
    problems.push(at(null, severalSources(dataField, type)));
  return problems;
};

const twoWayProblems = ({ dataField, sources, twoWay }: MappingRow, find: FindSource) => {
  if (!twoWay) return [];
  const [path = ''] = sources;
  const source = find(path);
  const own = source !== null && source !== 'many' && source.own;
  return sources.length === 1 && own
    ? []
    : [{ part: 'twoWay' as const, problem: twoWaySource(dataField) }];
};
