import { errors } from '@strapi/utils';

/** Counts a call of a person at `now` (ms). @throws RateLimitError when there were too many. */
export type RateLimit = (key: number, now: number) => void;

/**
 * Allows each key `limit` calls in `windowMs`. Kept in this process's memory: it is there against
 * guessing and hammering, not for counting exactly across nodes.
 */
export const createRateLimit = (limit: number, windowMs: number): RateLimit => {
  const calls = new Map<number, number[]>();

  return (key, now) => {
    const recent = (calls.get(key) ?? []).filter((time) => time > now - windowMs);
    if (recent.length >= limit)
      throw new errors.RateLimitError('That was asked too often. Wait a minute, then try again.');
    calls.set(key, [...recent, now]);
  };
};
