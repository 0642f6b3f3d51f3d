import type { SourceType } from './mapping';

/**
 * Canonical texts: equal values have equal texts, whichever driver they come from. Each reader
 * answers undefined for what is not a value of its kind; blank is not asked for.
 */

/** The vendor takes 18 digits before and 9 after the decimal mark (its help page on data fields). */
const MOST_WHOLE = 18;
const MOST_DECIMALS = 9;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * A number in plain digits, exactly: `10`, `-0.5`. Text keeps every digit; a JavaScript number is
 * rounded to the decimals the vendor takes, because its last ones are noise of the binary form.
 */
export const decimalOf = (value: unknown): string | undefined => {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return undefined;
    const exact = plain(String(value));
    const decimals = exact?.split('.')[1] ?? '';
    return decimals.length > MOST_DECIMALS ? plain(value.toFixed(MOST_DECIMALS)) : exact;
  }
  return typeof value === 'string' ? plain(value.trim()) : undefined;
};

const plain = (text: string): string | undefined => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = whole + fraction;
  if (digits === '') return undefined;
  const point = whole.length + Number(exponent);
  const padded = digits.padStart(digits.length + Math.max(0, -point), '0');
  const mark = Math.max(0, point);
  const left = padded.slice(0, mark).padEnd(mark, '0').replace(/^0+/, '') || '0';
  const right = padded.slice(mark).replace(/0+$/, '');
  const number = right === '' ? left : `${left}.${right}`;
  return sign === '-' && number !== '0' ? `-${number}` : number;
};

/** Whether the vendor keeps a number of this canonical text as it is. */
export const fitsVendor = (decimal: string): boolean => {
  const [whole = '', decimals = ''] = decimal.replace('-', '').split('.');
  return whole.length <= MOST_WHOLE && decimals.length <= MOST_DECIMALS;
};

const BOOLEANS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
]);

export const booleanOf = (value: unknown): boolean | undefined =>
  BOOLEANS.get(typeof value === 'string' ? value.trim().toLowerCase() : value);

const MOMENT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Epoch milliseconds of a moment: a Date, milliseconds, or ISO text, which without a zone is UTC. */
export const momentOf = (value: unknown): number | undefined => {
  if (value instanceof Date) return inYears(value.getTime());
  if (typeof value === 'number') return inYears(value);
  if (typeof value !== 'string') return undefined;
  const [, day = '', time = '00:00', zone = 'Z'] = MOMENT.exec(value.trim()) ?? [];
  const exists = new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
  if (day === '' || !exists) return undefined;
  const offset = /z/i.test(zone) ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2');
  return inYears(Date.parse(`${day}T${time}${offset}`));
};

/** Moments that have a year of four digits; the vendor writes the year 1 for none at all. */
const inYears = (ms: number): number | undefined =>
  ms >= Date.UTC(1000, 0, 1) && ms < Date.UTC(10_000, 0, 1) ? Math.floor(ms) : undefined;

/** `2015-10-16T09:00:00`, in UTC. */
export const secondsOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

/** `2015-10-16` of a date column, a Date, or text that begins with a day. */
export const dayOf = (value: unknown): string | undefined => {
  const ms = momentOf(value);
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 10);
};

const TIME = /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/** `09:00:00`, with milliseconds only where there are some. */
export const timeOf = (value: unknown): string | undefined => {
  const [, minutes, seconds = '00', fraction = ''] =
    TIME.exec(typeof value === 'string' ? value.trim() : '') ?? [];
  if (minutes === undefined) return undefined;
  const ms = fraction.slice(0, 3).replace(/0+$/, '');
  return `${minutes}:${seconds}${ms === '' ? '' : `.${ms}`}`;
};

export const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');

/** A value as text, by what its source holds. */
const AS_TEXT: Record<SourceType, (value: unknown) => string | undefined> = {
  text: (value) =>
    ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
      ? String(value).trim()
      : undefined,
  enumeration: (value) => (typeof value === 'string' ? value.trim() : undefined),
  boolean: (value) => booleanOf(value)?.toString(),
  number: decimalOf,
  date: dayOf,
  datetime: (value) => {
    const ms = momentOf(value);
    return ms === undefined ? undefined : `${secondsOf(ms)}Z`;
  },
  time: timeOf,
};

export const asText = (type: SourceType, value: unknown): string | undefined =>
  AS_TEXT[type](value);
