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
  const ofSameBook = db.knex.raw(
    `?? = ?? and ?? like ${db.dialect === 'mysql' ? "concat('%:', ??)" : "'%:' || ??"}`,
    [
      `${TABLE.connection}.integration_id`,
      `${TABLE.cursor}.integration_id`,
      `${TABLE.cursor}.feed`,
      `${TABLE.connection}.book_remote_id`,
    ]
  );
  const longClosed = (before: number) =>
    db.table(TABLE.connection).where('closed_at', '<', before).select('id');

  return {
    runs: (before: number) =>
      deleteBatch(
        TABLE.run,
        (run) => void run.where('started_at', '<', before).whereNot({ status: 'running' })
      ),
    /** Conflicts are history; what is refused or waits is true until it is not. */
    conflicts: (before: number) =>
      deleteBatch(
        TABLE.valueRemark,
        (remark) => void remark.where({ kind: 'conflict' }).where('at', '<', before)
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
    audit: (before: number) =>
      deleteBatch(TABLE.audit, (entry) => void entry.where('at', '<', before)),
    /** Answered questions, and those nobody can answer any more since their connection is closed. */
    holds: (before: number) =>
      deleteBatch(
        TABLE.hold,
        (hold) =>
          void hold
            .where('asked_at', '<', before)
            .where(
              (over) =>
                void over
                  .whereIn('state', ['used', 'expired'])
                  .orWhereIn('connection_id', longClosed(before))
            )
      ),
    /** Opt-outs are rows of their own and stay. */
    closedLedgers: (before: number) =>
      deleteBatch(TABLE.ledger, (row) => void row.whereIn('connection_id', longClosed(before))),
    closedNewcomers: (before: number) =>
      deleteBatch(TABLE.newcomer, (row) => void row.whereIn('connection_id', longClosed(before))),
    /** Saved records that no connection will look at any more. */
    changes: () =>
      deleteBatch(
        TABLE.change,
        (change) =>
          void change.whereIn(
            'connection_id',
            db.table(TABLE.connection).whereNotNull('closed_at').select('id')
          )
      ),
    /** Connections that nothing refers to any more: for the end, after what belongs to them. */
    closedConnections: (before: number) =>
      deleteBatch(TABLE.connection, (connection) => {
        void connection.where('closed_at', '<', before);
        for (const name of [
          TABLE.ledger,
          TABLE.newcomer,
          TABLE.hold,
          TABLE.upload,
          TABLE.removal,
        ]) {
          const ofIt = db.knex.raw('?? = ??', [`${name}.connection_id`, `${TABLE.connection}.id`]);
          void connection.whereNotExists(db.table(name).select(db.knex.raw('1')).where(ofIt));
        }
      }),
    /**
     * Book feeds last read before then, of books nobody is connected with: a new connection reads
     * its book's feeds whole anyway.
     */
    cursors: (before: number) =>
      deleteBatch(
        TABLE.cursor,
        (cursor) =>
          void cursor
            .where('read_at', '<', before)
            .where('feed', 'like', '%:%')
            .whereNotExists(
              db
                .table(TABLE.connection)
                .select(db.knex.raw('1'))
                .whereNotNull('open_book')
                .where(ofSameBook)
            )
      ),
  };
};
