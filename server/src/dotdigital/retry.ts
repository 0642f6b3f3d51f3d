import type { Endpoint } from './endpoint';
import { OUTCOME_UNKNOWN, type VendorError } from './errors';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** A server that breaks or cannot be reached gets this many chances; one that asks to wait gets its time. */
const BROKEN_ATTEMPTS = 5;

const surelyNothingDone = (error: VendorError): boolean =>
  error.kind === 'rateLimited' || (error.httpStatus === 503 && error.code !== OUTCOME_UNKNOWN);

/** True when sending the call again cannot do harm. */
export const mayRepeat = (endpoint: Endpoint, error: VendorError): boolean => {
  if (!error.retry || endpoint.repeat === 'never') return false;
  return endpoint.repeat === 'always' || surelyNothingDone(error);
};

/**
 * Milliseconds to wait before attempt `attempt + 1`: what the vendor asked for, else 1, 2, 4 ... 30 s
 * with jitter (half of it random, so that two machines do not return together). Null: give up.
 */
export const waitBeforeRepeat = (
  error: VendorError,
  attempt: number,
  random: () => number
): number | null => {
  const asksToWait = error.kind === 'rateLimited' || error.httpStatus === 503;
  if (!asksToWait && attempt >= BROKEN_ATTEMPTS) return null;
  if (error.waitMs !== null) return Math.max(error.waitMs, FIRST_WAIT);
  const full = Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT);
  return full / 2 + (full / 2) * random();
};
