import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { withLease, integrationLease, type HeldLease } from '../../server/src/sync/lease';
import { closeInterruptedRuns, startRun } from '../../server/src/sync/run-recorder';
import { VendorError } from '../../server/src/dotdigital/errors';
import { quoted, remark } from '../../server/src/core/remarks';
import { NO_CALLS } from '../../server/src/store/runs';
import { createFakeClock, type FakeClock } from '../support/clock';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';

let site: Site;
let clock: FakeClock;
beforeAll(async () => {
  site = await startSite({ env: { DOTMAILER_WORKER: 'off' } });
});
afterAll(() => site.close());
beforeEach(async () => {
  clock = createFakeClock();
  for (const table of ['dotmailer_leases', 'dotmailer_runs'])
    await site.strapi.db.getConnection(table).delete();
});

const node = (name: string) => createNode(site, { name, clock });

/** Work that goes on until told to end. */
const openWork = () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end: () => end() };
};

const NAME = integrationLease(7);
const RUN = { integrationId: 7, kind: 'sync', trigger: 'manual' } as const;

/** Starts work under a lease of its own and answers the lease once it is held. */
const hold = async (deps = node('a')) => {
  const { ended, end } = openWork();
  let held: HeldLease | undefined;
  const outcome = withLease(deps, NAME, async (lease) => {
    held = lease;
    await ended;
    return 'value';
  });
  const lease = await vi.waitFor(() => {
    if (!held) throw new Error('not held yet');
    return held;
  });
  return { lease, outcome, end };
};

test('a lease excludes other nodes and other work of its own node, until it is released', async () => {
  const first = await hold(node('a'));
  expect(await withLease(node('b'), NAME, async () => 1)).toEqual({ outcome: 'busy' });
  expect(await withLease(node('a'), NAME, async () => 1)).toEqual({ outcome: 'busy' });
  first.end();
  expect(await first.outcome).toEqual({ outcome: 'done', value: 'value' });
  expect(await withLease(node('b'), NAME, async () => 1)).toEqual({ outcome: 'done', value: 1 });
});

test('of many nodes that start at once exactly one gets it, and each take-over raises the fence', async () => {
  const fences: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { ended, end } = openWork();
    const outcomes = Array.from({ length: 6 }, (_, index) =>
      withLease(node(`n${index}`), NAME, async (lease) => {
        fences.push(lease.fence);
        await ended;
      })
    );
    const busy = () => Promise.all(outcomes.map((outcome) => Promise.race([outcome, null])));
    await vi.waitFor(async () => {
      expect((await busy()).filter((outcome) => outcome?.outcome === 'busy')).toHaveLength(5);
    });
    end();
    await Promise.all(outcomes);
  }
  expect(fences).toEqual([1, 2, 3]);
});

test('the lease of work that takes long is renewed', async () => {
  const long = await hold(node('a'));
  for (let step = 0; step < 20; step += 1) await clock.advance(15_000);
  expect(await withLease(node('b'), NAME, async () => 1)).toEqual({ outcome: 'busy' });
  expect(long.lease.signal.aborted).toBe(false);
  long.end();
  await long.outcome;
});

test('a dead node’s lease expires, and the node is told if it was only slow', async () => {
  const slow = createFakeClock();
  const old = await hold(createNode(site, { name: 'slow', clock: slow }));
  await clock.advance(59_000);
  expect(await withLease(node('b'), NAME, async () => 1)).toEqual({ outcome: 'busy' });
  await clock.advance(2_000);
  const next = await hold(node('b'));
  expect(next.lease.fence).toBe(old.lease.fence + 1);

  await slow.advance(25_000);
  await vi.waitFor(() => expect(old.lease.signal.aborted).toBe(true));
  old.end();
  await old.outcome;
  expect(await withLease(node('c'), NAME, async () => 1)).toEqual({ outcome: 'busy' });
  next.end();
  await next.outcome;
});

