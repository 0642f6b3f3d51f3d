import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { whereAmong } from './bulk';
import type { Db, Dialect } from './db';

type ListRecordKind = 'picked' | 'frozen' | 'removed';
type RemovedRecord = {
  id: number;
  docId: string;
  reason: string | null;
  createdAt: number;
};
type ListRecordCounts = Record<ListRecordKind, number>;

const UID = 'plugin::dotmailer.list-record';

/** Only ever a later date: of two snapshots at once the older must not take records from the newer. */
const CONFLICT = 'on conflict (list_id, kind, doc_id) do update set created_at =';
const RENEWED: Record<Dialect, string> = {
  sqlite: `${CONFLICT} max(${TABLE.listRecord}.created_at, excluded.created_at)`,
  postgres: `${CONFLICT} greatest(${TABLE.listRecord}.created_at, excluded.created_at)`,
  mysql: `on duplicate key update created_at = greatest(${TABLE.listRecord}.created_at, values(created_at))`,
};

/** Records a list names itself: picked (manual), frozen (static) and removed (any). */
export const createListRecords = (db: Db) => {
  const table = () => db.table(TABLE.listRecord);
  const of = (listId: string, kind: ListRecordKind) => table().where({ list_id: listId, kind });

  const counted = async (query: Knex.QueryBuilder): Promise<number> =>
    Number((await query.count({ n: '*' }).first())?.n ?? 0);

  const insert = async (
    listId: string,
    kind: ListRecordKind,
    docIds: string[],
    now: number,
    reason: string | null
  ): Promise<number> => {
    let added = 0;
    for (const part of chunks([...new Set(docIds)], db.insertBatch)) {
      const known: { doc_id: string }[] = await of(listId, kind)
        .whereIn('doc_id', part)
        .select('doc_id');
      const taken = new Set(known.map((row) => row.doc_id));
      const rows = part
        .filter((docId) => !taken.has(docId))
        .map((docId) => ({ list_id: listId, kind, doc_id: docId, reason, created_at: now }));
      if (rows.length === 0) continue;
      await table().insert(rows).onConflict(['list_id', 'kind', 'doc_id']).ignore();
      added += rows.length;
    }
    return added;
  };

  /** INSERT … SELECT of documentIds; a record already there gets the date if it is newer. */
  const insertSelect = async (
    listId: string,
    kind: ListRecordKind,
    docIds: Knex.QueryBuilder,
    now: number
  ): Promise<void> => {
    const rows = db.knex
      // A number, not a binding: PostgreSQL would take an untyped one for text.
      .select(db.knex.raw('?, ?', [listId, kind]), 'r.docId', db.knex.raw(String(Math.trunc(now))))
      .from(docIds.as('r'))
      // SQLite reads ON CONFLICT after a select without WHERE as a part of a join.
      .whereNotNull('r.docId')
      .toSQL();
    const renewed = RENEWED[db.dialect];
    await db.knex.raw(`insert into ?? (list_id, kind, doc_id, created_at) ${rows.sql} ${renewed}`, [
      db.tableName(TABLE.listRecord),
      ...rows.bindings,
    ]);
  };

  return {
    /** Hand-picked members. Answers how many were not there before. */
    pick: (listId: string, docIds: string[], now: number) =>
      insert(listId, 'picked', docIds, now, null),

    /** Adds records to a static list as it stands; the next snapshot decides anew. */
    join: (listId: string, docIds: string[], now: number) =>
      insert(listId, 'frozen', docIds, now, null),

    /** Ends membership until `restore`, whatever the filter or the next snapshot says. */
    remove: (listId: string, docIds: string[], reason: string, now: number) =>
      insert(listId, 'removed', docIds, now, reason),

    /** How many were removed for this reason after `since` (ms). */
    countRemovedSince: (listId: string, reason: string, since: number) =>
      counted(of(listId, 'removed').where({ reason }).where('created_at', '>', since)),

    restore: async (listId: string, docIds: string[]): Promise<void> => {
      for (const part of chunks(docIds, 500)) {
        await of(listId, 'removed').whereIn('doc_id', part).delete();
      }
    },

    /**
     * Adds the records `docIds` selects (one column, `docId`) to the snapshot taken at `takenAt`.
     * One statement: keep the select to one range of keys.
     */
    freeze: (listId: string, docIds: Knex.QueryBuilder, takenAt: number) =>
      insertSelect(listId, 'frozen', docIds, takenAt),

    /** Ends a snapshot: what an older one had and this one did not find is dropped. */
    dropFrozenBefore: async (listId: string, takenAt: number): Promise<void> => {
      await of(listId, 'frozen').where('created_at', '<', takenAt).delete();
    },

    /** Gives the copy of a manual list the picks of the original; removals are the original's own. */
    copyPicks: (from: string, to: string, now: number) =>
      insertSelect(to, 'picked', of(from, 'picked').select('doc_id as docId'), now),

    /** Everything of a list that is gone or reads another collection. Joins the ambient transaction. */
    clear: async (listId: string): Promise<void> => {
      await db.strapi.db.query(UID).deleteMany({ where: { listId } });
    },

    counts: async (listId: string): Promise<ListRecordCounts> => ({
      picked: await counted(of(listId, 'picked')),
      frozen: await counted(of(listId, 'frozen')),
      removed: await counted(of(listId, 'removed')),
    }),

    /** Removed records in key order; `after` is the id of the last one before. */
    removedPage: (listId: string, after: number, limit: number): Promise<RemovedRecord[]> =>
      of(listId, 'removed').where('id', '>', after).orderBy('id').limit(limit).select({
        id: 'id',
        docId: 'doc_id',
        reason: 'reason',
        createdAt: 'created_at',
      }) as unknown as Promise<RemovedRecord[]>,

    /** From which of these lists a record was removed. */
    removedFrom: (
      listIds: string[],
      docId: string
    ): Promise<(Omit<RemovedRecord, 'docId'> & { listId: string })[]> =>
      whereAmong(db, table(), 'list_id', listIds)
        .where({ kind: 'removed', doc_id: docId })
        .orderBy('id')
        .select({
          id: 'id',
          listId: 'list_id',
          reason: 'reason',
          createdAt: 'created_at',
        }) as unknown as Promise<(Omit<RemovedRecord, 'docId'> & { listId: string })[]>,

    /** Which of these records the list has removed, with the reason. */
    removedOf: async (listId: string, docIds: string[]): Promise<Map<string, string | null>> => {
      const removed = new Map<string, string | null>();
      for (const part of chunks(docIds, 500)) {
        const rows: { doc_id: string; reason: string | null }[] = await of(listId, 'removed')
          .whereIn('doc_id', part)
          .select('doc_id', 'reason');
        for (const row of rows) removed.set(row.doc_id, row.reason);
      }
      return removed;
    },
  };
};
