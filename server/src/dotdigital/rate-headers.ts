import { parseVendorDate } from './dates';

/** Headers of one answer, names in lower case. */
export type Headers = Record<string, string | undefined>;

/** What the vendor says about the limit that this call counts against; times in epoch milliseconds. */
export type RateHeaders = {
  scope: string;
  limit: number | null;
  remaining: number | null;
  resetAt: number | null;
  /** `Retry-After`, not documented by the vendor but honoured when it comes. */
  retryAfterMs: number | null;
};

const numeric = (value: string | undefined): number | null => {
  const number = value === undefined || value.trim() === '' ? NaN : Number(value);
  return Number.isFinite(number) && number >= 0 ? number : null;
};

/** The vendor's clock at the answer, from its `Date` header; null without one. */
export const dateOf = (headers: Headers): number | null => {
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? parseVendorDate(headers.date) : at;
};

/** Below this a reset is "seconds from now" (as in the vendor's SDK), above it an epoch (as in its docs). */
const EPOCH_FROM = 1e7;

/** No documented limit is counted over more than an hour: anything later is a clock gone wrong. */
const LONGEST_WINDOW = 3_600_000;

const resetOf = (headers: Headers, now: number): number | null => {
  const value = numeric(headers['x-ratelimit-reset']);
  if (value === null) return null;
  // An epoch is the vendor's clock: what counts is its distance to the vendor's own now.
  const distance = value < EPOCH_FROM ? value * 1000 : value * 1000 - (dateOf(headers) ?? now);
  return now + Math.min(Math.max(distance, 0), LONGEST_WINDOW);
};

const retryAfterOf = (headers: Headers, now: number): number | null => {
  const given = headers['retry-after'];
  const seconds = numeric(given);
  if (seconds !== null) return seconds * 1000;
  const at = Date.parse(given ?? '');
  return Number.isNaN(at) ? null : Math.max(0, at - (dateOf(headers) ?? now));
};

export const readRateHeaders = (headers: Headers, now: number): RateHeaders => ({
  scope: headers['x-ratelimit-scope'] ?? '',
  limit: numeric(headers['x-ratelimit-limit']),
  remaining: numeric(headers['x-ratelimit-remaining']),
  resetAt: resetOf(headers, now),
  retryAfterMs: retryAfterOf(headers, now),
});
