import { beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../server/src/dotdigital/endpoint';
import { createRateBudget, type RateBudget } from '../../server/src/dotdigital/rate-budget';
import { readRateHeaders } from '../../server/src/dotdigital/rate-headers';
import { createFakeClock } from '../support/clock';
import { createSkippingClock, type SkippingClock } from '../support/skipping-clock';

const LISTS: Endpoint = { method: 'GET', path: 'contacts', kind: 'read', repeat: 'always' };
const OTHER: Endpoint = { method: 'GET', path: 'other', kind: 'read', repeat: 'always' };
const OPT_OUT: Endpoint = { ...LISTS, method: 'POST', path: 'unsubscribe', urgent: true };

let clock: SkippingClock;
let budget: RateBudget;

const headers = (given: Record<string, string>) => readRateHeaders(given, clock.now());
const told = (remaining: number, more: Record<string, string> = {}) =>
  headers({
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': '30',
    'x-ratelimit-scope': 'lowCallRate',
    ...more,
  });
const acquire = (endpoint: Endpoint, patience = 600_000) =>
  budget.acquire(endpoint, { deadline: clock.now() + patience });
const waited = () => clock.slept.reduce((sum, ms) => sum + ms, 0);

beforeEach(() => {
  clock = createSkippingClock();
  budget = createRateBudget(clock);
});

describe('the tiered scheme', () => {
  it('lets everything pass that no header has limited', async () => {
    for (let call = 0; call < 500; call += 1) await acquire(LISTS);
    expect(waited()).toBe(0);
  });

  it('stops ordinary calls at the reserve and opt-outs only at nothing', async () => {
    budget.observe(LISTS, told(12));
    budget.observe(OPT_OUT, told(12));
    await acquire(LISTS);
    await acquire(LISTS);
    expect(waited()).toBe(0);
    for (let call = 0; call < 10; call += 1) await acquire(OPT_OUT);
    expect(waited()).toBe(0);
    await acquire(OPT_OUT);
    expect(waited()).toBe(30_000);
  });

  it('makes an ordinary call wait for the reset while only the reserve is left', async () => {
    budget.observe(LISTS, told(10));
    await acquire(LISTS);
    expect(waited()).toBeGreaterThanOrEqual(30_000);
    expect(waited()).toBeLessThan(31_000);
  });

  it('lets opt-outs go before ordinary calls that waited longer', async () => {
    const still = createFakeClock();
    const narrow = createRateBudget(still);
    const given = {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '30',
    };
    for (const endpoint of [LISTS, OPT_OUT])
      narrow.observe(endpoint, readRateHeaders(given, still.now()));
    const went: string[] = [];
    const wait = async (endpoint: Endpoint, name: string) => {
      await narrow.acquire(endpoint, { deadline: still.now() + 600_000 });
      went.push(name);
    };
    const waiting = [
      ...Array.from({ length: 6 }, () => wait(LISTS, 'list')),
      ...Array.from({ length: 8 }, () => wait(OPT_OUT, 'opt-out')),
    ];
    await still.advance(29_000);
    expect(went).toEqual([]);
    await still.advance(2_000);
    // Ten calls a window, one of them reserved: all opt-outs, then one list call.
    expect(went).toEqual([...Array.from({ length: 8 }, () => 'opt-out'), 'list']);
    await still.advance(300_000);
    await Promise.all(waiting);
  });

  it('counts each tier by itself', async () => {
    budget.observe(LISTS, told(0));
    budget.observe(OTHER, told(50, { 'x-ratelimit-scope': 'highCallRate' }));
    await acquire(OTHER);
    expect(waited()).toBe(0);
  });

  it('does not grow again by an answer that was overtaken', async () => {
    budget.observe(OPT_OUT, told(1));
    budget.observe(OPT_OUT, told(5));
    await acquire(OPT_OUT);
    expect(waited()).toBe(0);
    await acquire(OPT_OUT);
    expect(waited()).toBe(30_000);
  });

  it('takes the full limit for granted after the reset, not more', async () => {
    budget.observe(OPT_OUT, told(0, { 'x-ratelimit-limit': '3' }));
    for (let call = 0; call < 3; call += 1) await acquire(OPT_OUT);
    expect(waited()).toBe(30_000);
    await acquire(OPT_OUT);
    expect(waited()).toBe(90_000);
  });

  it('waits as long as a 429 says, by Retry-After, by reset, else a minute', async () => {
    const refused = (given: Record<string, string>) =>
      budget.refused(LISTS, { headers: headers(given), flat: false });
    expect(refused({ 'retry-after': '7', 'x-ratelimit-reset': '40' })).toBe(7000);
    expect(refused({ 'x-ratelimit-reset': '40' })).toBe(40_000);
    expect(refused({})).toBe(60_000);
    await acquire(LISTS);
    expect(waited()).toBeGreaterThanOrEqual(60_000);
  });

  it('gives up at once when the wait is longer than the caller’s patience', async () => {
    budget.refused(LISTS, { headers: headers({ 'retry-after': '45' }), flat: false });
    await expect(acquire(LISTS, 20_000)).rejects.toMatchObject({
      kind: 'rateLimited',
      retry: true,
      waitMs: 45_000,
      endpoint: 'GET contacts',
    });
    expect(waited()).toBe(0);
  });

  it('ends a wait with the signal’s reason', async () => {
    budget.observe(LISTS, told(0));
    const reason = new Error('lease lost');
    const signal = AbortSignal.abort(reason);
    await expect(budget.acquire(LISTS, { deadline: clock.now() + 600_000, signal })).rejects.toBe(
      reason
    );
  });
});

describe('the flat scheme', () => {
  it('closes the whole account, longer with every refusal', async () => {
    const refused = () => budget.refused(LISTS, { headers: headers({}), flat: true });
    expect(refused()).toBe(60_000);
    await acquire(OTHER);
    expect(waited()).toBeGreaterThanOrEqual(60_000);
    expect(refused()).toBe(120_000);
    clock.advance(120_000);
    expect(refused()).toBe(240_000);
    clock.advance(3_600_000);
    expect(refused()).toBe(60_000);
  });

  it('holds opt-outs back too: the vendor would refuse them', async () => {
    budget.refused(LISTS, { headers: headers({}), flat: true });
    await acquire(OPT_OUT);
    expect(waited()).toBe(60_000);
  });
});

describe('X-RateLimit-Reset', () => {
  const reset = (value: string, more: Record<string, string> = {}) => {
    const { resetAt } = headers({ 'x-ratelimit-reset': value, ...more });
    return resetAt === null ? null : resetAt - clock.now();
  };

  it('is seconds from now when small', () => {
    expect(reset('45')).toBe(45_000);
  });

  it('is an epoch when large, measured against the vendor’s own clock', () => {
    const vendorNow = clock.now() + 300_000;
    const date = new Date(vendorNow).toUTCString();
    expect(reset(String((vendorNow + 20_000) / 1000), { date })).toBe(20_000);
    expect(reset(String((clock.now() + 20_000) / 1000))).toBe(20_000);
  });

  it('never makes anybody wait more than an hour, whatever it says', () => {
    expect(reset(String(clock.now()))).toBe(3_600_000);
    expect(reset('')).toBeNull();
    expect(reset('soon')).toBeNull();
  });
});
