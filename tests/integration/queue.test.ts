import { afterAll, beforeAll, beforeEach, afterEach, expect, test, vi } from 'vitest';
import { enqueue, enqueueSync } from '../../server/src/sync/queue/enqueue';
import { createWorker, type JobOutcome, type Worker } from '../../server/src/sync/queue/worker';
import type { SyncRequest, UploadsRequest } from '../../server/src/sync/requests';
import { createFakeClock, type FakeClock } from '../support/clock';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';

type Row = { id: number; kind: string; state: string; payload: string; attempts: number } & Record<
  string,
  unknown
>;

let site: Site;
let clock: FakeClock;
let workers: Worker[] = [];

const table = () => site.strapi.db.getConnection('dotmailer_jobs');
const stored = async () => (await table().orderBy('id').select('*')) as Row[];

beforeAll(async () => {
  // The site's own worker, on real time, would take this test's jobs for overdue and do them.
  site = await startSite({ env: { DOTMAILER_WORKER: 'off' } });
});
afterAll(() => site.close());
beforeEach(async () => {
  clock = createFakeClock();
  workers = [];
  await table().delete();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
});

const node = (name = 'node-a') => createNode(site, { name, clock });
type Node = ReturnType<typeof node>;

type Handle = (payload: SyncRequest | UploadsRequest, signal: AbortSignal) => Promise<JobOutcome>;

/** A started worker that does every job with `handle`. */
const startWorker = (deps: Node, handle: Handle): Worker => {
  const worker = createWorker(deps, {
    sync: handle,
    uploads: handle,
    'data-fields': async () => 'done',
    campaigns: async () => 'done',
    retention: async () => 'done',
  });
  workers.push(worker);
  worker.start();
  return worker;
};

/** A handler whose jobs go on until `finish` or an abort; remembers what ran. */
const slowJobs = () => {
  const started: (SyncRequest | UploadsRequest)[] = [];
  const waiting: (() => void)[] = [];
  const handle: Handle = (payload, signal) =>
    new Promise((resolve, reject) => {
      started.push(payload);
      waiting.push(() => resolve('done'));
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  return { started, handle, finish: () => waiting.splice(0).forEach((end) => end()) };
};

const sync = (integrationId: number, rest: Partial<SyncRequest> = {}): SyncRequest => ({
  integrationId,
  trigger: 'schedule',
  ...rest,
});

test('a job runs at once when it is queued in the worker’s process, and leaves no row', async () => {
  const deps = node();
  const ran: unknown[] = [];
  startWorker(deps, async (payload) => {
    ran.push(payload);
    return 'done';
  });
  await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
  await enqueueSync(deps, sync(1, { full: true }));
  await vi.waitFor(() => expect(ran).toEqual([sync(1, { full: true })]));
  await vi.waitFor(async () => expect(await stored()).toEqual([]));
});

test('an idle worker looks every 10 seconds, and finds what another node queued', async () => {
  const ran: unknown[] = [];
  const deps = node('a');
  const looked = vi.spyOn(deps.repositories.jobs, 'due');
  startWorker(deps, async (payload) => {
    ran.push(payload);
    return 'done';
  });
  await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
  await enqueueSync(node('b'), sync(1));
  await clock.advance(9_900);
  expect(ran).toEqual([]);
  await clock.advance(200);
  await vi.waitFor(() => expect(ran).toHaveLength(1));
  looked.mockClear();
  for (let second = 0; second < 60; second += 10) await clock.advance(10_000);
  expect(looked.mock.calls.length).toBeLessThanOrEqual(7);
});

test('a job is not run before its time', async () => {
  const deps = node();
  const jobs = slowJobs();
  startWorker(deps, jobs.handle);
  await enqueue(deps, { kind: 'sync', payload: sync(1), runAt: clock.now() + 60_000 });
  await clock.advance(50_000);
  expect(jobs.started).toEqual([]);
  await clock.advance(15_000);
  await vi.waitFor(() => expect(jobs.started).toHaveLength(1));
});

test('requests that wait are merged, and nothing that either asked for is lost', async () => {
  const deps = node();
  await enqueue(deps, { kind: 'sync', payload: sync(1, { exportOnly: true, listId: 'a' }) });
  await enqueue(deps, { kind: 'sync', payload: sync(1, { exportOnly: true, listId: 'a' }) });
  await enqueue(deps, { kind: 'sync', payload: sync(2, { listId: 'c' }) });
  expect((await stored()).map((row) => JSON.parse(row.payload) as unknown)).toEqual([
    sync(1, { exportOnly: true, listId: 'a' }),
    sync(2, { listId: 'c' }),
  ]);

  await enqueue(deps, { kind: 'sync', payload: sync(1, { full: true, trigger: 'manual' }) });
  await enqueue(deps, { kind: 'sync', payload: sync(1, { listId: 'b' }) });
  const [first, ...others] = await stored();
  expect(others).toHaveLength(1);
  expect(JSON.parse(first?.payload ?? '')).toEqual(sync(1, { full: true, trigger: 'manual' }));
});

test('many nodes that ask at once make one job that does all', async () => {
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      enqueueSync(node(`n${index}`), sync(1, index === 5 ? { full: true } : {}))
    )
  );
  const rows = await stored();
  expect(rows).toHaveLength(1);
  expect(JSON.parse(rows[0]?.payload ?? '')).toMatchObject({ full: true });
});

