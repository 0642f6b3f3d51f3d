import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { NO_CALLS } from '../../server/src/store/runs';
import { createJobHandlers } from '../../server/src/sync/jobs';
import type { StopCause } from '../../server/src/sync/lifecycle';
import { applyRetention } from '../../server/src/sync/retention';
import { createSchedules, type Schedules } from '../../server/src/sync/schedule';
import { tickReconcile, tickRetention, tickSync, tickUploads } from '../../server/src/sync/ticks';
import { createFakeClock, type FakeClock } from '../support/clock';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';

const DAY = 86_400_000;
const TABLES = ['jobs', 'leases', 'runs', 'uploads', 'removals', 'holds', 'ledger', 'connections'];

let site: Site;
let clock: FakeClock;
const schedules: Schedules[] = [];

const table = (name: string) => site.strapi.db.getConnection(`dotmailer_${name}`);
const jobs = async () =>
  ((await table('jobs').orderBy('id').select('*')) as { kind: string; payload: string }[]).map(
    ({ kind, payload }) => ({ kind, ...(JSON.parse(payload) as object) })
  );
const ids = async (name: string): Promise<number[]> =>
  ((await table(name).orderBy('id').select('id')) as { id: number }[]).map((row) => row.id);

beforeAll(async () => {
  // The site's own worker, on real time, would take this test's jobs for overdue and do them.
  site = await startSite({ env: { DOTMAILER_WORKER: 'off' } });
});
afterAll(() => site.close());
beforeEach(async () => {
  clock = createFakeClock();
  for (const name of TABLES) await table(name).delete();
  await table('integrations').delete();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(schedules.splice(0).map((each) => each.stop()));
});

const node = (config: unknown = {}) => createNode(site, { name: 'a', clock, config });

const addIntegration = async (name: string, rest: Record<string, unknown> = {}) => {
  const row = { name, username: 'u', active: true, state: 'ready', account_id: name, ...rest };
  await table('integrations').insert(row);
  const stored = (await table('integrations').where({ name }).first('id')) as { id: number };
  return stored.id;
};

test('the sync tick queues each active integration once, and none that may not run', async () => {
  const deps = node();
  const ready = await addIntegration('ready');
  await addIntegration('off', { active: false });
  await addIntegration('copied', { state: 'needs-site-answer' });
  const refused = { state: 'needs-credentials', refused_at: new Date(clock.now()) };
  const rests = await addIntegration('rests', { ...refused, probed_at: new Date(clock.now()) });
  await tickSync(deps);
  await tickSync(deps);
  expect(await jobs()).toEqual([{ kind: 'sync', integrationId: ready, trigger: 'schedule' }]);

  await table('jobs').delete();
  await clock.advance(3_600_000);
  await tickSync(deps);
  const probed = (await jobs()).map((job) => job as { integrationId?: number });
  expect(probed.map((job) => job.integrationId).sort()).toEqual([ready, rests].sort());
});

test('an integration whose synchronisation runs on any node gets no second one', async () => {
  const deps = node();
  const id = await addIntegration('busy');
  await tickSync(deps);
  const [job] = await ids('jobs');
  await deps.repositories.jobs.claim(job ?? 0, 'other', clock.now() + 60_000);
  await tickSync(deps);
  expect(await jobs()).toEqual([{ kind: 'sync', integrationId: id, trigger: 'schedule' }]);
});

test('the upload tick queues only integrations with something in flight', async () => {
  const deps = node();
  await tickUploads(deps);
  expect(await jobs()).toEqual([]);
  const upload = { connection_id: 1, kind: 'values', status: 'NotFinished', open: true };
  await table('uploads').insert({ ...upload, integration_id: 3 });
  await table('uploads').insert({ ...upload, integration_id: 4, open: false });
  const removal = { connection_id: 1, status: 'NotFinished', open: true };
  await table('removals').insert({ ...removal, integration_id: 5 });
  await table('removals').insert({ ...removal, integration_id: 3 });
  await tickUploads(deps);
  expect(await jobs()).toEqual([
    { kind: 'uploads', integrationId: 3 },
    { kind: 'uploads', integrationId: 5 },
  ]);
});

test('the reconcile is a full synchronisation, merged into one that waits', async () => {
  const deps = node();
  const id = await addIntegration('one');
  await tickSync(deps);
  await tickReconcile(deps);
  expect(await jobs()).toEqual([
    { kind: 'sync', integrationId: id, trigger: 'schedule', full: true, refresh: 'computed' },
  ]);
});

