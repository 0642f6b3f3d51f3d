import { remoteNotConvertible, type MappingProblem } from './problems';
import { booleanOf, dayOf, decimalOf, isBlank, momentOf, secondsOf, timeOf } from './values';

/** An attribute of the host collection that a two-way row writes to. */
export type HostAttribute = {
  label: string;
  /** Strapi's word: `string`, `decimal`, `enumeration` … */
  type: string;
  /** Values of an enumeration. */
  values?: string[];
};

/** What Strapi's Document Service takes for an attribute. */
type HostValue = string | number | boolean | null;

type ReadBack = { value: HostValue } | { problem: MappingProblem };

const numberOf = (value: unknown): number | undefined => {
  const decimal = decimalOf(value);
  return decimal === undefined ? undefined : Number(decimal);
};

const integerOf = (value: unknown): string | undefined => {
  const decimal = decimalOf(value);
  return decimal?.includes('.') ? undefined : decimal;
};

const textOf = (value: unknown): string => String(value).trim();

const smallInteger = (value: unknown): number | undefined => {
  const integer = integerOf(value);
  return integer === undefined || !Number.isSafeInteger(Number(integer))
    ? undefined
    : Number(integer);
};

const READERS: Record<string, (value: unknown) => HostValue | undefined> = {
  boolean: booleanOf,
  integer: smallInteger,
  /** As text: JavaScript numbers do not hold it. */
  biginteger: integerOf,
  float: numberOf,
  decimal: numberOf,
  date: dayOf,
  datetime: (value) => {
    const ms = momentOf(value);
    return ms === undefined ? undefined : `${secondsOf(ms)}.000Z`;
  },
  time: (value) => {
    const time = timeOf(value);
    return time === undefined || time.includes('.') ? time : `${time}.000`;
  },
};

/**
 * A value of the vendor as the host attribute takes it; blank is null. The inverse of what is sent,
 * for every value that could be.
 */
export const readBack = (
  attribute: HostAttribute,
  dataField: string,
  remote: unknown
): ReadBack => {
  if (isBlank(remote)) return { value: null };
  const { type, values } = attribute;
  const value =
    type === 'enumeration'
      ? values?.find((one) => one === textOf(remote))
      : (READERS[type] ?? textOf)(remote);
  return value === undefined
    ? { problem: remoteNotConvertible(dataField, attribute.label, type) }
    : { value };
};
