import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { whereAmong } from './bulk';
import type { Db, Dialect } from './db';

/** `markedAt`: when the record was last saved (ms). */
export type Mark = { id: number; uid: string; docId: string; version: number; markedAt: number };

const AGAIN: Record<Dialect, string> = {
  sqlite: 'on conflict (uid, doc_id) do update set version = ??.version + 1, marked_at = ?',
  postgres: 'on conflict (uid, doc_id) do update set version = ??.version + 1, marked_at = ?',
  mysql: 'on duplicate key update version = ??.version + 1, marked_at = ?',
};

/** Change marks: which records were saved since a synchronisation last looked. */
export const createMarks = (db: Db) => ({
  /** Marks a record as saved, in the transaction of the save if there is one: one statement. */
  put: (uid: string, docId: string, now: number): Promise<void> =>
    db.transaction(async (trx) => {
      const table = db.tableName(TABLE.mark);
      await db.knex
        .raw(
          `insert into ?? (uid, doc_id, version, marked_at) values (?, ?, 1, ?) ${AGAIN[db.dialect]}`,
          [table, uid, docId, now, table, now]
        )
        .transacting(trx);
    }),

  any: async (): Promise<boolean> => (await db.table(TABLE.mark).first('id')) !== undefined,

  /** Marks in key order after `after`. */
  next: (after: number, limit: number): Promise<Mark[]> =>
    db.table(TABLE.mark).where('id', '>', after).orderBy('id').limit(limit).select({
      id: 'id',
      uid: 'uid',
      docId: 'doc_id',
      version: 'version',
      markedAt: 'marked_at',
    }) as unknown as Promise<Mark[]>,

  /**
   * Takes away marks whose meaning is stored elsewhere by now; one that was renewed meanwhile stays.
   * A record that is being saved right now is left alone: no save ever waits for this, or it for a save.
   */
  consume: (marks: Mark[]): Promise<void> =>
    db.transaction(async (trx) => {
      for (const part of chunks(marks, 1000)) {
        const versions = new Map(part.map((mark) => [mark.id, mark.version]));
        const free: Pick<Mark, 'id' | 'version'>[] = await unlocked(
          db,
          whereAmong(db, db.table(TABLE.mark, trx), 'id', [...versions.keys()])
        ).select('id', 'version');
        const same = free.filter(({ id, version }) => versions.get(id) === version);
        await whereAmong(
          db,
          db.table(TABLE.mark, trx),
          'id',
          same.map(({ id }) => id)
        ).delete();
      }
    }),
});

/** SQLite has one writer at a time: there is nothing to skip. */
const unlocked = (db: Db, query: Knex.QueryBuilder): Knex.QueryBuilder =>
  db.dialect === 'sqlite' ? query : query.forUpdate().skipLocked();
