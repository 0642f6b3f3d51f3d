import { errors } from '@strapi/utils';

/** Counts a call of a person or an address at `now` (ms). @throws RateLimitError when there were too many. */
export type RateLimit = (key: number | string, now: number) => void;

/** Keys remembered at most; beyond that, those that have rested are forgotten. */
const MOST_KEYS = 10_000;

/**
 * Allows each key `limit` calls in `windowMs`. Kept in this process's memory: it is there against
 * guessing and hammering, not for counting exactly across nodes.
 */
export const createRateLimit = (limit: number, windowMs: number): RateLimit => {
  const calls = new Map<number | string, number[]>();

  const forgetRested = (now: number): void => {
    for (const [key, times] of calls) if ((times.at(-1) ?? 0) <= now - windowMs) calls.delete(key);
  };

  return (key, now) => {
    if (calls.size >= MOST_KEYS) forgetRested(now);
    const recent = (calls.get(key) ?? []).filter((time) => time > now - windowMs);
    if (recent.length >= limit)
      throw new errors.RateLimitError('That was asked too often. Wait a minute, then try again.');
    calls.set(key, [...recent, now]);
  };
};
