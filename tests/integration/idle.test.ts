import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createWorker } from '../../server/src/sync/queue/worker';
import { createSchedules } from '../../server/src/sync/schedule';
import { createFakeClock } from '../support/clock';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createNode } from '../support/node';
import { ROOT } from '../support/paths';
import { startSite, type Site } from '../support/site';

const BOOKS = ['News', 'Shop'];

let at: ConnectedSite;
let site: Site;
beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on' } });
  site = at.site;
  await at.addPeople(
    Array.from({ length: 20 }, (_, index) => ({ email: `quiet${index}@example.com` }))
  );
  for (const name of BOOKS) {
    await at.connect(await at.createList(), (await at.createBook(name)).id);
  }
  await at.sync();
});
afterAll(async () => {
  await site.close();
  await at.sandbox.close();
});

/** The plugin's statements while `work` goes on: `insert dotmailer_jobs` and the like. */
const statementsDuring = async (work: () => Promise<unknown>): Promise<string[]> => {
  const { connection } = site.strapi.db;
  const seen: string[] = [];
  const listen = ({ sql, bindings = [] }: { sql: string; bindings?: unknown[] }) => {
    // The settings are a value of Strapi's own store: its key names the plugin.
    const table = /dotmailer_\w+/.exec([sql, ...bindings].join(' '))?.[0];
    if (table) seen.push(`${sql.split(' ', 1)[0]?.toLowerCase()} ${table}`);
  };
  connection.on('query', listen);
  try {
    await work();
  } finally {
    connection.off('query', listen);
  }
  return seen;
};

/** Once a minute a node looks which types connected lists depend on, what the panel may frame, and for changed settings. */
const MINUTELY = [
  'select dotmailer_connections',
  'select dotmailer_integrations',
  'select dotmailer_mappings',
  'select dotmailer_settings',
];
const butTheLook = (statements: string[]): string[] =>
  statements.filter((statement) => !MINUTELY.includes(statement));

const count = (statements: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const statement of statements) counts[statement] = (counts[statement] ?? 0) + 1;
  return counts;
};

test('a site with nothing to do asks its database once in 5 seconds, and the vendor nothing', async () => {
  at.sandbox.control.clearCalls();
  const seconds = 25;
  const statements = await statementsDuring(
    () => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  );
  expect(count(butTheLook(statements))).toEqual({ 'select dotmailer_jobs': expect.any(Number) });
  expect(statements.length).toBeGreaterThanOrEqual(2);
  expect(statements.length).toBeLessThanOrEqual(Math.ceil(seconds / 5));
  expect(at.sandbox.control.calls().total).toBe(0);
});

test('in ten minutes an idle worker makes no statement but its look into the queue', async () => {
  const clock = createFakeClock();
  const deps = createNode(site, { name: 'idle', clock });
  const done = async () => 'done' as const;
  const worker = createWorker(deps, {
    sync: done,
    uploads: done,
    'data-fields': done,
    campaigns: done,
    retention: done,
  });
  // The site's own worker looks meanwhile too, at its own pace in real time.
  const started = Date.now();
  const statements = await statementsDuring(async () => {
    worker.start();
    for (let minute = 0; minute < 10; minute += 1) {
      await vi.waitFor(() => expect(clock.sleepers()).toBe(2));
      await clock.advance(60_000);
    }
    await worker.stop();
  });
  const others = Math.ceil((Date.now() - started) / 5_000) + 1;
  expect(count(butTheLook(statements))).toEqual({ 'select dotmailer_jobs': expect.any(Number) });
  expect(statements.length).toBeLessThanOrEqual((10 * 60) / 5 + 1 + others);
});

test('a minute’s schedule that finds nothing in flight adds one statement', async () => {
  const all = { sync: false, reconcile: false, retention: false, uploads: '* * * * * *' };
  const clock = createFakeClock();
  const deps = createNode(site, { name: 'ticking', clock, config: { schedules: all } });
  let ticks = 0;
  const schedules = createSchedules(
    {
      ...deps,
      repositories: {
        ...deps.repositories,
        inFlight: {
          integrations: () => {
            ticks += 1;
            return deps.repositories.inFlight.integrations();
          },
        },
      },
    },
    async () => ({})
  );
  await schedules.start();
  const statements = await statementsDuring(() =>
    vi.waitFor(() => expect(ticks).toBeGreaterThanOrEqual(3), { timeout: 15_000 })
  );
  await schedules.stop();
  // The site's own worker looks into the queue meanwhile.
  const ofTicks = butTheLook(statements).filter(
    (statement) => statement !== 'select dotmailer_jobs'
  );
  expect(new Set(ofTicks)).toEqual(new Set(['select dotmailer_uploads']));
  expect(ofTicks.length).toBeLessThanOrEqual(ticks + 1);
});

/** Rows of the plugin's tables that `work` wrote; a statement that matched none wrote none. */
const rowsWrittenBy = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  const { connection } = site.strapi.db;
  const rows: Record<string, number> = {};
  const listen = (response: unknown, { sql }: { sql: string }) => {
    const table = /^(?:insert into|update|delete from) \W?dotmailer_(\w+)/i.exec(sql)?.[1];
    const written = typeof response === 'number' ? response : 1;
    if (table && written > 0) rows[table] = (rows[table] ?? 0) + written;
  };
  connection.on('query-response', listen);
  try {
    await work();
  } finally {
    connection.off('query-response', listen);
  }
  return rows;
};

test('a person’s synchronisation that finds nothing changed writes its run, and when it was', async () => {
  // Beyond the overlap of the feeds: what was exported before is not read again.
  await at.sandbox.control.advanceClock(600_000);
  await at.sync();
  at.sandbox.control.clearCalls();
  const rows = await rowsWrittenBy(at.sync);
  expect(at.writes()).toEqual([]);
  // A run begins and ends, a lease is taken and given back, a job is queued, claimed and done, and
  // the audit trail keeps who asked for it.
  expect(rows).toEqual({
    runs: 2,
    leases: 2,
    jobs: 3,
    connections: BOOKS.length,
    integrations: 1,
    audit: 1,
  });
});

test('a start makes no remote call, and a minute with its ticks no more than a question in 5 seconds', async () => {
  const { database } = site;
  await site.stop();
  at.sandbox.control.clearCalls();
  const schedules = { sync: '0 0 1 1 *', reconcile: '0 0 1 1 *', retention: '0 0 1 1 *' };
  site = await startSite({
    reuse: database,
    config: { schedules: { ...schedules, uploads: '* * * * *' } },
  });
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  const seconds = 60;
  const statements = await statementsDuring(
    () => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  );
  expect(new Set(statements)).toEqual(
    new Set(['select dotmailer_jobs', 'select dotmailer_uploads', ...MINUTELY])
  );
  expect(statements.length).toBeLessThanOrEqual(seconds / 5);
  expect(at.sandbox.control.calls().total).toBe(0);
}, 150_000);

test('a start does not load the HTTP client: the first call does', () => {
  const plugin = path.join(ROOT, 'dist/server/index.js');
  const print = `require(${JSON.stringify(plugin)});
    process.stdout.write(JSON.stringify(Object.keys(require.cache)))`;
  const loaded = JSON.parse(execFileSync(process.execPath, ['-e', print]).toString()) as string[];
  expect(loaded).toContain(plugin);
  expect(loaded.filter((file) => file.includes('/node_modules/axios/'))).toEqual([]);
});
