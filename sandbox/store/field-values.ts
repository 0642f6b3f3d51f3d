/** What a data field accepts and how a value is kept: string, number, boolean, ISO date, or null. */
import type { FieldType, FieldValue } from '../model';

type Coerced = { value: FieldValue } | { problem: 'invalid' | 'overflow' };

const TEXT_LIMIT = 1000;
const BOOLEANS = new Map<string, boolean>([
  ['true', true],
  ['yes', true],
  ['y', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['n', false],
  ['0', false],
]);
const NUMBER = /^[+-]?(\d+)(?:\.(\d+))?$/;
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads a date of the forms live clients send (with or without zone, colon or time); without a
 * zone it is UTC. Returns epoch milliseconds, or undefined.
 */
export const parseDate = (text: string): number | undefined => {
  const match = DATE.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone] =
    match;
  const milliseconds = `${fraction}000`.slice(0, 3);
  const offset = !zone || /z/i.test(zone) ? 'Z' : zone.replace(/^(...):?(..)$/, '$1:$2');
  const time = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`
  );
  const utcDay = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const dayExists = new Date(utcDay).getUTCDate() === Number(day);
  return Number.isNaN(time) || !dayExists ? undefined : time;
};

/** Turns a JSON value or a CSV cell into what the field keeps. Blank is null. */
export const coerce = (type: FieldType, raw: unknown): Coerced => {
  if (raw === null || raw === undefined) return { value: null };
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') {
    return { problem: 'invalid' };
  }
  const text = String(raw);
  if (text.trim() === '') return { value: null };
  switch (type) {
    case 'String':
      return text.length > TEXT_LIMIT ? { problem: 'overflow' } : { value: text };
    case 'Numeric':
      return numeric(text.trim());
    case 'Boolean': {
      const value = BOOLEANS.get(text.trim().toLowerCase());
      return value === undefined ? { problem: 'invalid' } : { value };
    }
    case 'Date': {
      const time = parseDate(text);
      return time === undefined ? { problem: 'invalid' } : { value: isoSeconds(time) };
    }
  }
};

const numeric = (text: string): Coerced => {
  const match = NUMBER.exec(text);
  if (!match) return { problem: 'invalid' };
  const [, whole = '', decimals = ''] = match;
  if (whole.length > 18 || decimals.length > 9) return { problem: 'overflow' };
  return { value: Number(text) };
};

/** `2015-10-16T09:00:00Z`: how values of date fields are answered. */
export const isoSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
