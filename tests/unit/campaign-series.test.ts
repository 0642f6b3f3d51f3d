import { describe, expect, test } from 'vitest';
import { bucketsOf, withGaps } from '../../server/src/core/series';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const sentAt = Date.UTC(2026, 2, 10, 22, 40);
const now = Date.UTC(2026, 3, 1);
const iso = (ms: number) => new Date(ms).toISOString();

describe('hours and days of a campaign', () => {
  test('days begin at the midnight of whoever looks', () => {
    const berlin = bucketsOf({ unit: 'day', offset: 60, sentAt, now });
    expect(iso(berlin.from)).toBe('2026-03-09T23:00:00.000Z');
    const newYork = bucketsOf({ unit: 'day', offset: -240, sentAt, now });
    expect(iso(newYork.from)).toBe('2026-03-10T04:00:00.000Z');
  });

  test('hours are those of the first three days, half zones included', () => {
    const { from, until, length } = bucketsOf({ unit: 'hour', offset: 330, sentAt, now });
    expect(iso(from)).toBe('2026-03-10T22:30:00.000Z');
    expect(until - from).toBe(3 * DAY);
    expect(length).toBe(HOUR);
  });

  test('an hour without anything is there too, from the sending on', () => {
    const { from } = bucketsOf({ unit: 'hour', offset: 0, sentAt, now });
    const known = [{ at: from + 2 * HOUR, opens: 3, clicks: 1 }];
    expect(withGaps(known, { length: HOUR, from, sentAt })).toEqual([
      { at: from, opens: 0, clicks: 0 },
      { at: from + HOUR, opens: 0, clicks: 0 },
      { at: from + 2 * HOUR, opens: 3, clicks: 1 },
    ]);
  });

  test('nothing is nothing, also when it is not known when it was sent', () => {
    expect(withGaps([], { length: DAY, from: 0, sentAt: null })).toEqual([]);
    expect(
      withGaps([{ at: 5 * DAY, opens: 1, clicks: 0 }], { length: DAY, from: 0, sentAt: null })
    ).toHaveLength(1);
  });
});