test('a fence that nobody used is given to the next holder, one taken over from the slow is not', async () => {
  const fenceOf = async (deps = node('a')) => {
    const unused = async (lease: HeldLease) => {
      lease.leaveFenceUnused();
      return lease.fence;
    };
    const outcome = await withLease(deps, NAME, unused);
    return outcome.outcome === 'done' ? outcome.value : null;
  };
  const stored = () => site.strapi.db.getConnection('dotmailer_leases').where({ name: NAME });
  const used = await hold(node('a'));
  used.end();
  await used.outcome;
  const before = (await stored()) as object[];
  expect([await fenceOf(), await fenceOf(node('b'))]).toEqual([2, 2]);
  expect(await stored()).toEqual(before);

  // The slow one may still write under its fence: nobody else ever gets that number.
  const slow = createFakeClock();
  const old = await hold(createNode(site, { name: 'slow', clock: slow }));
  expect(old.lease.fence).toBe(2);
  await clock.advance(61_000);
  expect([await fenceOf(), await fenceOf()]).toEqual([3, 4]);
  const { repositories } = node('a');
  await expect(
    repositories.db.transaction((trx) => repositories.leases.hold(old.lease, trx))
  ).rejects.toThrow('taken over');
  old.lease.leaveFenceUnused();
  old.end();
  await old.outcome;
  expect(await fenceOf()).toBe(4);
});

test('the end of the process ends the work, also work that starts after it', async () => {
  const deps = node('a');
  const work = await hold(deps);
  deps.lifecycle.shutDown();
  expect(work.lease.signal.aborted).toBe(true);
  work.end();
  await work.outcome;
  const late = await withLease(deps, NAME, async (lease) => lease.signal.aborted);
  expect(late).toEqual({ outcome: 'done', value: true });
});

test('an error of the work comes through, and the lease is free again', async () => {
  const failing = withLease(node('a'), NAME, async () => {
    throw new Error('broken');
  });
  await expect(failing).rejects.toThrow('broken');
  expect(await withLease(node('b'), NAME, async () => 1)).toEqual({ outcome: 'done', value: 1 });
});

/** Records one run whose steps are `work`, and answers what is stored. */
const record = async (
  work: (run: Awaited<ReturnType<typeof startRun>>, lease: HeldLease) => Promise<void>,
  deps = node('a')
) => {
  const outcome = await withLease(deps, NAME, async (lease) => {
    const calls = () => ({ read: 2, write: 1, poll: 0, byEndpoint: { 'GET x': 2 } });
    const run = await startRun(deps, { ...RUN, lease, calls });
    const error = await work(run, lease).then(
      () => undefined,
      (thrown: unknown) => thrown
    );
    return run.finish(error);
  });
  if (outcome.outcome !== 'done') throw new Error('busy');
  return deps.repositories.runs.find(outcome.value.runId);
};

test('a failing step is recorded and does not stop unrelated ones', async () => {
  const answers: boolean[] = [];
  const stored = await record(async (run) => {
    answers.push(
      await run.step('address-books', async (step) => {
        step.count('read', 3);
        step.count('read');
      })
    );
    answers.push(
      await run.step('unsubscribes', async () => {
        throw new VendorError('unavailable', 'The vendor does not answer');
      })
    );
    run.skip('export', remark('opt-outs-incomplete'));
    answers.push(await run.step('contacts', async (step) => step.warn(quoted('one is odd'))));
  });
  expect(answers).toEqual([true, false, true]);
  expect(stored).toMatchObject({
    status: 'failed',
    error: { step: 'unsubscribes', code: null, text: 'The vendor does not answer' },
    calls: { read: 2, write: 1 },
    warnings: [{ step: 'contacts', text: 'one is odd' }],
    steps: [
      { name: 'address-books', status: 'completed', counts: { read: 4 } },
      { name: 'unsubscribes', status: 'failed', message: { text: 'The vendor does not answer' } },
      { name: 'export', status: 'skipped', message: { code: 'opt-outs-incomplete' } },
      { name: 'contacts', status: 'completed' },
    ],
  });
});

