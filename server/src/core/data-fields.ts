/** Types of data fields the vendor documents. Fields of other types are shown, and cannot be created here. */
export type DataFieldType = 'String' | 'Numeric' | 'Date' | 'Boolean';

/** A default value, typed as the vendor takes it; a date as ISO 8601 without a zone, which means UTC. */
export type DefaultValue = string | number | boolean | null;

const NAME = /^[A-Za-z0-9_-]{1,20}$/;

/** Words the vendor keeps for itself (its help page on data fields); it minds no case. */
const RESERVED_NAMES = new Set([
  'account',
  'campaign',
  'campaignid',
  'contact',
  'contact_api_id',
  'contactid',
  'email',
  'hcontactid',
  'hemail',
  'hemail256',
  'id',
  'messagecontent',
  'mobilenumberid',
  'notes',
  'unsubscribed',
  'uniquecontactid',
]);

/** Fields every account comes with. The vendor deletes none of them, and marks none in its listing. */
const SYSTEM_NAMES = new Set([
  'FIRSTNAME',
  'LASTNAME',
  'FULLNAME',
  'GENDER',
  'POSTCODE',
  'LASTSUBSCRIBED',
]);

export const isSystemField = (name: string): boolean => SYSTEM_NAMES.has(name.toUpperCase());

/** What is wrong with the name of a new field, in words. */
export const nameProblem = (
  name: string
): { code: 'INVALID' | 'NAME_RESERVED'; message: string } | null => {
  if (!NAME.test(name))
    return {
      code: 'INVALID',
      message: 'A name has 1 to 20 letters (A to Z), digits, hyphens and underscores',
    };
  if (RESERVED_NAMES.has(name.toLowerCase()))
    return { code: 'NAME_RESERVED', message: `Dotdigital keeps the name “${name}” for itself` };
  return null;
};

type Read = { value: DefaultValue } | { problem: string };

const LONGEST_TEXT = 1000;
/** The vendor takes 18 digits and 9 decimals; JSON numbers carry 15 exactly. */
const NUMBER = /^[+-]?\d+(\.\d{1,9})?$/;
const MOST_DIGITS = 15;
const DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

const READERS: Record<DataFieldType, (text: string) => Read> = {
  String: (text) =>
    text.length > LONGEST_TEXT
      ? { problem: `The default value has more than ${LONGEST_TEXT} characters` }
      : { value: text },
  Numeric: (text) => {
    if (!NUMBER.test(text)) return { problem: 'The default value must be a number' };
    const digits = text.replace(/^[+-]?0*|\./g, '').length;
    if (digits > MOST_DIGITS)
      return { problem: `The default value has more than ${MOST_DIGITS} digits` };
    return { value: Number(text) };
  },
  Date: (text) => {
    const value = dateOf(text);
    return value === null ? { problem: 'The default value must be a valid date' } : { value };
  },
  Boolean: (text) =>
    text === 'true' || text === 'false'
      ? { value: text === 'true' }
      : { problem: 'The default value must be yes or no' },
};

/** A date, or a date and time, as `2015-10-16T09:00:00` in UTC; null when there is no such day. */
const dateOf = (text: string): string | null => {
  const [, day = '', time = '00:00', zone = 'Z'] = DATE.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}${zone}`);
  const isDay = new Date(`${day}T00:00Z`).toJSON()?.startsWith(day);
  if (day === '' || Number.isNaN(at) || !isDay) return null;
  return new Date(at).toISOString().slice(0, 19);
};

/** Reads a default value by the type of its field; blank is none. Answers what is wrong, in words. */
export const readDefaultValue = (type: DataFieldType, text: string): Read =>
  text.trim() === '' ? { value: null } : READERS[type](text.trim());
