import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { integrationLease } from '../../server/src/sync/lease';
import { startSandbox, type Sandbox } from '../../sandbox';
import type { Integration } from '../../contracts/integrations';
import { createNode } from '../support/node';
import { PLAYGROUND, ROOT, TMP } from '../support/paths';
import { startSite, type Site } from '../support/site';

let vendor: Sandbox;
let site: Site;
let integrationId: number;

const run = (args: string[], cwd = PLAYGROUND) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const bin = path.join(ROOT, 'bin/strapi-dotmailer.js');
    const child = spawn(process.execPath, [bin, ...args], { cwd, env: process.env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });

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
  expect(JSON.parse(status.out)).toMatchObject({
    sync: true,
    integrations: [{ id: integrationId, name: 'Main', lastRun: { status: 'completed' } }],
  });
  const uploads = await run(['upload-status']);
  expect(uploads).toMatchObject({ code: 0, out: 'Nothing is in flight\n' });
});

test('while somebody else synchronises it ends with 3, and works again afterwards', async () => {
  const other = createNode(site, { clock: { now: () => Date.now(), sleep: async () => {} } });
  const { leases } = other.repositories;
  const name = integrationLease(integrationId);
  const fence = await leases.acquire(name, 'other', Date.now(), Date.now() + 60_000);
  const busy = await run(['sync', '--integration', String(integrationId)]);
  expect(busy.code, busy.err).toBe(3);
  expect(busy.out).toContain('somebody else');
  await leases.release({ name, owner: 'other', fence: fence ?? 0 });
  expect((await run(['export', '--integration', String(integrationId)])).code).toBe(0);
});

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
