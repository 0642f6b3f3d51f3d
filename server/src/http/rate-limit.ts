import { errors } from '@strapi/utils';

/**
 * Allows each key `limit` calls in `windowMs`. Kept in this process's memory: it is there against
 * guessing and hammering, not for counting exactly across nodes.
 */
export const createRateLimit = (limit: number, windowMs: number) => {
  const calls = new Map<number, number[]>();

  /** Counts a call at `now` (ms). @throws RateLimitError when there were too many. */
  return (key: number, now: number): void => {
    const recent = (calls.get(key) ?? []).filter((time) => time > now - windowMs);
    if (recent.length >= limit)
      throw new errors.RateLimitError('Too many checks. Wait a minute, then try again.');
    calls.set(key, [...recent, now]);
  };
};
