import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Run, RunPage } from '../../contracts/runs';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createNode } from '../support/node';

const UNSUBSCRIBES = '/unsubscribed-since';
const SLOW_MS = 60_000;

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on' } });
  await at.addPeople([{ firstName: 'Ada', email: 'ada@example.com' }]);
  const listId = await at.createList();
  await at.connect(listId, (await at.createBook('News')).id);
});
afterAll(() => at.close());
beforeEach(async () => {
  at.sandbox.control.setLatency(0, UNSUBSCRIBES);
  await at.idle();
});

const get = async (query: string): Promise<RunPage> => {
  const answer = await at.site.request<{ data: RunPage }>('GET', `/dotmailer/runs?${query}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.data;
};
const run = async (id: number): Promise<Run> =>
  (await at.site.request<{ data: Run }>('GET', `/dotmailer/runs/${id}`)).body.data;
const stop = (id: number) =>
  at.site.request<{ data: Run; error?: { message: string; details: { code: string } } }>(
    'POST',
    `/dotmailer/runs/${id}/stop`
  );
const synchronize = (body: Record<string, unknown> = {}) =>
  at.site.request<{ data: { queued: boolean } }>('POST', '/dotmailer/synchronize', body);

/** Starts a synchronisation that hangs at the vendor, and answers its run once that is shown. */
const startSlowRun = async (): Promise<Run> => {
  at.sandbox.control.setLatency(SLOW_MS, UNSUBSCRIBES);
  await synchronize({ integrationId: at.integrationId });
  return vi.waitFor(
    async () => {
      const [running] = (await get('status=running')).results;
      if (running?.steps.at(-1)?.name !== 'unsubscribes') throw new Error('it is not there yet');
      return running;
    },
    { timeout: 15_000, interval: 200 }
  );
};

test('a running synchronisation is shown as it goes, and a person’s stop reaches it in seconds', async () => {
  const running = await startSlowRun();
  expect(running).toMatchObject({
    integrationId: at.integrationId,
    integrationName: 'Sandbox',
    kind: 'sync',
    trigger: 'manual',
    finishedAt: null,
  });
  expect(running.steps.at(-1)).toMatchObject({ status: 'running', finishedAt: null });

  const asked = Date.now();
  expect((await stop(running.id)).status).toBe(200);
  await vi.waitFor(async () => expect((await run(running.id)).status).toBe('stopped'), {
    timeout: 15_000,
    interval: 100,
  });
  expect(Date.now() - asked).toBeLessThan(10_000);
  const stopped = await run(running.id);
  expect(stopped).toMatchObject({ error: { code: 'stopped' }, finishedAt: expect.any(String) });
  expect(stopped.steps.map((step) => step.name)).not.toContain('stage');

  // It was stopped, not postponed; and the next one is free to go.
  await at.idle();
  expect(await at.table('dotmailer_jobs').select()).toEqual([]);
  at.sandbox.control.setLatency(0, UNSUBSCRIBES);
  expect(await at.sync()).toMatchObject({ status: 'completed' });

  const again = await stop(running.id);
  expect(again.status).toBe(400);
  expect(again.body.error?.message).toContain('ended');
});

test('a run whose process died is ended by the one who stops it', async () => {
  const node = createNode(at.site, { clock: { now: () => Date.now(), sleep: async () => {} } });
  const { integrationId } = at;
  const dead = { integrationId, kind: 'sync', trigger: 'manual' } as const;
  const id = await node.repositories.runs.start(dead, Date.now());
  expect(await run(id)).toMatchObject({ status: 'running' });
  expect((await stop(id)).status).toBe(200);
  expect(await run(id)).toMatchObject({
    status: 'failed',
    error: { code: 'interrupted' },
  });
});

test('what people ask for while a synchronisation runs becomes one more, with all of it', async () => {
  const running = await startSlowRun();
  for (const body of [{}, { integrationId: at.integrationId, full: true }, {}])
    expect((await synchronize(body)).body.data).toEqual({ queued: true });
  const waiting = await at.table('dotmailer_jobs').where({ state: 'waiting' });
  expect(waiting).toHaveLength(1);
  const payload = JSON.parse((waiting as { payload: string }[])[0]?.payload ?? '') as unknown;
  expect(payload).toEqual({ integrationId: at.integrationId, trigger: 'manual', full: true });

  at.sandbox.control.setLatency(0, UNSUBSCRIBES);
  await stop(running.id);
  await vi.waitFor(async () => expect((await get('status=running')).results).toEqual([]), {
    timeout: 15_000,
    interval: 100,
  });
  await at.idle();
  const after = (await get('pageSize=100')).results.filter(({ id }) => id > running.id);
  expect(after).toMatchObject([{ kind: 'full-sync', trigger: 'manual', status: 'completed' }]);
});

test('who may not be synchronised is refused with the reason, and nothing is queued', async () => {
  const unknown = await synchronize({ integrationId: 999 });
  expect(unknown.status).toBe(404);
  for (const integrationId of ['1', 0, 1.5])
    expect((await synchronize({ integrationId })).status).toBe(400);
  await at.table('dotmailer_integrations').update({ active: false });
  const inactive = await synchronize({ integrationId: at.integrationId });
  expect(inactive.status).toBe(400);
  expect((await synchronize()).body.data).toEqual({ queued: false });
  await at.table('dotmailer_integrations').update({ active: true });
  expect(await at.table('dotmailer_jobs').select()).toEqual([]);
});

test('runs are paged, sorted, filtered, and found by id', async () => {
  const other = { integration_id: 777, kind: 'sync', trigger: 'schedule', stop_requested: false };
  for (let hour = 1; hour <= 25; hour += 1) {
    await at.table('dotmailer_runs').insert({
      ...other,
      status: hour % 5 === 0 ? 'failed' : 'completed',
      started_at: Date.UTC(2025, 0, 1, hour),
      finished_at: Date.UTC(2025, 0, 1, hour, 0, 7, 500),
    });
  }
  const pages = await Promise.all(
    [1, 2, 3].map((page) => get(`integrationId=777&page=${page}&pageSize=10`))
  );
  expect(pages.map((page) => page.results.length)).toEqual([10, 10, 5]);
  expect(pages[0]?.pagination).toEqual({ page: 1, pageSize: 10, total: 25, pageCount: 3 });
  const started = pages.flatMap((page) => page.results.map((each) => each.startedAt));
  expect(started).toEqual([...new Set(started)].sort().reverse());
  const oldest = (await get('integrationId=777&sort=startedAt:asc&pageSize=1')).results[0];
  expect(oldest).toMatchObject({
    startedAt: '2025-01-01T01:00:00.000Z',
    finishedAt: '2025-01-01T01:00:07.500Z',
    seconds: 7.5,
    integrationName: '',
    steps: [],
    calls: { read: 0, write: 0, poll: 0, byEndpoint: {} },
  });

  const failed = await get('integrationId=777&status=failed');
  expect(failed.pagination.total).toBe(5);
  expect(new Set(failed.results.map((each) => each.status))).toEqual(new Set(['failed']));
  expect((await get('integrationId=778')).pagination).toMatchObject({ total: 0, pageCount: 0 });
  const all = await get('pageSize=100');
  expect(all.pagination.total).toBe(all.results.length);
  expect(all.results.length).toBeGreaterThan(25);

  expect(await run(oldest?.id ?? 0)).toEqual(oldest);
  for (const wrong of ['page=0', 'pageSize=1000', 'status=dancing', 'sort=error:asc', 'sort=x'])
    expect((await at.site.request('GET', `/dotmailer/runs?${wrong}`)).status, wrong).toBe(400);
  for (const id of ['0', '999999', 'x', '1e3'])
    for (const [method, path] of [
      ['GET', `/dotmailer/runs/${id}`],
      ['POST', `/dotmailer/runs/${id}/stop`],
    ] as const)
      expect((await at.site.request(method, path)).status, `${method} ${path}`).toBe(404);
});
