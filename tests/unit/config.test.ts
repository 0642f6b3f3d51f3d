import { expect, test } from 'vitest';
import { parseConfig } from '../../server/src/config';

const parse = (config: unknown, env: Record<string, string> = {}) => parseConfig(config, env);

test('nothing configured is a valid configuration', () => {
  const config = parse(undefined);
  expect(config).toEqual(parse({}));
  expect(config).toMatchObject({
    sync: true,
    api: { entryUrl: 'https://r1-api.dotdigital.com' },
    schedules: { sync: '*/4 * * * *' },
  });
});

test.each(['* * * * *', '0 */4 * * * *', '30 3 * * 1-5', '@daily', false])(
  'the schedule %j is taken',
  (sync) => {
    expect(parse({ schedules: { sync } }).schedules.sync).toBe(sync);
  }
);

test.each(['', 'every day', '* * * *', '61 * * * *', '0 25 * * *', true, 4, null])(
  'the schedule %j stops the boot with its key',
  (wrong) => {
    for (const name of ['sync', 'uploads', 'reconcile', 'retention'])
      expect(() => parse({ schedules: { [name]: wrong } })).toThrow(
        `dotmailer.config.schedules.${name}: `
      );
  }
);

test.each([
  [{ schedule: {} }, 'schedule'],
  [{ upload: { maxBytes: 20_000_000 } }, 'dotmailer.config.upload.maxBytes: '],
  [{ guard: { share: 20 } }, 'dotmailer.config.guard.share: '],
  [
    { computedFields: { 'api::a.a': { tier: { type: 'text', needs: [], compute: () => null } } } },
    'dotmailer.config.computedFields.api::a.a.tier.type: ',
  ],
  [
    { computedFields: { 'api::a.a': { tier: { type: 'string', needs: ['a b'] } } } },
    'dotmailer.config.computedFields.api::a.a.tier.compute: not a function of a record',
  ],
  [
    { computedFields: { 'api::a.a': { 'a.tier': {} } } },
    'dotmailer.config.computedFields.api::a.a.a.tier: ',
  ],
  [{ retentionDays: { runs: 0 } }, 'dotmailer.config.retentionDays.runs: '],
  [{ api: { entryUrl: 'r1-api.dotdigital.com' } }, 'dotmailer.config.api.entryUrl: '],
  [{ api: { allowedHosts: ['https://api.example.com'] } }, 'dotmailer.config.api.allowedHosts.0: '],
  [{ api: { allowedHosts: ['api.example.com', ''] } }, 'dotmailer.config.api.allowedHosts.1: '],
  [{ api: { allowedHosts: 'api.example.com' } }, 'dotmailer.config.api.allowedHosts: '],
])('%j stops the boot and names what is wrong', (wrong, words) => {
  expect(() => parse(wrong)).toThrow(words);
});

test('every wrong key is named, not only the first', () => {
  const wrong = () => parse({ sync: 'no', schedules: { sync: 'x' } });
  expect(wrong).toThrow('dotmailer.config.sync: ');
  expect(wrong).toThrow('dotmailer.config.schedules.sync: ');
});

test('the address of the application is checked like that of the API', () => {
  const appUrl = 'https://shop.dotdigital.com';
  expect(parse({ api: { appUrl } }).api.appUrl).toBe(appUrl);
  for (const wrong of ['https://app.example.com', 'http://shop.dotdigital.com', 'nonsense'])
    expect(() => parse({ api: { appUrl: wrong } })).toThrow('dotmailer.config.api.appUrl: ');
});

test.each([
  ['https://r3-api.dotmailer.com/v2', undefined],
  ['https://api.example.com', ['api.example.com']],
  ['http://127.0.0.1:4010', ['127.0.0.1']],
  ['http://localhost:4010', ['localhost:4010']],
  ['http://[::1]:4010', ['[::1]']],
])('the API address %s with allowed hosts %j is taken', (entryUrl, allowedHosts) => {
  expect(parse({ api: { entryUrl, allowedHosts } }).api.entryUrl).toBe(entryUrl);
});

test.each([
  ['https://api.example.com', undefined],
  ['http://r1-api.dotdigital.com', ['r1-api.dotdigital.com']],
  ['http://127.0.0.1:4010', undefined],
  ['http://localhost:4010', ['127.0.0.1']],
  ['http://10.0.0.5', ['10.0.0.5']],
  ['https://user:secret@r1-api.dotdigital.com', undefined],
  ['ftp://r1-api.dotdigital.com', undefined],
])('the API address %s with allowed hosts %j stops the boot with its key', (entryUrl, allowed) => {
  const wrong = () => parse({ api: { entryUrl, allowedHosts: allowed } });
  expect(wrong).toThrow('dotmailer.config.api.entryUrl: ');
  expect(wrong).not.toThrow('secret');
});

test('the environment wins over the configuration and is checked like it', () => {
  const env = {
    DOTMAILER_API_ENTRY_URL: 'http://127.0.0.1:4010',
    DOTMAILER_API_ALLOWED_HOSTS: 'localhost, 127.0.0.1',
  };
  expect(parse({}, env).api).toEqual({
    entryUrl: 'http://127.0.0.1:4010',
    allowedHosts: ['localhost', '127.0.0.1'],
  });
  const { DOTMAILER_API_ENTRY_URL } = env;
  expect(() => parse({}, { DOTMAILER_API_ENTRY_URL })).toThrow('DOTMAILER_API_ENTRY_URL: ');
  expect(() => parse({}, { DOTMAILER_API_ENTRY_URL: 'nonsense' })).toThrow(
    'DOTMAILER_API_ENTRY_URL: '
  );
});
