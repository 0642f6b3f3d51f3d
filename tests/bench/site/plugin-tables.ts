import type { Core } from '@strapi/strapi';
import { TABLE } from '../../../server/src/constants';
import type { ApiCalls } from '../report';

/** What the plugin is doing, for waiting and for the screen. */
export type Work = {
  busy: boolean;
  /** The newest step of the newest run, with its counters. */
  step: { name: string; counts: Record<string, number> } | null;
};

/** What the runs since some moment did. Times are epoch milliseconds. */
export type RunFacts = {
  startedAt: number;
  finishedAt: number;
  /** From when to when each run was at work. */
  runs: [from: number, to: number][];
  rowsSent: number;
  rowsRead: number;
  apiCalls: ApiCalls;
  /** Why a run or a job failed, in words. */
  failures: string[];
};

type Step = { name: string; counts: Record<string, number> };
type RunRow = {
  id: number;
  status: string;
  error: string | null;
  started_at: string | number;
  finished_at: string | number;
  steps: string | null;
  calls: string | null;
};

/** Reads and empties the plugin's own tables: the bench looks at what is stored. */
export const createPluginTables = (strapi: Core.Strapi) => {
  const table = (name: string) => strapi.db.getConnection(name);
  const count = async (query: ReturnType<typeof table>): Promise<number> => {
    const row = (await query.count({ n: '*' }).first()) as { n: number | string };
    return Number(row.n);
  };
  const runsAfter = (id: number): Promise<RunRow[]> =>
    table(TABLE.run).where('id', '>', id).orderBy('id') as unknown as Promise<RunRow[]>;

  return {
    /** Back to a plugin without integrations, lists and people. */
    empty: async (): Promise<void> => {
      for (const name of Object.values(TABLE)) await table(name).truncate();
    },

    lastRun: async (): Promise<number> => {
      const row = (await table(TABLE.run).max({ id: 'id' }).first()) as { id: number | null };
      return Number(row.id ?? 0);
    },

    work: async (): Promise<Work> => {
      const jobs = await count(table(TABLE.job).whereIn('state', ['waiting', 'claimed']));
      const uploads = await count(table(TABLE.upload).where({ open: true }));
      const run = (await table(TABLE.run).orderBy('id', 'desc').first()) as RunRow | undefined;
      const steps = JSON.parse(run?.steps ?? '[]') as Step[];
      const step = steps.at(-1);
      return {
        busy: jobs > 0 || uploads > 0 || run?.status === 'running',
        step: step ? { name: step.name, counts: step.counts } : null,
      };
    },

    factsAfter: async (lastRun: number): Promise<RunFacts> => {
      const runs = await runsAfter(lastRun);
      const steps = runs.flatMap((run) => JSON.parse(run.steps ?? '[]') as Step[]);
      const times = runs.map((run): [number, number] => [
        Number(run.started_at),
        Number(run.finished_at),
      ]);
      const jobs = (await table(TABLE.job).where({ state: 'failed' }).select('error')) as {
        error: string | null;
      }[];
      const sum = (counter: string) =>
        steps.reduce((total, { counts }) => total + (counts[counter] ?? 0), 0);
      return {
        startedAt: Math.min(...times.map(([from]) => from)),
        finishedAt: Math.max(...times.map(([, to]) => to)),
        runs: times,
        rowsSent: sum('rows'),
        rowsRead: sum('read'),
        apiCalls: runs.map((run) => JSON.parse(run.calls ?? '{}') as ApiCalls).reduce(add, NONE),
        failures: [...runs, ...jobs].flatMap(({ error }) => error ?? []),
      };
    },

    /** Ledger rows of e-mails by state. */
    ledger: async (): Promise<Record<string, number>> => {
      const rows = (await table(TABLE.ledger)
        .where({ role: 'owner' })
        .groupBy('state')
        .select('state')
        .count({ n: '*' })) as { state: string; n: number | string }[];
      return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
    },

    contacts: (): Promise<number> => count(table(TABLE.contact)),

    /** What the schedule puts into the queue every few minutes. */
    queueScheduledSync: async (integrationId: number): Promise<void> => {
      const now = Date.now();
      await table(TABLE.job).insert({
        kind: 'sync',
        payload: JSON.stringify({ integrationId, trigger: 'schedule' }),
        dedupe: `sync:${integrationId}`,
        state: 'waiting',
        run_at: now,
        attempts: 0,
        created_at: now,
      });
    },
  };
};

const NONE: ApiCalls = { read: 0, write: 0, poll: 0, byEndpoint: {} };

const add = (a: ApiCalls, b: ApiCalls): ApiCalls => {
  const byEndpoint = { ...a.byEndpoint };
  for (const [name, calls] of Object.entries(b.byEndpoint ?? {}))
    byEndpoint[name] = (byEndpoint[name] ?? 0) + calls;
  return { read: a.read + b.read, write: a.write + b.write, poll: a.poll + b.poll, byEndpoint };
};
