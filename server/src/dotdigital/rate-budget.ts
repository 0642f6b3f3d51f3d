import { endpointName, type Endpoint } from './endpoint';
import { VendorError } from './errors';
import type { Clock } from './ports';
import type { RateHeaders } from './rate-headers';

/**
 * How many calls one account may still make. Fed by the headers of every answer, so it needs no
 * configuration: the tiered scheme counts per minute and tier (`X-RateLimit-Scope`), the flat one
 * answers 400 once an hour's calls are used up and closes the whole account.
 */
export type RateBudget = {
  /**
   * Waits until the call may be sent and takes it out of the budget.
   * @throws VendorError `rateLimited`, at once, when that would be later than `deadline` (epoch ms).
   * @throws the signal's reason when aborted.
   */
  acquire(endpoint: Endpoint, limits: { deadline: number; signal?: AbortSignal }): Promise<void>;
  /** Learns from an answer's headers. */
  observe(endpoint: Endpoint, headers: RateHeaders): void;
  /** Learns from a refusal and answers the milliseconds until such a call may be sent again. */
  refused(endpoint: Endpoint, refusal: { headers: RateHeaders; flat: boolean }): number;
};

type Window = { limit: number | null; remaining: number; resetAt: number };

const MINUTE = 60_000;

/** Flat scheme: nothing says when the rolling hour frees calls, so ask again after 1, 2, 4, 8, 10 minutes. */
const LONGEST_FLAT_WAIT = 10 * MINUTE;

/** A reset less than a second away would be spent on another refusal: the headers are whole seconds. */
const SHORTEST_WAIT = 1000;

/** Two readings of one window's end differ by the rounding of its whole seconds. */
const SAME_WINDOW = 2000;

/** So that urgent calls, waiting for the same moment, go first. */
const HEAD_START = 100;

/** A tenth of each window is kept for opt-outs and erasures. */
const reserveOf = (limit: number | null): number =>
  limit === null || limit < 2 ? 0 : Math.ceil(limit / 10);

export const createRateBudget = (clock: Clock): RateBudget => {
  const windows = new Map<string, Window>();
  const scopes = new Map<string, string>();
  let closedUntil = 0;
  let flatRefusals = 0;

  /** The window this call counts against; none until the vendor has named it. */
  const windowOf = (endpoint: Endpoint): Window | undefined => {
    const window = windows.get(scopes.get(endpointName(endpoint)) ?? '');
    if (window && window.resetAt <= clock.now()) {
      window.remaining = window.limit ?? Infinity;
      window.resetAt = clock.now() + MINUTE;
    }
    return window;
  };

  const opensAt = (endpoint: Endpoint): number => {
    const window = windowOf(endpoint);
    const reserve = endpoint.urgent ? 0 : reserveOf(window?.limit ?? null);
    const windowOpens = window && window.remaining <= reserve ? window.resetAt : 0;
    return Math.max(windowOpens, closedUntil);
  };

  const exhausted = (endpoint: Endpoint, waitMs: number): VendorError =>
    new VendorError('rateLimited', 'The calls Dotdigital allows are used up for now', {
      waitMs,
      endpoint: endpointName(endpoint),
    });

  return {
    acquire: async (endpoint, { deadline, signal }) => {
      for (;;) {
        signal?.throwIfAborted();
        const wait = opensAt(endpoint) - clock.now();
        if (wait <= 0) break;
        if (clock.now() + wait > deadline) throw exhausted(endpoint, wait);
        await clock.sleep(endpoint.urgent ? wait : wait + HEAD_START, signal);
      }
      const window = windowOf(endpoint);
      if (window) window.remaining -= 1;
    },

    observe: (endpoint, { scope, limit, remaining, resetAt }) => {
      if (remaining === null) return;
      scopes.set(endpointName(endpoint), scope);
      const ends = resetAt ?? clock.now() + MINUTE;
      const known = windows.get(scope);
      const same = known !== undefined && Math.abs(known.resetAt - ends) < SAME_WINDOW;
      windows.set(scope, {
        limit: limit ?? known?.limit ?? null,
        // Answers overtake each other: within one window the budget only shrinks.
        remaining: same ? Math.min(known.remaining, remaining) : remaining,
        resetAt: same ? known.resetAt : ends,
      });
    },

    refused: (endpoint, { headers, flat }) => {
      const now = clock.now();
      const told =
        headers.retryAfterMs ?? (headers.resetAt === null ? null : headers.resetAt - now);
      if (flat) {
        flatRefusals = closedUntil > 0 && closedUntil + LONGEST_FLAT_WAIT < now ? 0 : flatRefusals;
        const wait = told ?? Math.min(MINUTE * 2 ** flatRefusals, LONGEST_FLAT_WAIT);
        flatRefusals += 1;
        closedUntil = Math.max(closedUntil, now + Math.max(wait, SHORTEST_WAIT));
        return closedUntil - now;
      }
      const wait = Math.max(told ?? MINUTE, SHORTEST_WAIT);
      const limit = headers.limit ?? windows.get(headers.scope)?.limit ?? null;
      scopes.set(endpointName(endpoint), headers.scope);
      windows.set(headers.scope, { limit, remaining: 0, resetAt: now + wait });
      return wait;
    },
  };
};
