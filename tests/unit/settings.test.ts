import { expect, test } from 'vitest';
import {
  changedSettings,
  effectiveSettings,
  hourOf,
  minutesBetween,
  type Settings,
} from '../../server/src/core/settings';

const defaults: Settings = {
  syncEveryMinutes: 4,
  reconcileHour: 1,
  dataFieldsEveryHours: 24,
  forcedRefresh: 'computed',
  uploadPatienceMinutes: 60,
  guard: { minimum: 50, share: 0.2 },
  retentionDays: { runs: 90, uploads: 90, events: 730, audit: 365 },
};

test('only what differs from the defaults is stored, and reading gives back what was wanted', () => {
  const wanted: Settings = {
    ...defaults,
    syncEveryMinutes: 0,
    retentionDays: { runs: 7, uploads: 90, events: 730, audit: 365 },
  };
  const changed = changedSettings(defaults, wanted);
  expect(changed).toEqual({ syncEveryMinutes: 0, guard: {}, retentionDays: { runs: 7 } });
  expect(effectiveSettings(defaults, changed)).toEqual(wanted);
});

test.each([
  [false, 0],
  ['* * * * *', 1],
  ['*/4 * * * *', 4],
  ['0 */4 * * * *', 4],
  ['15 * * * *', 60],
  ['0 1 * * *', 1440],
] as const)('%j runs every %d minutes', (cron, minutes) => {
  expect(minutesBetween(cron)).toBe(minutes);
});

test.each([
  ['0 3 * * *', 3],
  ['0 0 23 * * *', 23],
  ['0 * * * *', 1],
  [false, 1],
] as const)('%j names the hour %d', (cron, hour) => {
  expect(hourOf(cron)).toBe(hour);
});
