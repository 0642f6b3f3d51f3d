import { TABLE } from '../constants';
import type { Remark } from '../core/remarks';
import type { Db } from './db';

export type RunStatus = 'running' | 'completed' | 'warnings' | 'failed' | 'stopped';
type RunKind = 'sync' | 'full-sync' | 'uploads' | 'export' | 'data-fields' | 'campaigns';
export type RunTrigger = 'schedule' | 'manual' | 'connect' | 'terminal' | 'credentials';

/** Calls of the vendor's API that a run made. */
export type CallCounts = {
  read: number;
  write: number;
  poll: number;
  byEndpoint: Record<string, number>;
};

/** One step as it is stored and shown; times are ISO 8601. */
export type StepRecord = {
  name: string;
  /** Name of the address book it concerns, if one. */
  book: string | null;
  status: 'running' | 'completed' | 'failed' | 'skipped';
  startedAt: string;
  finishedAt: string | null;
  counts: Record<string, number>;
  message: Remark | null;
};

/** A remark on a run, with the step and the book it was made in. */
export type RunRemark = Remark & { step: string | null; book: string | null };

export type NewRun = {
  integrationId: number;
  kind: RunKind;
  trigger: RunTrigger;
  listId?: string | undefined;
};

/** A stored run; times are epoch milliseconds. */
export type RunRow = {
  id: number;
  integrationId: number;
  kind: RunKind;
  trigger: RunTrigger;
  listId: string | null;
  status: RunStatus;
  startedAt: number;
  finishedAt: number | null;
  steps: StepRecord[];
  calls: CallCounts;
  warnings: RunRemark[];
  error: RunRemark | null;
  /** How many scheduled runs in a row that found nothing to do this row stands for; null: an ordinary run. */
  times: number | null;
  /** When the last of them began. */
  lastStartedAt: number | null;
};

type RunningRun = Pick<RunRow, 'id' | 'integrationId' | 'kind'>;

/** How a run ended, or that it has not. */
export type LatestRun = Pick<RunRow, 'id' | 'integrationId' | 'status' | 'error'>;

/** A run with the names people know; empty for an integration that was deleted. */
export type NamedRun = RunRow & { integrationName: string; listName: string | null };

type RunProgress = { steps: StepRecord[]; warnings: RunRemark[]; calls: CallCounts };
export type RunEnd = RunProgress & {
  status: Exclude<RunStatus, 'running'>;
  error: RunRemark | null;
};

type RunFilter = { integrationId?: number | undefined; status?: string | undefined };
type RunPaging = { page: number; pageSize: number; order: 'asc' | 'desc' };

export const NO_CALLS: CallCounts = { read: 0, write: 0, poll: 0, byEndpoint: {} };

type Row = Record<string, unknown> & { id: number };

const remarkOf = (stored: unknown): RunRemark | null =>
  typeof stored === 'string' ? (JSON.parse(stored) as RunRemark) : null;

const fromRow = (row: Row): RunRow => ({
  id: row.id,
  integrationId: Number(row.integration_id),
  kind: row.kind as RunKind,
  trigger: row.trigger as RunTrigger,
  listId: (row.list_id as string | null) ?? null,
  status: row.status as RunStatus,
  startedAt: Number(row.started_at),
  finishedAt: row.finished_at === null ? null : Number(row.finished_at),
  steps: JSON.parse(String(row.steps ?? '[]')) as StepRecord[],
  calls: row.calls ? (JSON.parse(String(row.calls)) as CallCounts) : NO_CALLS,
  warnings: JSON.parse(String(row.warnings ?? '[]')) as RunRemark[],
  error: remarkOf(row.error),
  times: (row.times as number | null) ?? null,
  lastStartedAt: row.last_started_at ? Number(row.last_started_at) : null,
});

const progressColumns = ({ steps, warnings, calls }: RunProgress) => ({
  steps: JSON.stringify(steps),
  warnings: JSON.stringify(warnings),
  calls: JSON.stringify(calls),
});

const addCalls = (a: CallCounts, b: CallCounts): CallCounts => {
  const byEndpoint = { ...a.byEndpoint };
  for (const [endpoint, count] of Object.entries(b.byEndpoint))
    byEndpoint[endpoint] = (byEndpoint[endpoint] ?? 0) + count;
  return { read: a.read + b.read, write: a.write + b.write, poll: a.poll + b.poll, byEndpoint };
};

