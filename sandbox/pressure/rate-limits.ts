import type { Clock } from '../clock';

/** `low`: bulk imports and big lists; `medium`: single changes; `high`: single reads and statuses. */
export type Tier = 'low' | 'medium' | 'high';

export type RateLimit =
  | { scheme: 'off' }
  /** Calls per minute of each tier and account; 429 with X-RateLimit-* headers. */
  | { scheme: 'tiered'; perMinute: Record<Tier, number> }
  /** Calls in a rolling hour per account; 400 ERROR_APIUSAGE_EXCEEDED. */
  | { scheme: 'flat'; perHour: number };

export type Verdict = {
  allowed: boolean;
  /** What the tiered scheme's headers say; `resetAt` in epoch milliseconds. */
  budget?: { limit: number; remaining: number; resetAt: number; scope: string };
};

const MINUTE = 60_000;
const HOUR_LIMIT = 2000;

/** Counts the calls of each account against the limit in force. */
export class RateLimiter {
  #limit: RateLimit = { scheme: 'off' };
  #windows = new Map<string, { startedAt: number; used: number }>();
  /** Calls per account and minute of the last hour. */
  #minutes = new Map<number, Map<number, number>>();

  constructor(private readonly clock: Clock) {}

  get limit(): RateLimit {
    return this.#limit;
  }

  setLimit(limit: RateLimit): void {
    this.#limit = limit;
    this.#windows.clear();
    this.#minutes.clear();
  }

  /** Calls of the last hour and what the flat limit leaves, as account-info shows them. */
  usage(accountId: number): { lastHour: number; remaining: number } {
    const lastHour = this.#callsOfLastHour(accountId);
    const limit = this.#limit.scheme === 'flat' ? this.#limit.perHour : HOUR_LIMIT;
    return { lastHour, remaining: Math.max(0, limit - lastHour) };
  }

  /** Counts one call. */
  take(accountId: number, tier: Tier): Verdict {
    const verdict = this.#judge(accountId, tier);
    if (verdict.allowed) this.#count(accountId);
    return verdict;
  }

  #judge(accountId: number, tier: Tier): Verdict {
    if (this.#limit.scheme === 'off') return { allowed: true };
    if (this.#limit.scheme === 'flat') {
      return { allowed: this.#callsOfLastHour(accountId) < this.#limit.perHour };
    }
    const limit = this.#limit.perMinute[tier];
    const window = this.#window(`${accountId} ${tier}`);
    const allowed = window.used < limit;
    if (allowed) window.used += 1;
    return {
      allowed,
      budget: {
        limit,
        remaining: Math.max(0, limit - window.used),
        resetAt: window.startedAt + MINUTE,
        scope: `${tier}CallRate`,
      },
    };
  }

  #window(key: string): { startedAt: number; used: number } {
    const now = this.clock.now();
    const current = this.#windows.get(key);
    if (current && now < current.startedAt + MINUTE) return current;
    const fresh = { startedAt: now, used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }

  #count(accountId: number): void {
    const minute = Math.floor(this.clock.now() / MINUTE);
    const minutes = this.#minutes.get(accountId) ?? new Map<number, number>();
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    for (const old of minutes.keys()) if (old < minute - 60) minutes.delete(old);
    this.#minutes.set(accountId, minutes);
  }

  #callsOfLastHour(accountId: number): number {
    const oldest = Math.floor(this.clock.now() / MINUTE) - 60;
    let calls = 0;
    for (const [minute, count] of this.#minutes.get(accountId) ?? []) {
      if (minute > oldest) calls += count;
    }
    return calls;
  }
}
