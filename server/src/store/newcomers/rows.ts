import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Connection } from '../connections';
import type { Db } from '../db';
import { OPEN, SETTLED, type NewcomerKind } from './kinds';

/** What was found out about a newcomer. */
export type Settlement = {
  emailNorm: string;
  kind: NewcomerKind;
  docId?: string | null;
  attribute?: string | null;
  reason?: string | null;
};

const SEEN: BulkTarget = {
  table: TABLE.newcomer,
  columns: {
    connection_id: 'int',
    email_norm: 'text',
    kind: 'text',
    seen_at: 'ms',
    changed_at: 'ms',
  },
  key: ['connection_id', 'email_norm'],
  replace: ['seen_at'],
};

const SETTLE: BulkTarget = {
  table: TABLE.newcomer,
  columns: {
    connection_id: 'int',
    email_norm: 'text',
    kind: 'text',
    doc_id: 'text',
    attribute: 'text',
    reason: 'text',
    changed_at: 'ms',
  },
  key: ['connection_id', 'email_norm'],
  replace: ['kind', 'doc_id', 'attribute', 'reason', 'changed_at'],
};

/** Rows changed by one statement. */
const BATCH = 1000;

/** Reading and writing what is known of newcomers. */
export const createNewcomerRows = (db: Db) => {
  const table = (trx?: Knex.Transaction) => db.table(TABLE.newcomer, trx);
  const of = (connectionId: number, ...kinds: NewcomerKind[]) =>
    table().where({ connection_id: connectionId }).whereIn('kind', kinds);

  const settle = async (
    connectionId: number,
    settled: Settlement[],
    now: number,
    trx?: Knex.Transaction
  ): Promise<void> => {
    const rows = settled.map(({ emailNorm, kind, docId, attribute, reason }) => ({
      connection_id: connectionId,
      email_norm: emailNorm,
      kind,
      doc_id: docId ?? null,
      attribute: attribute ?? null,
      reason: reason ?? null,
      changed_at: now,
    }));
    await bulkUpsert(db, SETTLE, rows, trx);
  };

  /** Turns one kind into another, a batch at a time; answers how many it were. */
  const turn = async (
    connectionId: number,
    from: NewcomerKind,
    to: NewcomerKind,
    now: number
  ): Promise<number> => {
    let turned = 0;
    for (;;) {
      const ids: number[] = await of(connectionId, from).orderBy('id').limit(BATCH).pluck('id');
      if (ids.length === 0) return turned;
      await whereAmong(db, table(), 'id', ids).update({ kind: to, changed_at: now });
      turned += ids.length;
    }
  };

  return {
    /**
     * Notes people whom a read of the book has just seen and who are no members: those not known yet
     * become `kind`, those last seen before `since` (ms) count as seen now. Answers how many are new.
     */
    see: async (
      connectionId: number,
      emails: string[],
      { kind, since }: { kind: 'older' | 'new'; since: number },
      now: number
    ): Promise<number> => {
      const asked = [...new Set(emails)].sort();
      const query = table().where({ connection_id: connectionId });
      const rows: { email_norm: string; seen_at: number | null }[] = await whereAmong(
        db,
        query,
        'email_norm',
        asked
      ).select('email_norm', 'seen_at');
      const seenAt = new Map(rows.map((row) => [row.email_norm, row.seen_at ?? 0]));
      const unknown = asked.filter((email) => !seenAt.has(email));
      const again = asked.filter((email) => (seenAt.get(email) ?? Infinity) < since);
      await bulkUpsert(
        db,
        SEEN,
        [...unknown, ...again].map((email) => ({
          connection_id: connectionId,
          email_norm: email,
          kind,
          seen_at: now,
          changed_at: now,
        }))
      );
      return unknown.length;
    },

    /** The option was switched on again: who came before that is one of the older people. */
    age: (connectionId: number, now: number) => turn(connectionId, 'new', 'older', now),

    /** Somebody asked for records of the older people too. Answers how many it concerns. */
    wake: (connectionId: number, now: number) => turn(connectionId, 'older', 'new', now),

    settle,

    /** Whether there may be anything to do for a connection. */
    pending: async (connectionId: number): Promise<boolean> =>
      (await of(connectionId, 'new', 'refused', 'made').first('id')) !== undefined,

    /** Records that were made and are not linked yet, in key order. */
    made: (connectionId: number, limit: number): Promise<{ emailNorm: string; docId: string }[]> =>
      of(connectionId, 'made').orderBy('id').limit(limit).select({
        emailNorm: 'email_norm',
        docId: 'doc_id',
      }) as unknown as Promise<{ emailNorm: string; docId: string }[]>,

    /** Who has become a member by another way is no newcomer any more. */
    forget: async (connectionId: number, emails: string[], trx: Knex.Transaction) => {
      for (const part of chunks(emails, BATCH)) {
        const open = table(trx).where({ connection_id: connectionId }).whereIn('kind', OPEN);
        await whereAmong(db, open, 'email_norm', part).delete();
      }
    },

    /** Members of these ledger rows whose records were deleted never become records again. */
    bury: async (
      { id, collection }: Pick<Connection, 'id' | 'collection'>,
      ledgerIds: number[],
      now: number,
      trx: Knex.Transaction
    ): Promise<void> => {
      const host = db.strapi.db.metadata.get(collection).tableName;
      const record = db
        .table(`${host} as h`)
        .whereRaw('?? = ??', ['h.document_id', 'l.doc_id'])
        .select(db.knex.raw('1'));
      for (const part of chunks(ledgerIds, BATCH)) {
        const rows = whereAmong(db, db.table(`${TABLE.ledger} as l`, trx), 'l.id', part)
          .whereNotNull('l.email_norm')
          .whereNotNull('l.doc_id')
          .whereNotExists(record.clone())
          .select({ emailNorm: 'l.email_norm', docId: 'l.doc_id' });
        const gone = (await rows) as { emailNorm: string; docId: string }[];
        await settle(
          id,
          gone.map((row) => ({ ...row, kind: 'deleted' })),
          now,
          trx
        );
      }
    },

    /**
     * A contact has another address. Nobody is doubled for it: whoever is a member, or has had a
     * record, is known under the new one too; somebody who may become a record yet moves there.
     */
    follow: async (
      connectionId: number,
      { from, to, isMember }: { from: string; to: string; isMember: boolean },
      now: number
    ): Promise<void> => {
      const at = (emailNorm: string) =>
        table().where({ connection_id: connectionId, email_norm: emailNorm });
      const before: { kind: NewcomerKind; doc_id: string | null } | undefined = await at(
        from
      ).first('kind', 'doc_id');
      if (isMember || (before && SETTLED.includes(before.kind))) {
        const docId = before?.doc_id ?? null;
        await settle(connectionId, [{ emailNorm: to, kind: 'known', docId }], now);
      } else if (before) {
        if (await at(to).first('id')) await at(from).delete();
        else await at(from).update({ email_norm: to });
      }
    },
  };
};
