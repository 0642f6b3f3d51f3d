/** `2020-01-01T09:40:18.527Z`, `2020-01-01 09:40:18.527000+00:00`, `2016-08-01 10:09:22`, `...z`, a bare date. */
const FORMS =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?\s*(z|[+-]\d\d:?\d\d)?$/i;

const zone = (given: string | undefined): string => {
  if (!given || given.toLowerCase() === 'z') return 'Z';
  return given.includes(':') ? given : `${given.slice(0, 3)}:${given.slice(3)}`;
};

/**
 * A date of the vendor as epoch milliseconds; without a zone it is UTC. Null when it is absent, cannot
 * be read, or lies in year 1, which is how the vendor's serialiser writes "never".
 */
export const parseVendorDate = (value: unknown): number | null => {
  const parts = typeof value === 'string' ? FORMS.exec(value.trim()) : null;
  if (!parts) return null;
  const [, day = '', time = '00:00', fraction = '0', offset] = parts;
  if (Number(day.slice(0, 4)) <= 1) return null;
  const seconds = time.length === 5 ? `${time}:00` : time;
  const at = Date.parse(`${day}T${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone(offset)}`);
  return Number.isNaN(at) ? null : at;
};

/** Epoch milliseconds as the vendor's paths take it, in whole seconds, rounded down. */
export const toVendorDate = (ms: number): string =>
  `${new Date(Math.max(0, Math.floor(ms / 1000) * 1000)).toISOString().slice(0, 19)}Z`;