test('the earlier time of merged requests counts', async () => {
  const deps = node();
  await enqueue(deps, { kind: 'sync', payload: sync(1), runAt: clock.now() + 60_000 });
  await enqueueSync(deps, sync(1, { trigger: 'manual' }));
  expect((await stored()).map((row) => row.run_at)).toEqual([clock.now()]);
});

test('the earliest time counts also when many ask at once', async () => {
  const times = [9, 3, 7, 1, 5, 8, 2, 6, 4, 10].map((minutes) => clock.now() + minutes * 60_000);
  await enqueue(node(), { kind: 'sync', payload: sync(1), runAt: clock.now() + 3_600_000 });
  await Promise.all(
    times.map((runAt, index) =>
      enqueue(node(`n${index}`), { kind: 'sync', payload: sync(1), runAt })
    )
  );
  expect((await stored()).map((row) => row.run_at)).toEqual([Math.min(...times)]);
});

test('a request while the same job runs is a job of its own, done after it', async () => {
  const deps = node();
  const jobs = slowJobs();
  startWorker(deps, jobs.handle);
  await enqueueSync(deps, sync(1));
  await vi.waitFor(() => expect(jobs.started).toHaveLength(1));
  await enqueueSync(deps, sync(1, { full: true }));
  await enqueueSync(deps, sync(1));
  await clock.advance(30_000);
  expect(jobs.started).toHaveLength(1);
  jobs.finish();
  await vi.waitFor(() => expect(jobs.started).toEqual([sync(1), sync(1, { full: true })]));
});

test('a few jobs run at once, but never two of one integration', async () => {
  const deps = node();
  const jobs = slowJobs();
  startWorker(deps, jobs.handle);
  await enqueueSync(deps, sync(1));
  await enqueue(deps, { kind: 'uploads', payload: { integrationId: 1 } });
  for (const id of [2, 3, 4, 5]) await enqueueSync(deps, sync(id));
  await clock.advance(10_000);
  expect(jobs.started.map((job) => job.integrationId)).toEqual([1, 2, 3]);
  jobs.finish();
  await vi.waitFor(() =>
    expect(jobs.started.map((job) => job.integrationId).sort()).toEqual([1, 1, 2, 3, 4, 5])
  );
});