test('a schedule’s sync that another node does already is dropped, everything else comes back', async () => {
  const busy = async () => ({ outcome: 'busy' as const });
  const handlers = createJobHandlers(node(), {
    syncIntegration: busy,
    settleUploads: busy,
    syncDataFields: busy,
    syncCampaigns: busy,
  });
  const { signal } = new AbortController();
  const integrationId = 1;
  expect(await handlers.sync({ integrationId, trigger: 'schedule' }, signal)).toBe('done');
  const reconcile = { integrationId, trigger: 'schedule', full: true } as const;
  expect(await handlers.sync(reconcile, signal)).toBe('busy');
  expect(await handlers.sync({ integrationId, trigger: 'manual' }, signal)).toBe('busy');
  expect(await handlers.uploads({ integrationId }, signal)).toBe('busy');
});

test('a synchronisation that another node took the lease from comes back; what a person stopped does not', async () => {
  const cutBy = (stoppedBy: StopCause | null) => async () => ({
    outcome: 'done' as const,
    value: {
      runId: 1,
      status: 'failed' as const,
      calls: NO_CALLS,
      error: null,
      steps: [],
      warnings: [],
      stoppedBy,
    },
  });
  const outcomeOf = (stoppedBy: StopCause | null) => {
    const cut = cutBy(stoppedBy);
    const useCases = {
      syncIntegration: cut,
      settleUploads: cut,
      syncDataFields: cut,
      syncCampaigns: cut,
    };
    const { signal } = new AbortController();
    const request = { integrationId: 1, trigger: 'manual' } as const;
    return createJobHandlers(node(), useCases).sync(request, signal);
  };
  expect(await outcomeOf('lease-lost')).toBe('busy');
  expect(await outcomeOf('shutdown')).toBe('interrupted');
  expect(await outcomeOf('stopped')).toBe('done');
  expect(await outcomeOf(null)).toBe('done');
});

const wait = setTimeout;
/** Real time for the database's answers, while cron's time stands still. */
const answers = (ms: number) => new Promise<void>((resolve) => wait(resolve, ms));

/** Lets minutes pass for node-cron, with a moment of real time for what each tick does. */
const pass = async (minutes: number) => {
  for (let minute = 0; minute < minutes; minute += 1) {
    await vi.advanceTimersByTimeAsync(60_000);
    await answers(40);
  }
};

/** The queued jobs, once there are as many as expected; at most after some seconds. */
const jobsOnce = async (isSo: (found: unknown[]) => boolean) => {
  for (let tries = 0; tries < 100 && !isSo(await jobs()); tries += 1) await answers(50);
  return jobs();
};
const jobsOnceThereAre = (count: number) => jobsOnce((found) => found.length >= count);

const fakeTime = (at: string) =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date(at) });

const ALL_OFF = { sync: false, uploads: false, reconcile: false, retention: false };

test('cron fires the ticks at their times, in the site’s time zone', async () => {
  const deps = node({ schedules: { ...ALL_OFF, sync: '*/4 * * * *', reconcile: '0 1 * * *' } });
  const id = await addIntegration('one');
  fakeTime('2026-03-10T00:58:30');
  const each = createSchedules(deps, async () => ({}));
  schedules.push(each);
  await each.start();
  await pass(1);
  expect(await jobs()).toEqual([]);
  await pass(1);
  const both = { kind: 'sync', integrationId: id, trigger: 'schedule', full: true };
  // The two ticks of that minute come in any order.
  const merged = await jobsOnce((found) => JSON.stringify(found).includes('"full":true'));
  expect(merged).toEqual([{ ...both, refresh: 'computed' }]);
});

test('a live setting wins over the configuration within a minute, without a restart', async () => {
  const deps = node({ schedules: { ...ALL_OFF, sync: '0 0 1 1 *' } });
  await addIntegration('one');
  let live = {};
  fakeTime('2026-03-10T10:00:30');
  const each = createSchedules(deps, async () => live);
  schedules.push(each);
  await each.start();
  await pass(10);
  expect(await jobs()).toEqual([]);
  live = { syncEveryMinutes: 7 };
  // Two times seven minutes: the first may come before the new plan, and both ask for one job.
  await pass(16);
  expect(await jobsOnceThereAre(1)).toHaveLength(1);
  await table('jobs').delete();
  live = { syncEveryMinutes: 0 };
  await pass(2);
  await table('jobs').delete();
  await pass(30);
  expect(await jobs()).toEqual([]);
});

