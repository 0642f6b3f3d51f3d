import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { integrationLease } from '../../server/src/sync/lease';
import { startSandbox, type Sandbox } from '../../sandbox';
import type { Integration } from '../../contracts/integrations';
import { createNode } from '../support/node';
import { PLAYGROUND, ROOT, TMP } from '../support/paths';
import { startSite, type Site } from '../support/site';

let vendor: Sandbox;
let site: Site;
let integrationId: number;

type Ended = { code: number | null; out: string; err: string };

const start = (args: string[], cwd = PLAYGROUND) => {
  const bin = path.join(ROOT, 'bin/strapi-dotmailer.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: process.env });
  const ended = new Promise<Ended>((resolve) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { ended, kill: (signal: 'SIGTERM' | 'SIGKILL') => child.kill(signal) };
};
const run = (args: string[], cwd?: string): Promise<Ended> => start(args, cwd).ended;

beforeAll(async () => {
  vendor = await startSandbox({ seed: { books: [{ name: 'News', contacts: 2 }] } });
  site = await startSite({
    env: {
      PUBLIC_URL: '',
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  const body = { name: 'Main', ...vendor.credentials, active: true };
  const saved = await site.request<{ data: Integration }>('POST', '/dotmailer/integrations', body);
  integrationId = saved.body.data.id;
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

test('help and wrong words are answered without loading anything', async () => {
  const help = await run(['--help'], TMP);
  expect(help).toMatchObject({ code: 0, err: '' });
  expect(help.out).toContain('upload-status');
  for (const [args, words] of [
    [['dance'], 'Unknown command: dance'],
    [['fields', 'dance'], 'Unknown command: fields dance'],
    [['fields'], 'Unknown command: fields'],
    [['sync', '--integration', 'x'], '--integration takes the number'],
    [['status', '--full'], '--full'],
  ] as const) {
    const wrong = await run([...args], TMP);
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain(words);
  }
});

test('sync does it, says so and ends with 0; status tells it as one JSON object', async () => {
  const synced = await run(['sync']);
  expect(synced.code, synced.err).toBe(0);
  expect(synced.out).toMatch(/^Main: run \d+ completed/);
  const status = await run(['status', '--json']);
  expect(status.code, status.err).toBe(0);
  const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(JSON.parse(status.out)).toEqual({
    sync: true,
    integrations: [
      {
        id: integrationId,
        name: 'Main',
        active: true,
        state: 'ready',
        lastSyncedAt: iso,
        lastRun: {
          id: expect.any(Number),
          kind: 'sync',
          status: 'completed',
          startedAt: iso,
          error: null,
        },
        connectedLists: 0,
        inFlight: { uploads: 0, removals: 0 },
      },
    ],
  });
  expect(status.out.trim().split('\n')).toHaveLength(1);
  const fields = await run(['fields', 'sync']);
  expect(fields.code, fields.err).toBe(0);
  expect(fields.out).toMatch(/^Main: run \d+ completed\n {2}data-fields: completed, listed 6\n/);
  const uploads = await run(['upload-status']);
  expect(uploads).toMatchObject({ code: 0, out: 'Nothing is in flight\n' });
});

test('while somebody else synchronises it ends with 3, and works again afterwards', async () => {
  const other = createNode(site, { clock: { now: () => Date.now(), sleep: async () => {} } });
  const { leases } = other.repositories;
  const name = integrationLease(integrationId);
  const acquired = await leases.acquire(name, 'other', Date.now(), Date.now() + 60_000);
  const busy = await run(['sync', '--integration', String(integrationId)]);
  expect(busy.code, busy.err).toBe(3);
  expect(busy.out).toContain('somebody else');
  await leases.release({ name, owner: 'other', fence: acquired?.fence ?? 0 });
  expect((await run(['export', '--integration', String(integrationId)])).code).toBe(0);
});

/** Starts a synchronisation that hangs at the vendor, and waits until it is under way. */
const startSlowSync = async () => {
  vendor.control.setLatency(60_000, 'GET /v2/address-books');
  const slow = start(['sync']);
  await vi.waitFor(async () => expect(await runsThat('running')).toHaveLength(1), {
    timeout: 40_000,
    interval: 50,
  });
  return slow;
};
const runsThat = (status: string): Promise<{ error: string | null }[]> =>
  site.strapi.db.getConnection('dotmailer_runs').where({ status }).orderBy('id', 'desc');

test('stopped in the middle it ends in order, and the next one runs at once', async () => {
  const slow = await startSlowSync();
  const asked = Date.now();
  slow.kill('SIGTERM');
  expect((await slow.ended).code).toBe(1);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect((await runsThat('stopped'))[0]?.error).toContain('Interrupted: the site was stopped');
  vendor.control.setLatency(0, 'GET /v2/address-books');
  const next = await run(['sync']);
  expect(next.code, next.err).toBe(0);
});

test('killed in the middle, somebody else is synchronising until its lease runs out', async () => {
  const slow = await startSlowSync();
  slow.kill('SIGKILL');
  expect((await slow.ended).code).toBeNull();
  vendor.control.setLatency(0, 'GET /v2/address-books');
  const busy = await run(['sync']);
  expect(busy.code, busy.err).toBe(3);
  await site.strapi.db.getConnection('dotmailer_leases').update({ expires_at: Date.now() });
  const next = await run(['sync']);
  expect(next.code, next.err).toBe(0);
  expect(await runsThat('running')).toEqual([]);
  expect((await runsThat('failed'))[0]?.error).toContain('Interrupted');
});

test('a TypeScript project whose sources are newer than what was compiled is compiled first', async () => {
  const project = path.join(TMP, 'newer');
  for (const name of ['src', 'config', 'package.json', 'tsconfig.json', 'public'])
    fs.cpSync(path.join(PLAYGROUND, name), path.join(project, name), { recursive: true });
  fs.mkdirSync(path.join(project, 'database/migrations'), { recursive: true });
  process.env.DOTMAILER_PLUGIN_DIR = ROOT;
  const saying = (word: string, writtenAt: Date) => {
    const file = path.join(project, 'src/index.ts');
    fs.writeFileSync(file, `export default { register() { console.error('${word}'); } };\n`);
    fs.utimesSync(file, writtenAt, writtenAt);
  };
  saying('first edition', new Date());
  const never = await run(['status'], project);
  expect(never.code, never.err).toBe(0);
  expect(never.err).toContain('first edition');

  saying('older edition', new Date(Date.now() - 3_600_000));
  const fresh = await run(['status'], project);
  expect(fresh.err).toContain('first edition');

  saying('newer edition', new Date());
  const newer = await run(['status'], project);
  expect(newer.code, newer.err).toBe(0);
  expect(newer.err).toContain('newer edition');
  expect(newer.out).toBe(fresh.out);
}, 120_000);

test('what failed ends with 1 and says why', async () => {
  expect(await run(['sync', '--integration', '999'])).toMatchObject({
    code: 1,
    out: 'There is no integration 999\n',
  });
  expect(await run(['sync', '--list', 'nope'])).toMatchObject({
    code: 1,
    out: 'There is no connected marketing list nope\n',
  });
  const outside = await run(['status'], path.parse(ROOT).root);
  expect(outside.code).toBe(1);
  expect(outside.err).toContain('is not a Strapi project');
});
