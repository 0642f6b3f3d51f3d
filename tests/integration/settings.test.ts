import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Settings, SettingsAnswer } from '../../contracts/settings';
import { startSite, type Site } from '../support/site';

type Saved = { data: SettingsAnswer };
const config = {
  guard: { minimum: 10 },
  schedules: { sync: '*/7 * * * *', uploads: false, reconcile: '0 3 * * *', retention: false },
  api: { entryUrl: 'https://r1-api.dotdigital.com' },
  sync: false,
};

let site: Site;
beforeAll(async () => {
  site = await startSite({ config });
});
afterAll(() => site.close());

const read = async () => (await site.request<Saved>('GET', '/dotmailer/settings')).body.data;

test('settings start as configured, and the environment tells itself', async () => {
  const answer = await read();
  expect(answer.settings).toEqual({
    syncEveryMinutes: 7,
    reconcileHour: 3,
    dataFieldsEveryHours: 24,
    forcedRefresh: 'computed',
    uploadPatienceMinutes: 60,
    guard: { minimum: 10, share: 0.2 },
    retentionDays: { runs: 90, uploads: 90, events: 730, audit: 365 },
  });
  expect(answer.defaults).toEqual(answer.settings);
  expect(answer.environment).toMatchObject({ syncOff: true, encryptionKey: true });
});

test('a live setting wins over the configuration, also after a restart; the rest follows it', async () => {
  const wanted: Settings = {
    ...(await read()).settings,
    syncEveryMinutes: 0,
    guard: { minimum: 10, share: 0.5 },
  };
  const saved = await site.request<Saved>('PUT', '/dotmailer/settings', wanted);
  expect(saved.status).toBe(200);
  expect(saved.body.data.settings).toEqual(wanted);

  await site.stop();
  site = await startSite({
    reuse: site.database,
    config: { ...config, guard: { minimum: 99, share: 0.1 } },
  });
  const answer = await read();
  expect(answer.settings.syncEveryMinutes).toBe(0);
  expect(answer.settings.guard).toEqual({ minimum: 99, share: 0.5 });
  expect(answer.defaults.guard).toEqual({ minimum: 99, share: 0.1 });
});

test('setting something back to the default makes it follow the configuration again', async () => {
  const { defaults } = await read();
  await site.request('PUT', '/dotmailer/settings', defaults);
  expect((await read()).settings).toEqual(defaults);
});

test('values out of range are refused by name and change nothing', async () => {
  const before = (await read()).settings;
  const answer = await site.request<{ error: { details: { errors: { path: string[] }[] } } }>(
    'PUT',
    '/dotmailer/settings',
    { ...before, guard: { minimum: 5, share: 2 } }
  );
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.errors[0]?.path).toEqual(['guard', 'share']);
  expect((await read()).settings).toEqual(before);
});
