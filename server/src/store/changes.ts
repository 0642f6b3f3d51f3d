import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { whereAmong } from './bulk';
import type { Db, Dialect } from './db';

export type Change = { id: number; docId: string; version: number };

/** A mark is newer than what was marked before; null says nothing. */
const AGAIN: Record<Dialect, string> = {
  sqlite: `on conflict (connection_id, doc_id) do update
    set version = ??.version + 1, marked_at = coalesce(excluded.marked_at, ??.marked_at)`,
  postgres: `on conflict (connection_id, doc_id) do update
    set version = ??.version + 1, marked_at = coalesce(excluded.marked_at, ??.marked_at)`,
  mysql: `on duplicate key update
    version = ??.version + 1, marked_at = coalesce(values(marked_at), ??.marked_at)`,
};

/** A record that was saved (`markedAt`, ms), or one that leads to such a record (null). */
type Noted = { docId: string; markedAt: number | null };

/** PostgreSQL takes a column of nothing but nulls for text. */
const MARKED_AT: Record<Dialect, string> = {
  sqlite: '?',
  postgres: '?::double precision',
  mysql: '?',
};

/** Per connection the records to look at again. */
export const createChanges = (db: Db) => ({
  /** Adds records of a connection; one that waits already is noted as changed once more. */
  add: async (connectionId: number, records: Noted[]): Promise<void> => {
    const table = db.tableName(TABLE.change);
    for (const part of chunks(records, 300)) {
      const tuples = part.map(() => `(?, ?, 1, ${MARKED_AT[db.dialect]})`).join(', ');
      await db.statement(() =>
        db.knex.raw(
          `insert into ?? (connection_id, doc_id, version, marked_at)
             values ${tuples} ${AGAIN[db.dialect]}`,
          [
            table,
            ...part.flatMap(({ docId, markedAt }) => [connectionId, docId, markedAt]),
            table,
            table,
          ]
        )
      );
    }
  },

  /** A connection's changes in the order of their records, after the record `after`. */
  next: (connectionId: number, after: string, limit: number): Promise<Change[]> =>
    db
      .table(TABLE.change)
      .where({ connection_id: connectionId })
      .where('doc_id', '>', after)
      .orderBy('doc_id')
      .limit(limit)
      .select({ id: 'id', docId: 'doc_id', version: 'version' }) as unknown as Promise<Change[]>,

  /** When these records of a connection were last saved (ms), as far as that was not looked at yet. */
  markedAt: async (connectionId: number, docIds: string[]): Promise<Map<string, number>> => {
    const query = db.table(TABLE.change).where({ connection_id: connectionId });
    const rows: { docId: string; markedAt: number }[] = await whereAmong(
      db,
      query.whereNotNull('marked_at'),
      'doc_id',
      docIds
    ).select({ docId: 'doc_id', markedAt: 'marked_at' });
    return new Map(rows.map((row) => [row.docId, row.markedAt]));
  },

  /** Takes away changes that were staged, in the transaction that did; those noted again meanwhile stay. */
  consume: async (changes: Change[], trx: Knex.Transaction): Promise<void> => {
    const byVersion = new Map<number, number[]>();
    for (const { id, version } of changes) {
      byVersion.set(version, [...(byVersion.get(version) ?? []), id]);
    }
    for (const [version, ids] of byVersion) {
      await whereAmong(db, db.table(TABLE.change, trx), 'id', ids).where({ version }).delete();
    }
  },
});