test('of two nodes one runs each job', async () => {
  const ran: string[] = [];
  for (const name of ['a', 'b'])
    startWorker(node(name), async (payload) => {
      ran.push(`${payload.integrationId}`);
      return 'done';
    });
  const outside = node('c');
  for (let id = 1; id <= 20; id += 1) await enqueueSync(outside, sync(id));
  for (let step = 0; step < 20; step += 1) await clock.advance(5_000);
  await vi.waitFor(() => expect(ran).toHaveLength(20));
  expect(new Set(ran).size).toBe(20);
});

test('a failing job is retried later and later, then given up and kept for people to see', async () => {
  const deps = node();
  const times: number[] = [];
  startWorker(deps, async () => {
    times.push(clock.now());
    throw new Error('no luck');
  });
  await enqueueSync(deps, sync(1));
  for (let minute = 0; minute < 120; minute += 1) {
    await vi.waitFor(async () => {
      expect(await stored()).toMatchObject([{ state: expect.not.stringMatching('claimed') }]);
      expect(clock.sleepers()).toBe(2);
    });
    await clock.jump(60_000);
  }
  expect(times).toHaveLength(5);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[0]).toBeGreaterThanOrEqual(30_000);
  const rows = await stored();
  expect(rows).toMatchObject([{ state: 'failed', error: 'no luck' }]);

  await enqueueSync(deps, sync(1));
  await vi.waitFor(() => expect(times).toHaveLength(6));
});

test('a job that finds its work held elsewhere comes back soon, as often as it takes', async () => {
  const deps = node();
  let tries = 0;
  startWorker(deps, async () => {
    tries += 1;
    return tries <= 8 ? 'busy' : 'done';
  });
  await enqueueSync(deps, sync(1, { trigger: 'manual', full: true }));
  // The clock does not wait for a slow database: a job may come back a look later than it could.
  for (let step = 0; step < 40 && tries < 9; step += 1) {
    await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
    await clock.advance(20_000);
  }
  await vi.waitFor(async () => expect(await stored()).toEqual([]));
  expect(tries).toBe(9);
});

test('the jobs of a dead node are taken over when its claim expires, a living one’s are not', async () => {
  await enqueueSync(node('dead'), sync(1, { full: true }));
  const [row] = await stored();
  const { jobs: deadJobs } = node('dead').repositories;
  await deadJobs.claim(row?.id ?? 0, 'dead', clock.now() + 60_000);

  const living = slowJobs();
  const alive = node('alive');
  startWorker(alive, living.handle);
  await enqueueSync(alive, sync(2));
  await vi.waitFor(() => expect(living.started).toHaveLength(1));

  const other = slowJobs();
  startWorker(node('other'), other.handle);
  for (let step = 0; step < 5; step += 1) await clock.advance(10_000);
  expect(other.started).toEqual([]);
  for (let step = 0; step < 10; step += 1) await clock.advance(10_000);
  const taken = [...living.started, ...other.started].map((job) => job.integrationId);
  expect(taken.sort()).toEqual([1, 2]);
});

test('a process that was suspended does not take its own running job for dead', async () => {
  const deps = node();
  const jobs = slowJobs();
  startWorker(deps, jobs.handle);
  await enqueueSync(deps, sync(1));
  await vi.waitFor(() => expect(jobs.started).toHaveLength(1));
  await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
  await clock.jump(300_000);
  await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
  expect(await stored()).toMatchObject([{ state: 'claimed', claimed_by: deps.node }]);
  jobs.finish();
  await vi.waitFor(async () => expect(await stored()).toEqual([]));
  expect(jobs.started).toHaveLength(1);
});

test('a row that cannot be read does not keep the others waiting', async () => {
  const deps = node();
  const broken = { kind: 'sync', state: 'waiting', run_at: 0, attempts: 0 };
  await table().insert({ ...broken, payload: '{' });
  const ran: number[] = [];
  startWorker(deps, async ({ integrationId }) => {
    ran.push(integrationId);
    return 'done';
  });
  await enqueueSync(deps, sync(2));
  await vi.waitFor(() => expect(ran).toEqual([2]));
});

