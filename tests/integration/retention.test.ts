import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { NO_CALLS } from '../../server/src/store/runs';
import { integrationLease, withLease } from '../../server/src/sync/lease';
import { enqueueSync } from '../../server/src/sync/queue/enqueue';
import { applyRetention } from '../../server/src/sync/retention';
import { startRun } from '../../server/src/sync/run-recorder';
import { createFakeClock, type FakeClock } from '../support/clock';
import { client } from '../support/database';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';

const DAY = 86_400_000;
const TABLES = [
  'runs',
  'jobs',
  'leases',
  'uploads',
  'removals',
  'holds',
  'ledger',
  'connections',
  'cursors',
] as const;

let site: Site;
let clock: FakeClock;
beforeAll(async () => {
  site = await startSite({ env: { DOTMAILER_WORKER: 'off' } });
});
afterAll(() => site.close());
beforeEach(async () => {
  clock = createFakeClock();
  for (const name of TABLES) await table(name).delete();
  const { settings } = node().repositories;
  await settings.save({
    ...settings.defaults(),
    retentionDays: { runs: 10, uploads: 20, events: 30, audit: 30 },
  });
});

const node = () => createNode(site, { name: 'a', clock });
const table = (name: string) => site.strapi.db.getConnection(`dotmailer_${name}`);
const ids = async (name: string): Promise<number[]> =>
  ((await table(name).orderBy('id').select('id')) as { id: number }[]).map((row) => row.id);
const retain = () => applyRetention(node(), new AbortController().signal);
const ago = (days: number) => clock.now() - days * DAY;

const LINK = {
  integration_id: 1,
  address_book_id: 1,
  list_id: 'l',
  collection: 'c',
  email_field: 'email',
};
const closed = (id: number, days: number) => ({
  ...LINK,
  id,
  book_remote_id: id,
  closed_at: ago(days),
});

test('a connection closed long ago goes when nothing of it is left; open ones stay', async () => {
  await table('connections').insert(closed(1, 21));
  await table('connections').insert(closed(2, 21));
  await table('connections').insert(closed(3, 19));
  await table('connections').insert({
    ...closed(4, 0),
    closed_at: null,
    opened_at: ago(300),
    open_book: 4,
    open_list: 'l',
  });
  const upload = { integration_id: 1, kind: 'values', status: 'NotFinished', created_at: ago(30) };
  await table('uploads').insert({ ...upload, connection_id: 2, open: true });
  for (const connection_id of [1, 2, 3, 4])
    await table('ledger').insert({ connection_id, doc_id: 'd', role: 'owner', state: 'leaving' });
  const asked = { kind: 'removal', leaving: 1, exported: 1, asked_at: ago(30) };
  for (const [id, connection_id, state] of [
    [1, 1, 'asked'],
    [2, 1, 'approved'],
    [3, 3, 'asked'],
    [4, 4, 'asked'],
    [5, 4, 'expired'],
  ] as const)
    await table('holds').insert({ id, ...asked, connection_id, state });

  await retain();
  expect(await ids('connections')).toEqual([2, 3, 4]);
  expect(await ids('holds')).toEqual([3, 4]);
  expect(await ids('ledger')).toHaveLength(2);

  // What kept the second one is settled and old: it follows.
  await table('uploads').update({ open: false });
  await retain();
  expect(await ids('connections')).toEqual([3, 4]);
});

test('feeds of books nobody is connected with are forgotten, others are not', async () => {
  const open = { ...closed(1, 0), closed_at: null, open_book: 1, open_list: 'l' };
  await table('connections').insert({ ...open, book_remote_id: 100 });
  await table('connections').insert({ ...closed(2, 5), book_remote_id: 200 });
  const read = { since: 1, read_at: ago(21) };
  for (const [id, integration_id, feed, read_at] of [
    [1, 1, 'contacts:100', ago(21)],
    [2, 1, 'unsubscribes:100', ago(21)],
    [3, 1, 'contacts:200', ago(21)],
    [4, 1, 'unsubscribes:200', ago(19)],
    [5, 2, 'contacts:100', ago(21)],
    [6, 1, 'suppressions', ago(21)],
    [7, 1, 'contacts:1001', ago(21)],
    [8, 1, 'contacts:00', ago(21)],
  ] as const)
    await table('cursors').insert({ id, ...read, integration_id, feed, read_at });
  await retain();
  expect(await ids('cursors')).toEqual([1, 2, 4, 6]);
});

/** One synchronisation of each integration, as the tables see it: queued, claimed, leased, recorded. */
const cycles = async (integrationIds: number[]) => {
  const deps = node();
  const { jobs } = deps.repositories;
  await Promise.all(
    integrationIds.map((integrationId) => enqueueSync(deps, { integrationId, trigger: 'schedule' }))
  );
  const due = await jobs.due(clock.now(), integrationIds.length);
  expect(due).toHaveLength(integrationIds.length);
  const work = async ({ id, payload }: { id: number; payload: string }) => {
    await jobs.claim(id, deps.node, clock.now() + 60_000);
    const { integrationId } = JSON.parse(payload) as { integrationId: number };
    await withLease(deps, integrationLease(integrationId), async (lease) => {
      const request = { integrationId, kind: 'sync', trigger: 'manual' } as const;
      const run = await startRun(deps, { ...request, lease, calls: () => NO_CALLS });
      await run.finish();
    });
    await jobs.remove(id, deps.node);
  };
  await Promise.all(due.map(work));
};

/** A day's leftovers: a job given up, settled work at the vendor, a list connected and disconnected. */
const day = async (number: number) => {
  const at = clock.now();
  const settled = { integration_id: 1, connection_id: number, status: 'Finished', open: false };
  await table('jobs').insert({ kind: 'sync', payload: '{}', state: 'failed', finished_at: at });
  await table('uploads').insert({ ...settled, kind: 'values', created_at: at });
  await table('removals').insert({ ...settled, created_at: at });
  await table('connections').insert({ ...closed(number, 0), closed_at: at });
  await table('ledger').insert(
    [1, 2, 3].map((record) => ({
      connection_id: number,
      doc_id: `d${record}`,
      role: 'owner',
      state: 'acknowledged',
    }))
  );
  await table('holds').insert({
    connection_id: number,
    kind: 'removal',
    state: number % 2 === 0 ? 'asked' : 'used',
    asked_at: at,
  });
  for (const feed of ['contacts', 'unsubscribes']) {
    const read = { since: at, read_at: at };
    await table('cursors').insert({ integration_id: 1, feed: `${feed}:${number}`, ...read });
  }
};

test('over a thousand synchronisations no table keeps growing', async () => {
  const sizes: Record<string, number[]> = {};
  const integrations = Array.from({ length: 10 }, (_, index) => index + 1);
  // The test is about rows: no waiting for the disk.
  if (client === 'sqlite') await site.strapi.db.connection.raw('pragma synchronous = off');
  for (let number = 1; number <= 1_000 / (2 * integrations.length); number += 1) {
    await cycles(integrations);
    await cycles(integrations);
    await day(number);
    await clock.jump(DAY);
    await retain();
    for (const name of TABLES) (sizes[name] ??= []).push((await ids(name)).length);
  }
  for (const name of TABLES) {
    // Full after the 20 days that everything is kept at most; what comes later replaces what goes.
    const level = sizes[name]?.slice(25) ?? [];
    expect(new Set(level).size, `${name}: ${level.join(' ')}`).toBe(1);
  }
  expect(sizes.runs?.at(-1)).toBe(10 * 2 * integrations.length);
  expect(sizes.leases?.at(-1)).toBe(integrations.length);
}, 240_000);
