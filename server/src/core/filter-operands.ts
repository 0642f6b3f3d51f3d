/**
 * Which operators a list's filter may use on which kind of attribute, and what their operands must
 * look like. Stricter than Strapi, which reads any text as `true`, ignores unknown enumeration
 * values, and leaves numbers and dates out of range to the database.
 */
export type ScalarKind =
  | 'string'
  | 'documentId'
  | 'rowId'
  | 'enumeration'
  | 'boolean'
  | 'integer'
  | 'biginteger'
  | 'number'
  | 'date'
  | 'datetime'
  | 'time';

const EMPTINESS = ['$null', '$notNull'];
const EQUALITY = ['$eq', '$ne', '$in', '$notIn', ...EMPTINESS];
const IGNORING_CASE = ['$eqi', '$nei'];
const ORDER = ['$gt', '$gte', '$lt', '$lte', '$between'];
const PIECES = [
  '$contains',
  '$containsi',
  '$notContains',
  '$notContainsi',
  '$startsWith',
  '$startsWithi',
  '$endsWith',
  '$endsWithi',
];

const OPERATORS: Record<ScalarKind, string[]> = {
  string: [...EQUALITY, ...IGNORING_CASE, ...PIECES],
  documentId: EQUALITY,
  rowId: EMPTINESS,
  enumeration: [...EQUALITY, ...IGNORING_CASE],
  boolean: ['$eq', '$ne', ...EMPTINESS],
  integer: [...EQUALITY, ...ORDER],
  biginteger: [...EQUALITY, ...ORDER],
  number: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER],
  datetime: [...EQUALITY, ...ORDER],
  time: [...EQUALITY, ...ORDER],
};

/** The operators a filter may use on an attribute of this kind, without `$not`. */
export const operatorsOf = (kind: ScalarKind): string[] => OPERATORS[kind];

/** Longest `$in`: every value is a binding, and the databases stop between 32,766 and 65,535. */
const MAX_VALUES = 1000;
const MAX_TEXT = 1000;

/** An operand as it will be stored, or the reason why it cannot be used. */
type Operand = { value: unknown } | { problem: string };
const no = (problem: string): Operand => ({ problem });

/** `true`, `false` and the same words as text, which is how the Content Manager's address bar has them. */
const booleanOperand = (value: unknown): Operand => {
  if (value === true || value === 'true') return { value: true };
  if (value === false || value === 'false') return { value: false };
  return no('needs true or false');
};

const textOperand = (value: unknown): Operand => {
  if (typeof value !== 'string') return no('needs a text');
  if (value.includes('\u0000')) return no('holds a character databases do not take');
  return value.length > MAX_TEXT ? no(`is longer than ${MAX_TEXT} characters`) : { value };
};

const pieceOperand = (value: unknown): Operand =>
  value === '' ? no('is empty: an empty text is contained in every text') : textOperand(value);

const numberOperand = (value: unknown): Operand => {
  const text = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value);
  const number = text ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && Math.abs(number) < 1e15
    ? { value: number }
    : no('needs a number');
};

/** Attributes of type integer are 32 bits wide in the databases. */
const integerOperand = (value: unknown): Operand => {
  const operand = numberOperand(value);
  if ('problem' in operand) return operand;
  const number = operand.value as number;
  if (!Number.isInteger(number)) return no('needs a whole number');
  return Math.abs(number) > 2_147_483_647 ? no('is a number out of range') : operand;
};

const bigintegerOperand = (value: unknown): Operand => {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { value: String(value) } : no('needs a whole number');
  }
  return typeof value === 'string' && /^-?\d{1,18}$/.test(value)
    ? { value }
    : no('needs a whole number');
};

const isCalendarDay = (text: string): boolean => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

const dateOperand = (value: unknown): Operand =>
  typeof value === 'string' && /^[1-9]\d{3}-\d\d-\d\d$/.test(value) && isCalendarDay(value)
    ? { value }
    : no('needs a date such as 2026-01-31');

const MOMENT = /^[1-9]\d{3}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?$/;

const datetimeOperand = (value: unknown): Operand =>
  typeof value === 'string' &&
  MOMENT.test(value) &&
  isCalendarDay(value.slice(0, 10)) &&
  !Number.isNaN(Date.parse(value))
    ? { value }
    : no('needs a date and time such as 2026-01-31T09:30:00Z');

const timeOperand = (value: unknown): Operand =>
  typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?$/.test(value)
    ? { value }
    : no('needs a time such as 09:30:00');

const enumerationOperand = (value: unknown, values: string[]): Operand =>
  typeof value === 'string' && values.includes(value)
    ? { value }
    : no(`needs one of ${values.join(', ')}`);

const single = (kind: ScalarKind, value: unknown, values: string[]): Operand => {
  switch (kind) {
    case 'boolean':
      return booleanOperand(value);
    case 'integer':
      return integerOperand(value);
    case 'biginteger':
      return bigintegerOperand(value);
    case 'number':
      return numberOperand(value);
    case 'date':
      return dateOperand(value);
    case 'datetime':
      return datetimeOperand(value);
    case 'time':
      return timeOperand(value);
    case 'enumeration':
      return enumerationOperand(value, values);
    default:
      return textOperand(value);
  }
};

const many = (value: unknown, check: (item: unknown) => Operand): Operand => {
  if (!Array.isArray(value)) return no('needs a list of values');
  if (value.length === 0) return no('has an empty list of values');
  if (value.length > MAX_VALUES) return no(`has more than ${MAX_VALUES} values`);
  const operands = value.map(check);
  const refused = operands.find((operand) => 'problem' in operand);
  return (
    refused ?? { value: operands.map((operand) => ('value' in operand ? operand.value : null)) }
  );
};

/**
 * Checks the operand of `operator` on an attribute of `kind`; `values` are those of an enumeration.
 * Texts that can only be meant one way (`"5"` for a number, `"true"` for a boolean) are converted.
 */
export const checkOperand = (
  kind: ScalarKind,
  operator: string,
  operand: unknown,
  values: string[] = []
): Operand => {
  if (EMPTINESS.includes(operator)) return booleanOperand(operand);
  if (PIECES.includes(operator)) return pieceOperand(operand);
  const check = (item: unknown) => single(kind, item, values);
  if (operator === '$in' || operator === '$notIn') return many(operand, check);
  if (operator === '$between') {
    return Array.isArray(operand) && operand.length === 2
      ? many(operand, check)
      : no('needs exactly two values');
  }
  if (IGNORING_CASE.includes(operator)) return textOperand(operand);
  return check(operand);
};