test('with several busy, failing and suspended nodes, whatever was asked for is done after it was asked', async () => {
  let seed = 7;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let turn = 0;
  const done: { turn: number; request: SyncRequest }[] = [];
  const nodes = ['a', 'b', 'c'].map((name) => node(name));
  for (const deps of nodes)
    startWorker(deps, async (payload) => {
      const started = (turn += 1);
      await new Promise((resolve) => setTimeout(resolve, chance() * 20));
      const luck = chance();
      if (luck < 0.1) throw new Error('no luck');
      if (luck < 0.4) return 'busy';
      done.push({ turn: started, request: payload as SyncRequest });
      return 'done';
    });

  const asked: { turn: number; request: SyncRequest }[] = [];
  for (let count = 0; count < 60; count += 1) {
    const request = sync(1 + Math.floor(chance() * 3), chance() < 0.3 ? { full: true } : {});
    asked.push({ turn: (turn += 1), request });
    const deps = nodes[Math.floor(chance() * nodes.length)] ?? node();
    await enqueueSync(deps, request);
    // Now and then time leaps past every claim while jobs are being worked on.
    if (count % 10 === 9) await clock.jump(120_000);
    else await clock.advance(chance() * 20_000);
  }
  for (let step = 0; step < 300 && (await stored()).length > 0; step += 1)
    await clock.advance(30_000);
  expect(await stored()).toEqual([]);

  const undone = asked.filter(
    ({ turn: at, request }) =>
      !done.some(
        ({ turn: started, request: did }) =>
          started > at &&
          did.integrationId === request.integrationId &&
          (did.full === true || request.full !== true)
      )
  );
  expect(undone).toEqual([]);
});

test('a job that keeps killing its process is given up', async () => {
  await enqueueSync(node(), sync(1));
  const killers: string[] = [];
  const startDoomedProcess = (round: number) => {
    // Its clock never moves again, so it neither renews its claim nor looks for anything.
    const deps = createNode(site, { name: `doomed-${round}`, clock: createFakeClock(clock.now()) });
    const dies = () => {
      killers.push(deps.node);
      return new Promise<JobOutcome>(() => {});
    };
    createWorker(deps, {
      sync: dies,
      uploads: dies,
      'data-fields': dies,
      campaigns: dies,
      retention: dies,
    }).start();
  };
  for (let round = 1; round <= 8; round += 1) {
    startDoomedProcess(round);
    await vi.waitFor(async () =>
      expect(await stored()).toMatchObject([
        round <= 5 ? { claimed_by: `doomed-${round}` } : { state: 'failed' },
      ])
    );
    await clock.advance(61_000);
  }
  expect(killers).toHaveLength(5);
});

test('stopping aborts running jobs and puts them back; the next start does them', async () => {
  const deps = node();
  const jobs = slowJobs();
  const worker = startWorker(deps, jobs.handle);
  await enqueueSync(deps, sync(1, { full: true }));
  await vi.waitFor(() => expect(jobs.started).toHaveLength(1));
  await worker.stop();
  expect(await stored()).toMatchObject([{ state: 'waiting', attempts: 0 }]);

  const next = slowJobs();
  startWorker(node(), next.handle);
  await vi.waitFor(() => expect(next.started).toEqual([sync(1, { full: true })]));
});

test('stopping waits at most 10 seconds for a job that does not listen', async () => {
  const deps = node();
  let started = false;
  const worker = startWorker(deps, () => {
    started = true;
    return new Promise<JobOutcome>(() => {});
  });
  await enqueueSync(deps, sync(1));
  await vi.waitFor(() => expect(started).toBe(true));
  let stopped = false;
  const stopping = worker.stop().then(() => (stopped = true));
  await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
  await clock.advance(9_000);
  expect(stopped).toBe(false);
  await clock.advance(1_500);
  await stopping;
  expect(await stored()).toMatchObject([{ state: 'waiting' }]);
  workers = [];
});
