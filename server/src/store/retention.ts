import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type { Db } from './db';

/** Small, so that no save of an editor waits for a deletion. */
const BATCH = 500;

/** Deletes what nobody needs any more. Each call is one batch: it answers how many rows went. */
export const createRetention = (db: Db) => {
  const deleteBatch = async (
    name: string,
    old: (query: Knex.QueryBuilder) => void
  ): Promise<number> => {
    const query = db.table(name).select('id').orderBy('id').limit(BATCH);
    old(query);
    const rows = (await query) as { id: number }[];
    if (rows.length === 0) return 0;
    return db
      .table(name)
      .whereIn(
        'id',
        rows.map((row) => row.id)
      )
      .delete();
  };
  const longClosed = (before: number) =>
    db.table(TABLE.connection).where('closed_at', '<', before).select('id');

  return {
    runs: (before: number) =>
      deleteBatch(
        TABLE.run,
        (run) => void run.where('started_at', '<', before).whereNot({ status: 'running' })
      ),
    failedJobs: (before: number) =>
      deleteBatch(
        TABLE.job,
        (job) => void job.where({ state: 'failed' }).where('finished_at', '<', before)
      ),
    uploads: (before: number) =>
      deleteBatch(
        TABLE.upload,
        (upload) => void upload.where({ open: false }).where('created_at', '<', before)
      ),
    removals: (before: number) =>
      deleteBatch(
        TABLE.removal,
        (removal) => void removal.where({ open: false }).where('created_at', '<', before)
      ),
    answeredHolds: (before: number) =>
      deleteBatch(
        TABLE.hold,
        (hold) => void hold.whereIn('state', ['used', 'expired']).where('asked_at', '<', before)
      ),
    /** Opt-outs are rows of their own and stay. */
    closedLedgers: (before: number) =>
      deleteBatch(TABLE.ledger, (row) => void row.whereIn('connection_id', longClosed(before))),
  };
};
