import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { Db } from '../db';
import type { Hold } from '../holds';
import type { Removal } from '../removals';
import { ledgerQuery } from './rows';

/** A removal job, and the connection its rows belong to. */
type RemovalKey = Pick<Removal, 'id' | 'connectionId'>;

export type LeavingRow = { id: number; emailNorm: string; email: string; remoteId: number | null };

/** Leavers, the guard's counts, and rows a removal job carries. */
export const createLedgerRemoval = (db: Db) => {
  const exported = (connectionId: number) =>
    ledgerQuery(db)
      .where({ 'l.connection_id': connectionId, 'l.role': 'owner' })
      .whereNotNull('l.exported_at')
      // Whoever opted out is in the book no more.
      .whereNot('l.state', 'opted-out');

  const leaving = (connectionId: number) => exported(connectionId).where('l.state', 'leaving');

  /** Through the index of states: few rows are on their way out. */
  const carried = ({ id, connectionId }: RemovalKey, trx?: Knex.Transaction) =>
    db
      .table(TABLE.ledger, trx)
      .where({ connection_id: connectionId, state: 'removing', removal_id: id });

  const count = async (query: Knex.QueryBuilder): Promise<number> => {
    const row = await query.count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  };

  return {
    /** Members in the book through us, leavers included; whose removal is on its way is not. */
    countExported: (connectionId: number) =>
      count(exported(connectionId).whereNot('l.state', 'removing')),
    countLeaving: (connectionId: number) => count(leaving(connectionId)),
    /** Leavers that the approval (hold) does not cover. */
    countLeavingOutside: (connectionId: number, holdId: number) =>
      count(
        leaving(connectionId).where((any) => {
          any.whereNull('l.hold_id').orWhereNot('l.hold_id', holdId);
        })
      ),
    countLeavingUnder: (connectionId: number, holdId: number) =>
      count(leaving(connectionId).where('l.hold_id', holdId)),

    /**
     * The connection is being closed with everybody taken off its book: exported members leave, rows
     * of people who never were in the book go.
     */
    allLeave: async (connectionId: number, now: number): Promise<void> => {
      const rows = () => db.table(TABLE.ledger).where({ connection_id: connectionId });
      await rows()
        .whereIn('state', ['none', 'staged', 'acknowledged', 'refused', 'held', 'opted-out'])
        .where((any) => {
          any
            .whereNull('exported_at')
            .orWhere({ state: 'opted-out' })
            .orWhereNot({ role: 'owner' });
        })
        .delete();
      await rows()
        .whereIn('state', ['staged', 'acknowledged', 'refused', 'held'])
        .update({ state: 'leaving', changed_at: now });
    },

    /** Marks the present leavers as those the question is about. */
    putUnderHold: (connectionId: number, holdId: number): Promise<number> =>
      db
        .table(TABLE.ledger)
        .where({ connection_id: connectionId, role: 'owner', state: 'leaving' })
        .update({ hold_id: holdId }),

    /** First e-mails of a hold, for the person who decides. */
    sampleUnderHold: async (
      { connectionId, id, kind }: Pick<Hold, 'connectionId' | 'id' | 'kind'>,
      limit: number
    ): Promise<string[]> => {
      const state = kind === 'removal' ? 'leaving' : 'acknowledged';
      const rows: { email: string }[] = await ledgerQuery(db)
        .where({ 'l.connection_id': connectionId, 'l.state': state, 'l.hold_id': id })
        .orderBy('l.id')
        .limit(limit)
        .select('l.email');
      return rows.map((row) => row.email);
    },

    /** The next leavers with their remote ids, at most `limit`; with a hold only those it covers. */
    nextLeaving: (
      connectionId: number,
      integrationId: number,
      holdId: number | null,
      limit: number
    ): Promise<LeavingRow[]> => {
      const query = leaving(connectionId)
        .leftJoin(`${TABLE.contact} as c`, (join) => {
          join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
        })
        .orderBy('l.id')
        .limit(limit)
        .select({
          id: 'l.id',
          emailNorm: 'l.email_norm',
          email: 'l.email',
          remoteId: 'c.remote_id',
        });
      if (holdId !== null) query.where('l.hold_id', holdId);
      return query as unknown as Promise<LeavingRow[]>;
    },

    /** Puts rows under a removal job, in the transaction that creates it. */
    carryByRemoval: async (
      ids: number[],
      removalId: number,
      now: number,
      trx: Knex.Transaction
    ) => {
      for (const part of chunks(ids, 500)) {
        await db
          .table(TABLE.ledger, trx)
          .whereIn('id', part)
          .where({ state: 'leaving' })
          .update({ state: 'removing', removal_id: removalId, changed_at: now });
      }
    },

    remoteIdsOfRemoval: async (
      { id, connectionId }: RemovalKey,
      integrationId: number
    ): Promise<number[]> => {
      const rows: { remoteId: number }[] = await ledgerQuery(db)
        .join(`${TABLE.contact} as c`, (join) => {
          join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
        })
        .where({ 'l.connection_id': connectionId, 'l.state': 'removing', 'l.removal_id': id })
        .whereNotNull('c.remote_id')
        .select({ remoteId: 'c.remote_id' });
      return rows.map((row) => row.remoteId);
    },

    /** The vendor has taken them off: membership and its acknowledgement end. */
    completeRemoval: (removal: RemovalKey): Promise<number> => carried(removal).delete(),

    /**
     * The job failed: its rows leave with the next one. Nobody knows whom it took off all the same,
     * so whoever comes back is sent again. Answers their e-mails.
     */
    revertRemoval: async (
      removal: RemovalKey,
      now: number,
      trx: Knex.Transaction
    ): Promise<string[]> => {
      const rows = () => carried(removal, trx);
      const emails: { email_norm: string }[] = await rows().select('email_norm');
      await rows().update({
        state: 'leaving',
        removal_id: null,
        hash: null,
        acknowledged_at: null,
        changed_at: now,
      });
      return emails.map((row) => row.email_norm);
    },
  };
};
