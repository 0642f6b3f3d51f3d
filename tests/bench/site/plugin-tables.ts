import type { Core } from '@strapi/strapi';
import { TABLE } from '../../../server/src/constants';
import type { ApiCalls } from '../report';

/** A step of a run, with its counters. */
export type Step = { name: string; counts: Record<string, number> };

/** What the plugin is doing, for waiting and for the screen. */
export type Work = {
  busy: boolean;
  /** The newest step of the newest run, with its counters. */
  step: Step | null;
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

/** Where the runs stood at some moment, and the calls of the newest row, which a quiet run adds its own to. */
export type RunMark = { id: number; calls: ApiCalls };

type RunRow = {
  id: number;
  status: string;
  error: string | null;
  started_at: string | number;
  finished_at: string | number;
  /** Of the last of the quiet runs that this row stands for. */
  last_started_at: string | number | null;
  last_id: number | null;
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
  const newest = async (column: string): Promise<RunRow | undefined> =>
    (await table(TABLE.run).whereNotNull(column).orderBy(column, 'desc').first()) as
      RunRow | undefined;
  const runsAfter = (mark: RunMark): Promise<RunRow[]> =>
    table(TABLE.run)
      .where('id', '>', mark.id)
      .orWhere('last_id', '>', mark.id)
      .orderBy('id') as unknown as Promise<RunRow[]>;

  return {
    /** Back to a plugin without integrations, lists and people. */
    empty: async (): Promise<void> => {
      for (const name of Object.values(TABLE)) await table(name).truncate();
    },

    markRuns: async (): Promise<RunMark> => {
      const [last, quiet] = [await newest('id'), await newest('last_id')];
      return {
        id: Math.max(last?.id ?? 0, quiet?.last_id ?? 0),
        calls: last ? callsOf(last) : NONE,
      };
    },

    work: async (): Promise<Work> => {
      const jobs = await count(table(TABLE.job).whereIn('state', ['waiting', 'claimed']));
      const uploads = await count(table(TABLE.upload).where({ open: true }));
      const run = await newest('id');
      const steps = JSON.parse(run?.steps ?? '[]') as Step[];
      const step = steps.at(-1);
      return {
        busy: jobs > 0 || uploads > 0 || run?.status === 'running',
        step: step ? { name: step.name, counts: step.counts } : null,
      };
    },

    factsAfter: async (mark: RunMark): Promise<RunFacts> => {
      const runs = await runsAfter(mark);
      const steps = runs.flatMap((run) => JSON.parse(run.steps ?? '[]') as Step[]);
      const times = runs.map((run): [number, number] => [
        Number(run.last_started_at ?? run.started_at),
        Number(run.finished_at),
      ]);
      const jobs = (await table(TABLE.job).where({ state: 'failed' }).select('error')) as {
        error: string | null;
      }[];
      const counted = (counter: string) =>
        steps.reduce((total, { counts }) => total + (counts[counter] ?? 0), 0);
      return {
        startedAt: Math.min(...times.map(([from]) => from)),
        finishedAt: Math.max(...times.map(([, to]) => to)),
        runs: times,
        rowsSent: counted('rows'),
        rowsRead: READ.reduce((rows, counter) => rows + counted(counter), 0),
        // The row of quiet runs adds their calls up: those from before the mark are taken off.
        apiCalls: runs
          .map((run) => (run.id <= mark.id ? sum(callsOf(run), mark.calls, -1) : callsOf(run)))
          .reduce((total, calls) => sum(total, calls, 1), NONE),
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

    /** Rows of what people did with campaigns. */
    campaignRows: async (): Promise<number> =>
      (await count(table(TABLE.activity))) + (await count(table(TABLE.campaignEvent))),

    /** Back to a plugin that has heard of no campaign. */
    forgetCampaigns: async (): Promise<void> => {
      for (const name of [
        TABLE.campaign,
        TABLE.campaignBook,
        TABLE.campaignLink,
        TABLE.campaignEvent,
        TABLE.campaignSummary,
        TABLE.activity,
        TABLE.marketingCampaign,
      ])
        await table(name).truncate();
      await table(TABLE.cursor).where('feed', 'like', 'campaign%').delete();
    },

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

/** Counters of rows that were read of a feed or a report. */
const READ = ['read', 'recipients', 'opens', 'clicks', 'pageViews'];

const NONE: ApiCalls = { read: 0, write: 0, poll: 0, byEndpoint: {} };

const callsOf = ({ calls }: RunRow): ApiCalls => (calls ? (JSON.parse(calls) as ApiCalls) : NONE);

/** `a` and `times` times `b`, without endpoints that come to nothing. */
const sum = (a: ApiCalls, b: ApiCalls, times: 1 | -1): ApiCalls => {
  const byEndpoint = { ...a.byEndpoint };
  for (const [name, calls] of Object.entries(b.byEndpoint)) {
    byEndpoint[name] = (byEndpoint[name] ?? 0) + times * calls;
    if (byEndpoint[name] === 0) delete byEndpoint[name];
  }
  return {
    read: a.read + times * b.read,
    write: a.write + times * b.write,
    poll: a.poll + times * b.poll,
    byEndpoint,
  };
};
