import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import type { Condition } from './tree';

/** How many values an operator compares with. */
type Arity = 'none' | 'one' | 'two' | 'many';

const ARITY: Record<string, Arity> = {
  $null: 'none',
  $notNull: 'none',
  $in: 'many',
  $notIn: 'many',
  $between: 'two',
};

export const arityOf = (operator: string): Arity => ARITY[operator] ?? 'one';

const NEGATIONS = ['$ne', '$nei', '$notIn', '$notContains', '$notContainsi'];

/** Negations never match an empty value, and over many records mean "has one other than". */
export const isNegation = (operator: string) => NEGATIONS.includes(operator);

/** Whether upper and lower case count differs between databases. */
export const mindsDatabase = (operator: string, type: FilterAttribute['type']) =>
  type === 'string' &&
  ['$eq', '$ne', '$in', '$notIn', '$contains', '$notContains'].includes(operator);

/** The value a freshly chosen operator starts with; keeps the old one where it still fits. */
export const initialValue = (operator: string, before: unknown): unknown => {
  const arity = arityOf(operator);
  if (arity === 'none') return true;
  if (arity === 'one') return Array.isArray(before) || before === true ? undefined : before;
  return Array.isArray(before) ? before : [];
};

/** Numbers may be stored as text; beyond the safe range an input would change them. */
const isPlainNumber = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && value.trim() !== '' && Number.isSafeInteger(Number(value)));

const fitsType = (value: unknown, attribute: FilterAttribute): boolean => {
  if (value === undefined) return true;
  if (attribute.type === 'number') return isPlainNumber(value);
  if (attribute.type === 'boolean') return typeof value === 'boolean';
  if (attribute.type === 'enumeration') return attribute.values?.includes(String(value)) ?? false;
  return typeof value === 'string';
};

/** Whether the builder's inputs can show this condition without changing its meaning. */
export const canShow = (condition: Condition, attribute: FilterAttribute): boolean => {
  const { operator, value } = condition;
  if (operator === '') return true;
  if (!attribute.operators.includes(operator)) return false;
  const arity = arityOf(operator);
  if (arity === 'none') return value === true;
  if (arity === 'one') return fitsType(value, attribute);
  return Array.isArray(value) && value.every((entry) => fitsType(entry, attribute));
};

/** The value of an address line (always text) as the attribute's type wants it. */
export const typedValue = (value: unknown, type: FilterAttribute['type'] | 'presence'): unknown => {
  if (Array.isArray(value)) return value.map((entry) => typedValue(entry, type));
  if (typeof value !== 'string') return value;
  if (type === 'number') return value.trim() === '' ? value : Number(value);
  if (type === 'boolean' || type === 'presence') return value === 'true' || value === '1';
  return value;
};