test('what the configuration switches off stays off, whatever people set live', async () => {
  const deps = node({ schedules: ALL_OFF });
  await addIntegration('one');
  fakeTime('2026-03-10T00:50:30');
  const each = createSchedules(deps, async () => ({ syncEveryMinutes: 1, reconcileHour: 1 }));
  schedules.push(each);
  await each.start();
  await pass(30);
  expect(await jobs()).toEqual([]);
});

test('stopped schedules fire no more', async () => {
  const deps = node({ schedules: { ...ALL_OFF, retention: '* * * * *' } });
  fakeTime('2026-03-10T10:00:30');
  const each = createSchedules(deps, async () => ({}));
  await each.start();
  await pass(1);
  expect(await jobsOnceThereAre(1)).toEqual([{ kind: 'retention' }]);
  await table('jobs').delete();
  await each.stop();
  await pass(5);
  expect(await jobs()).toEqual([]);
});

test('retention deletes what is old and settled, in batches, and nothing else', async () => {
  const deps = node();
  const { settings } = deps.repositories;
  await settings.save({
    ...settings.defaults(),
    retentionDays: { runs: 10, uploads: 20, events: 30, audit: 30 },
  });
  const ago = (days: number) => clock.now() - days * DAY;
  const run = { integration_id: 1, kind: 'sync', trigger: 'schedule' };
  await table('runs').insert({ id: 1, ...run, status: 'failed', started_at: ago(11) });
  await table('runs').insert({ id: 2, ...run, status: 'running', started_at: ago(11) });
  await table('runs').insert({ id: 3, ...run, status: 'completed', started_at: ago(9) });
  const job = { kind: 'sync', payload: '{}' };
  await table('jobs').insert({ id: 1, ...job, state: 'failed', finished_at: ago(11) });
  await table('jobs').insert({ id: 2, ...job, state: 'failed', finished_at: ago(9) });
  await table('jobs').insert({ id: 3, ...job, state: 'waiting', run_at: ago(11) });
  const sent = { integration_id: 1, connection_id: 1, status: 'Finished' };
  for (const name of ['uploads', 'removals']) {
    const kind = name === 'uploads' ? { kind: 'values' } : {};
    await table(name).insert({ id: 1, ...sent, ...kind, open: false, created_at: ago(21) });
    await table(name).insert({ id: 2, ...sent, ...kind, open: true, created_at: ago(21) });
    await table(name).insert({ id: 3, ...sent, ...kind, open: false, created_at: ago(19) });
  }
  const connection = {
    integration_id: 1,
    address_book_id: 1,
    book_remote_id: 1,
    list_id: 'l',
    collection: 'c',
    email_field: 'email',
  };
  await table('connections').insert({ id: 1, ...connection, closed_at: ago(21) });
  await table('connections').insert({ id: 2, ...connection, closed_at: ago(19) });
  await table('connections').insert({ id: 3, ...connection, open_book: 1, open_list: 'l' });
  const rows = Array.from({ length: 1203 }, (_, index) => ({
    id: index + 1,
    connection_id: index < 1200 ? 1 : index === 1202 ? 3 : 2,
    doc_id: `d${index}`,
    role: 'owner',
    state: 'acknowledged',
  }));
  for (let from = 0; from < rows.length; from += 100)
    await table('ledger').insert(rows.slice(from, from + 100));

  await applyRetention(deps, new AbortController().signal);
  expect(await ids('runs')).toEqual([2, 3]);
  expect(await ids('jobs')).toEqual([2, 3]);
  expect(await ids('uploads')).toEqual([2, 3]);
  expect(await ids('removals')).toEqual([2, 3]);
  expect(await ids('ledger')).toEqual([1201, 1202, 1203]);
});

test('retention stops when it is told to', async () => {
  const deps = node();
  await table('runs').insert({
    integration_id: 1,
    kind: 'sync',
    trigger: 'schedule',
    status: 'failed',
    started_at: 0,
  });
  const ending = new AbortController();
  ending.abort(new Error('stop'));
  await expect(applyRetention(deps, ending.signal)).rejects.toThrow('stop');
  expect(await ids('runs')).toHaveLength(1);
});

test('the retention tick queues one job, however often it comes', async () => {
  await tickRetention(node());
  await tickRetention(node());
  expect(await jobs()).toEqual([{ kind: 'retention' }]);
});
