import type { DataFieldType } from '../data-fields';
import type { Source, SourceType } from './mapping';

export type MappingProblemCode =
  | 'FIELD_UNKNOWN'
  | 'FIELD_VANISHED'
  | 'FIELD_TWICE'
  | 'FIELD_TYPE_UNKNOWN'
  | 'SOURCE_UNKNOWN'
  | 'SOURCE_TWICE'
  | 'SOURCE_MANY'
  | 'TYPE_MISMATCH'
  | 'SEVERAL_SOURCES'
  | 'TWO_WAY_SOURCE'
  | 'VALUE_TOO_LONG'
  | 'VALUE_NOT_CONVERTIBLE'
  | 'COMPUTE_FAILED';

/** What is wrong with a row of a mapping or with the value of a record: a code, its words, a sentence. */
export type MappingProblem = {
  code: MappingProblemCode;
  values: Record<string, string | number>;
  message: string;
};

const problem = (
  code: MappingProblemCode,
  values: MappingProblem['values'],
  message: string
): MappingProblem => ({ code, values, message });

const HOLDS: Record<SourceType, string> = {
  text: 'text',
  enumeration: 'one of fixed values',
  boolean: 'yes or no',
  number: 'a number',
  date: 'a date',
  datetime: 'a date and time',
  time: 'a time of day',
};

const TAKES: Record<DataFieldType, string> = {
  String: 'text',
  Numeric: 'a number',
  Date: 'a date',
  Boolean: 'yes or no',
};

/** The longest message a computed field's error may leave behind. */
const LONGEST_ERROR = 200;

export const fieldUnknown = (dataField: string) =>
  problem('FIELD_UNKNOWN', { dataField }, `The account has no data field ${dataField}`);

export const fieldVanished = (dataField: string) =>
  problem(
    'FIELD_VANISHED',
    { dataField },
    `Dotdigital no longer lists the data field ${dataField}`
  );

export const fieldTwice = (dataField: string) =>
  problem('FIELD_TWICE', { dataField }, `${dataField} can be filled by one row only`);

export const fieldTypeUnknown = (dataField: string, fieldType: string) =>
  problem(
    'FIELD_TYPE_UNKNOWN',
    { dataField, fieldType },
    `${dataField} is of type ${fieldType}, which this plugin does not know`
  );

export const sourceUnknown = (source: string) =>
  problem('SOURCE_UNKNOWN', { source }, `There is no field “${source}” that could be sent`);

export const sourceTwice = (label: string) =>
  problem('SOURCE_TWICE', { source: label }, `“${label}” is named twice`);

export const sourceMany = (source: string) =>
  problem(
    'SOURCE_MANY',
    { source },
    `“${source}” leads through something a record can have several of`
  );

export const typeMismatch = (source: Source, dataField: string, fieldType: DataFieldType) =>
  problem(
    'TYPE_MISMATCH',
    { source: source.label, sourceType: source.type, dataField, fieldType },
    `“${source.label}” holds ${HOLDS[source.type]}, and ${dataField} takes ${TAKES[fieldType]} (${fieldType})`
  );

export const severalSources = (dataField: string, fieldType: string) =>
  problem(
    'SEVERAL_SOURCES',
    { dataField, fieldType },
    `Several fields can be joined in a String field only, and ${dataField} is ${fieldType}`
  );

export const twoWaySource = (dataField: string) =>
  problem(
    'TWO_WAY_SOURCE',
    { dataField },
    `${dataField} can come back into one field of the collection itself only, never into an e-mail address`
  );

export const valueTooLong = (dataField: string, length: number, limit: number) =>
  problem(
    'VALUE_TOO_LONG',
    { dataField, length, limit },
    `The value for ${dataField} has ${length} characters, and Dotdigital takes ${limit}`
  );

export const valueNotConvertible = (dataField: string, source: string, fieldType: DataFieldType) =>
  problem(
    'VALUE_NOT_CONVERTIBLE',
    { dataField, source, fieldType },
    `The value of “${source}” cannot be sent as ${dataField}: it is not ${TAKES[fieldType]} that Dotdigital keeps`
  );

/** The other way round: a value of the vendor that the site's attribute does not take. */
export const remoteNotConvertible = (dataField: string, source: string, attributeType: string) =>
  problem(
    'VALUE_NOT_CONVERTIBLE',
    { dataField, source, fieldType: attributeType },
    `The value of ${dataField} in Dotdigital does not fit “${source}” (${attributeType})`
  );

export const computeFailed = (dataField: string, source: string, error: unknown) => {
  const words = String(error instanceof Error ? error.message : error).slice(0, LONGEST_ERROR);
  return problem(
    'COMPUTE_FAILED',
    { dataField, source, error: words },
    `“${source}” could not be computed for ${dataField}: ${words}`
  );
};
