import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { Db } from '../db';
import { ledgerQuery } from './rows';

export type MissingRow = { id: number; docId: string | null; emailNorm: string };

/** With the vendor's id of the contact, null when the vendor never told one. */
type MissingContact = MissingRow & { remoteId: number | null };

/** Comparing the ledger with a full read of its book. */
export const createLedgerFullRead = (db: Db) => {
  /** Acknowledged before the read began, and not seen by it. */
  const missing = (connectionId: number, readAt: number) =>
    ledgerQuery(db)
      .where({ 'l.connection_id': connectionId, 'l.role': 'owner', 'l.state': 'acknowledged' })
      .where('l.acknowledged_at', '<', readAt)
      .where((any) => {
        any.whereNull('l.seen_at').orWhere('l.seen_at', '<', readAt);
      });

  return {
    markSeen: async (connectionId: number, emails: string[], readAt: number): Promise<void> => {
      for (const part of chunks(emails, 500)) {
        await db
          .table(TABLE.ledger)
          .where({ connection_id: connectionId })
          .whereIn('email_norm', part)
          .update({ seen_at: readAt });
      }
    },

    /** Members the vendor has acknowledged to be in the book. */
    countAcknowledged: async (connectionId: number): Promise<number> => {
      const row = await ledgerQuery(db)
        .where({ 'l.connection_id': connectionId, 'l.state': 'acknowledged' })
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },

    countMissing: async (connectionId: number, readAt: number): Promise<number> => {
      const row = await missing(connectionId, readAt).count({ n: '*' }).first();
      return Number(row?.n ?? 0);
    },

    /** Members the read has not seen, in key order after `after`. */
    nextMissing: (
      connectionId: number,
      integrationId: number,
      { readAt, after }: { readAt: number; after: number },
      limit: number
    ): Promise<MissingContact[]> =>
      missing(connectionId, readAt)
        .where('l.id', '>', after)
        .leftJoin(`${TABLE.contact} as c`, (join) => {
          join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
        })
        .orderBy('l.id')
        .limit(limit)
        .select({
          id: 'l.id',
          docId: 'l.doc_id',
          emailNorm: 'l.email_norm',
          remoteId: 'c.remote_id',
        }) as unknown as Promise<MissingContact[]>,

    /** Marks the missing rows as those a question is about. */
    putMissingUnderHold: async (connectionId: number, readAt: number, holdId: number) => {
      for (let after = 0; ;) {
        const rows: { id: number }[] = await missing(connectionId, readAt)
          .where('l.id', '>', after)
          .orderBy('l.id')
          .limit(500)
          .select({ id: 'l.id' });
        const last = rows[rows.length - 1];
        if (!last) return;
        await db
          .table(TABLE.ledger)
          .whereIn(
            'id',
            rows.map((row) => row.id)
          )
          .update({ hold_id: holdId });
        after = last.id;
      }
    },

    /** Members a question is about, in key order after `after`. */
    nextUnderHold: (
      connectionId: number,
      holdId: number,
      after: number,
      limit: number
    ): Promise<MissingRow[]> =>
      ledgerQuery(db)
        .where({ 'l.connection_id': connectionId, 'l.state': 'acknowledged', 'l.hold_id': holdId })
        .where('l.id', '>', after)
        .orderBy('l.id')
        .limit(limit)
        .select({ id: 'l.id', docId: 'l.doc_id', emailNorm: 'l.email_norm' }) as unknown as Promise<
        MissingRow[]
      >,
  };
};
