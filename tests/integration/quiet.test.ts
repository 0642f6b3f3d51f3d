import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Run, RunPage } from '../../contracts/runs';
import { enqueueSync } from '../../server/src/sync/queue/enqueue';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createNode } from '../support/node';

const BOOKS = 10;
const UNSUBSCRIBES = '/unsubscribed-since';

let at: ConnectedSite;
let listId: string;
beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on' } });
  await at.addPeople(
    Array.from({ length: 20 }, (_, index) => ({ email: `quiet${index}@example.com` }))
  );
  for (let book = 1; book <= BOOKS; book += 1) {
    listId = await at.createList();
    await at.connect(listId, (await at.createBook(`Book ${book}`)).id);
  }
  await at.sync();
}, 240_000);
afterAll(() => at.close());
beforeEach(() => at.sandbox.control.setLatency(0, UNSUBSCRIBES));

/** A synchronisation as the schedule asks for it, by the site's own worker when it looks next. */
const schedule = () => {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const { integrationId } = at;
  return enqueueSync(createNode(at.site, { clock }), { integrationId, trigger: 'schedule' });
};
const cycle = () => at.scheduledSync();
const runs = async (query = 'pageSize=100'): Promise<Run[]> =>
  (await at.site.request<{ data: RunPage }>('GET', `/dotmailer/runs?${query}`)).body.data.results;
const latest = async (): Promise<Run> => {
  const [run] = await runs();
  if (!run) throw new Error('no run');
  return run;
};

/** Every row of the plugin's tables, by table and id. */
const contents = async (): Promise<Map<string, string>> => {
  const rows = new Map<string, string>();
  for (const { tableName } of at.site.strapi.db.metadata.values())
    if (tableName.startsWith('dotmailer_'))
      for (const row of (await at.table(tableName)) as { id: number }[])
        rows.set(`${tableName} ${row.id}`, JSON.stringify(row));
  return rows;
};

/** Rows that are new, changed or gone after `work`, and the statements that wrote on the way. */
const tracesOf = async (work: () => Promise<unknown>) => {
  const { connection } = at.site.strapi.db;
  const written: Record<string, number> = {};
  const listen = ({ sql }: { sql: string }) => {
    const [, verb, table] = /^(insert|update|delete)\b.*?dotmailer_(\w+)/is.exec(sql) ?? [];
    if (table) written[`${verb} ${table}`] = (written[`${verb} ${table}`] ?? 0) + 1;
  };
  const before = await contents();
  connection.on('query', listen);
  try {
    await work();
  } finally {
    connection.off('query', listen);
  }
  const after = await contents();
  const rows = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key)
  );
  return { rows, written };
};

test('a scheduled synchronisation that finds nothing changed leaves one row, also right after an export', async () => {
  const first = await tracesOf(cycle);
  expect(first.rows).toEqual([`dotmailer_runs ${(await latest()).id}`]);
  for (let round = 0; round < 3; round += 1) {
    // Beyond the overlap of the feeds after the first round: nothing is read again.
    const { rows, written } = await tracesOf(cycle);
    expect(rows).toEqual(first.rows);
    expect(written).toEqual({
      'insert jobs': 1,
      'update jobs': 1,
      'delete jobs': 1,
      'update leases': 2,
      'insert runs': 1,
      // Its end; and how far it came, where a slow machine needs seconds for it.
      'update runs': expect.any(Number),
      'delete runs': 1,
    });
    await at.sandbox.control.advanceClock(240_000);
  }
  expect(await latest()).toMatchObject({ status: 'completed', quiet: { times: 4 } });
});

test('quiet runs in a row are shown as one that says how often, a person’s request as its own', async () => {
  await cycle();
  const before = await runs();
  const started = Date.now();
  await cycle();
  const [quiet, ...others] = await runs();
  expect(others).toEqual(before.slice(1));
  expect(quiet).toMatchObject({
    id: before[0]?.id,
    trigger: 'schedule',
    startedAt: before[0]?.startedAt,
    quiet: { times: (before[0]?.quiet?.times ?? 0) + 1 },
  });
  expect(Date.parse(quiet?.quiet?.lastStartedAt ?? '')).toBeGreaterThanOrEqual(started);
  expect(Date.parse(quiet?.finishedAt ?? '')).toBeGreaterThanOrEqual(started);
  expect(quiet?.seconds).toBeLessThan(30);
  expect(quiet?.calls.read).toBeGreaterThan(before[0]?.calls.read ?? Infinity);
  expect(quiet?.steps.length).toBeGreaterThan(BOOKS);

  const asked = (await at.sync()).id;
  expect(await latest()).toMatchObject({ id: asked, trigger: 'manual', quiet: null });
  await at.sync();
  expect((await latest()).id).toBeGreaterThan(asked);
  await cycle();
  expect(await latest()).toMatchObject({ trigger: 'schedule', quiet: { times: 1 } });
  expect((await runs())[3]).toEqual(quiet);
});

test('what was last synchronised is told right on every page', async () => {
  await at.sync();
  const stored = () => at.table('dotmailer_connections').orderBy('id').select('last_synced_at');
  const before = await stored();
  const started = Date.now();
  await cycle();
  expect(await stored()).toEqual(before);
  const get = async <T>(path: string) =>
    (await at.site.request<{ data: T }>('GET', `/dotmailer/${path}`)).body.data;
  type Synced = { lastSyncedAt: string };
  const [integration] = await get<Synced[]>('integrations');
  const { results } = await get<{ results: { connection: Synced | null }[] }>('address-books');
  const { connection } = await get<{ connection: Synced }>(`marketing-lists/${listId}/status`);
  const told = [integration, connection, ...results.map((book) => book.connection)];
  for (const each of told)
    expect(Date.parse(each?.lastSyncedAt ?? '')).toBeGreaterThanOrEqual(started);
});

test('a quiet run is shown while it runs, and whoever watches it is led to its row', async () => {
  await cycle();
  const { id } = await latest();
  at.sandbox.control.setLatency(500, UNSUBSCRIBES);
  await schedule();
  const running = await vi.waitFor(
    async () => {
      const [run] = await runs('status=running');
      if (!run) throw new Error('it does not run yet');
      return run;
    },
    { timeout: 15_000, interval: 100 }
  );
  expect(running.id).toBeGreaterThan(id);
  expect(running).toMatchObject({ status: 'running', trigger: 'schedule', quiet: null });
  await at.idle();
  const watched = await at.site.request<{ data: Run }>('GET', `/dotmailer/runs/${running.id}`);
  expect(watched.body.data).toMatchObject({ id, status: 'completed' });
  expect(await runs('status=running')).toEqual([]);
});

test('a run that changes anything ends the row of quiet ones', async () => {
  await cycle();
  const quiet = await latest();
  await at.addPeople([{ email: 'new@example.com' }]);
  await cycle();
  const busy = await latest();
  expect(busy).toMatchObject({ trigger: 'schedule', status: 'completed', quiet: null });
  expect(busy.calls.write).toBeGreaterThan(0);
  // The vendor's ids of the new people are news, too.
  await cycle();
  await cycle();
  expect(await latest()).toMatchObject({ quiet: { times: expect.any(Number) } });
  expect((await runs()).find((run) => run.id === quiet.id)).toEqual(quiet);
});