/** The rows of sync runs: what happened, for people. */
export const createRuns = (db: Db) => {
  const table = () => db.table(TABLE.run);
  const running = () => table().where({ status: 'running' });

  const end = (id: number, change: Record<string, unknown>): Promise<number> =>
    running().where({ id }).update(change);

  const find = async (id: number): Promise<RunRow | null> => {
    const row: Row | undefined = await table().where({ id }).first('*');
    return row ? fromRow(row) : null;
  };

  const findBefore = async ({ id, integrationId }: RunRow): Promise<RunRow | null> => {
    const row: Row | undefined = await table()
      .where({ integration_id: integrationId })
      .where('id', '<', id)
      .orderBy('id', 'desc')
      .first('*');
    return row ? fromRow(row) : null;
  };

  /** Lets the row of the quiet runs before stand for this one too; false when this one has ended. */
  const addToQuiet = (before: RunRow, run: RunRow, result: RunEnd, now: number): Promise<boolean> =>
    db.transaction(async (trx) => {
      const { id, startedAt } = run;
      const gone = await db.table(TABLE.run, trx).where({ id, status: 'running' }).delete();
      if (gone === 0) return false;
      await db
        .table(TABLE.run, trx)
        .where({ id: before.id })
        .update({
          ...progressColumns({ ...result, calls: addCalls(before.calls, result.calls) }),
          times: (before.times ?? 0) + 1,
          last_started_at: startedAt,
          last_id: id,
          finished_at: now,
        });
      return true;
    });

  const namesOf = async (name: string, key: string, values: (string | number)[]) => {
    const rows = (await db.table(name).whereIn(key, values).select([key, 'name'])) as Row[];
    return new Map(rows.map((row) => [row[key], String(row.name)]));
  };
  const withNames = async (found: RunRow[]): Promise<NamedRun[]> => {
    const listIds = found.flatMap(({ listId }) => listId ?? []);
    const integrationIds = found.map((run) => run.integrationId);
    const integrations = await namesOf(TABLE.integration, 'id', integrationIds);
    const lists = await namesOf(TABLE.marketingList, 'document_id', listIds);
    return found.map((run) => ({
      ...run,
      integrationName: integrations.get(run.integrationId) ?? '',
      listName: lists.get(run.listId) ?? null,
    }));
  };

  return {
    async start(run: NewRun, now: number): Promise<number> {
      const data = { ...run, status: 'running', startedAt: now, stopRequested: false };
      const created = (await db.strapi.db.query('plugin::dotmailer.run').create({ data })) as Row;
      return created.id;
    },

    async progress(id: number, progress: RunProgress): Promise<void> {
      await running().where({ id }).update(progressColumns(progress));
    },

    /** Nothing happens when the run was ended by somebody else meanwhile. */
    async finish(id: number, result: RunEnd, now: number): Promise<void> {
      await end(id, {
        ...progressColumns(result),
        status: result.status,
        error: result.error && JSON.stringify(result.error),
        finished_at: now,
      });
    },

    /**
     * Ends a scheduled run that found nothing to do: consecutive ones of a kind are one row, whose
     * steps are the last run's and whose calls are those of all. Answers the id of that row.
     */
    async finishQuiet(id: number, result: RunEnd, now: number): Promise<number> {
      const run = await find(id);
      if (run === null) return id;
      const before = await findBefore(run);
      const goesOn = before !== null && before.times !== null && before.kind === run.kind;
      if (goesOn && (await addToQuiet(before, run, result, now))) return before.id;
      await end(id, {
        ...progressColumns(result),
        status: result.status,
        finished_at: now,
        times: 1,
        last_started_at: run.startedAt,
      });
      return id;
    },

    /** When the last run that found nothing to do began, for each integration that had one. */
    async lastQuiet(integrationIds: number[]): Promise<Map<number, number>> {
      const rows = (await table()
        .whereIn('integration_id', integrationIds)
        .whereNotNull('last_started_at')
        .groupBy('integration_id')
        .select('integration_id')
        .max({ at: 'last_started_at' })) as { integration_id: number; at: number }[];
      return new Map(rows.map((row) => [row.integration_id, Number(row.at)]));
    },

    /** Ends a run whose process died. */
    async interrupt(id: number, error: RunRemark, now: number): Promise<void> {
      await end(id, { status: 'failed', error: JSON.stringify(error), finished_at: now });
    },

    /** False when no such run is running. */
    async requestStop(id: number): Promise<boolean> {
      return (await end(id, { stop_requested: true })) === 1;
    },

    async stopRequested(id: number): Promise<boolean> {
      const row: Row | undefined = await table().where({ id }).first('stop_requested');
      return Boolean(row?.stop_requested);
    },

    async findRunning(integrationId?: number): Promise<RunningRun[]> {
      const query = running().select({ id: 'id', integrationId: 'integration_id', kind: 'kind' });
      if (integrationId !== undefined) void query.where({ integration_id: integrationId });
      return (await query) as RunningRun[];
    },

    find,

    /** A run with its names; one that just ended in the row of quiet runs is found there. */
    async findNamed(id: number): Promise<NamedRun | null> {
      const row: Row | undefined =
        (await table().where({ id }).first('*')) ??
        (await table().where({ last_id: id }).first('*'));
      const [run] = row ? await withNames([fromRow(row)]) : [];
      return run ?? null;
    },

    /** The newest run of an integration, or null before its first. */
    async findLatest(integrationId: number): Promise<RunRow | null> {
      const row: Row | undefined = await table()
        .where({ integration_id: integrationId })
        .orderBy([
          { column: 'started_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .first('*');
      return row ? fromRow(row) : null;
    },

    /** The newest run of each of these integrations that concerned people, as far as they have one. */
    async latestOf(integrationIds: number[]): Promise<LatestRun[]> {
      const newestIds = table()
        .whereIn('integration_id', integrationIds)
        .whereNotIn('kind', ['data-fields', 'campaigns'] satisfies RunKind[])
        .groupBy('integration_id')
        .max('id');
      return (await table().whereIn('id', newestIds).select({
        id: 'id',
        integrationId: 'integration_id',
        status: 'status',
        error: 'error',
      })) as LatestRun[];
    },

    async page(filter: RunFilter, { page, pageSize, order }: RunPaging) {
      const matching = () => {
        const query = table();
        if (filter.integrationId) void query.where({ integration_id: filter.integrationId });
        if (filter.status) void query.where({ status: filter.status });
        return query;
      };
      const counted = (await matching().count({ total: '*' })) as { total: number | string }[];
      const rows = (await matching()
        .orderBy([
          { column: 'started_at', order },
          { column: 'id', order },
        ])
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select('*')) as Row[];
      return { results: await withNames(rows.map(fromRow)), total: Number(counted[0]?.total ?? 0) };
    },
  };
};