test('warnings alone make a run one with warnings, nothing at all a completed one', async () => {
  const warned = await record(async (run) => {
    await run.step('address-books', async (step) => step.warn(quoted('one is odd')));
  });
  expect(warned?.status).toBe('warnings');
  const quiet = await record(async (run) => {
    await run.step('address-books', async () => {});
  });
  expect(quiet).toMatchObject({ status: 'completed', error: null });
});

test('refused credentials end the run at once', async () => {
  const stored = await record(async (run) => {
    await run.step('address-books', async () => {
      throw new VendorError('authentication', 'Wrong password');
    });
    await run.step('export', async () => {});
  });
  expect(stored).toMatchObject({ status: 'failed', error: { text: 'Wrong password' } });
  expect(stored?.steps.map((step) => step.name)).toEqual(['address-books']);
});

test('a person’s stop reaches the work within seconds, from another node too', async () => {
  const seen = record(async (run, lease) => {
    await run.step('contacts', async () => {
      await new Promise((resolve) => lease.signal.addEventListener('abort', resolve));
      throw new Error('the request was cancelled');
    });
  });
  const running = await vi.waitFor(async () => {
    const [first] = await node('b').repositories.runs.findRunning(7);
    if (!first) throw new Error('not started yet');
    return first;
  });
  expect(await node('b').repositories.runs.requestStop(running.id)).toBe(true);
  await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
  await clock.advance(6_000);
  expect(await seen).toMatchObject({ status: 'stopped', error: { code: 'stopped' } });
  expect(await node('b').repositories.runs.requestStop(running.id)).toBe(false);
});

test('a running run is visible live, and a quiet one is written twice', async () => {
  const { db } = site.strapi;
  const writes: string[] = [];
  const listen = ({ sql }: { sql: string }) => {
    if (/^(insert|update).*dotmailer_runs/i.test(sql)) writes.push(sql);
  };
  db.connection.on('query', listen);
  await record(async (run) => {
    for (let index = 0; index < 10; index += 1)
      await run.step('stage', async (step) => step.count('seen'), `Book ${index}`);
  });
  db.connection.off('query', listen);
  expect(writes).toHaveLength(2);

  const { ended, end } = openWork();
  const seen = record(async (run) => {
    await run.step('contacts', async (step) => {
      step.count('read', 1000);
      await ended;
    });
  });
  await vi.waitFor(() => expect(clock.sleepers()).toBe(1));
  await clock.advance(6_000);
  const [running] = await node('b').repositories.runs.findRunning(7);
  const live = await node('b').repositories.runs.find(running?.id ?? 0);
  expect(live).toMatchObject({
    status: 'running',
    steps: [{ name: 'contacts', status: 'running', counts: { read: 1000 } }],
    calls: { read: 2, write: 1 },
  });
  end();
  await seen;
});

test('a run whose process died is shown as interrupted, one that works is not', async () => {
  const dead = node('dead');
  await dead.repositories.leases.acquire(NAME, 'dead', clock.now(), clock.now() + 60_000);
  const id = await dead.repositories.runs.start(RUN, clock.now());
  await closeInterruptedRuns(node('b'));
  expect((await dead.repositories.runs.find(id))?.status).toBe('running');
  await clock.advance(61_000);
  await closeInterruptedRuns(node('b'));
  expect(await dead.repositories.runs.find(id)).toMatchObject({
    status: 'failed',
    error: { code: 'interrupted' },
  });
});

test('the next run ends what a dead one left open, and a late word of the dead changes nothing', async () => {
  const dead = node('dead');
  const id = await dead.repositories.runs.start(RUN, clock.now());
  await record(async () => {});
  await dead.repositories.runs.finish(
    id,
    { status: 'completed', calls: NO_CALLS, error: null, steps: [], warnings: [] },
    clock.now()
  );
  expect((await dead.repositories.runs.find(id))?.status).toBe('failed');
});
