import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { Payload } from '../../core/member-decision';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import { ledgerQuery } from './rows';

/** A staged row as the upload needs it; `agreed` are the values the vendor last acknowledged. */
export type StagedRow = {
  id: number;
  docId: string | null;
  bornAt: number;
  email: string;
  emailNorm: string;
  payload: string;
  /** Why its values cannot be sent, in words; null when they can. */
  problem: string | null;
  /** When the vendor acknowledged the membership; null: it must be sent whatever the values are. */
  acknowledgedAt: number | null;
  agreed: string | null;
  /** Not null while values of the vendor's wait to be judged. */
  newsSince: number | null;
};

/** A member with what is wanted, agreed on and held by the vendor. */
export type PulledRow = {
  id: number;
  email: string;
  emailNorm: string;
  wanted: Payload;
  agreed: Payload;
  remote: Payload;
};

/** A row of another connected list that feeds the same contact. */
export type OtherClaim = Pick<StagedRow, 'docId' | 'bornAt' | 'emailNorm' | 'payload'> & {
  connectionId: number;
  /** A file is on its way with it, and with the contact's values. */
  inFlight: boolean;
};

/** Reason code of rows that were refused here, because of a value. */
const UNSENDABLE = 'mapping';

/** Rows looked at again by one statement. */
const SHARED_PAGE = 1000;

/** Reading what waits for an upload. */
export const createLedgerStaged = (db: Db) => ({
  /** Staged rows in key order after `after`. */
  next: (
    connectionId: number,
    integrationId: number,
    after: number,
    limit: number
  ): Promise<StagedRow[]> =>
    ledgerQuery(db)
      .leftJoin(`${TABLE.contact} as c`, (join) => {
        join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
      })
      .where({ 'l.connection_id': connectionId, 'l.state': 'staged' })
      .where('l.id', '>', after)
      .orderBy('l.id')
      .limit(limit)
      .select({
        id: 'l.id',
        docId: 'l.doc_id',
        bornAt: 'l.born_at',
        email: 'l.email',
        emailNorm: 'l.email_norm',
        payload: 'l.payload',
        problem: 'l.problem',
        acknowledgedAt: 'l.acknowledged_at',
        agreed: 'c.agreed',
        newsSince: 'c.news_since',
      }) as unknown as Promise<StagedRow[]>,

  /** Members whose values were sent and pulled, in key order after `after`; those in flight wait. */
  pulled: async (
    connectionId: number,
    integrationId: number,
    after: number,
    limit: number
  ): Promise<PulledRow[]> => {
    const rows: Record<'wanted' | 'agreed' | 'remote', string>[] = await ledgerQuery(db)
      .join(`${TABLE.contact} as c`, (join) => {
        join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
      })
      .where({ 'l.connection_id': connectionId, 'l.role': 'owner' })
      .whereIn('l.state', ['acknowledged', 'staged'])
      .where('l.id', '>', after)
      .whereNotNull('c.agreed')
      .whereNotNull('c.remote')
      .orderBy('l.id')
      .limit(limit)
      .select({
        id: 'l.id',
        email: 'l.email',
        emailNorm: 'l.email_norm',
        wanted: 'l.payload',
        agreed: 'c.agreed',
        remote: 'c.remote',
      });
    return rows.map(({ wanted, agreed, remote, ...row }) => ({
      ...(row as Pick<PulledRow, 'id' | 'email' | 'emailNorm'>),
      wanted: JSON.parse(wanted) as Payload,
      agreed: JSON.parse(agreed) as Payload,
      remote: JSON.parse(remote) as Payload,
    }));
  },

  /** Members of these e-mails in other connections, whose records feed the same contacts. */
  elsewhere: async (
    connectionIds: number[],
    emails: string[]
  ): Promise<Map<string, OtherClaim[]>> => {
    const claims = new Map<string, OtherClaim[]>();
    if (connectionIds.length === 0) return claims;
    const query = ledgerQuery(db)
      .whereIn('l.connection_id', connectionIds)
      .where('l.role', 'owner')
      .whereNotIn('l.state', ['leaving', 'removing'])
      .whereNotNull('l.payload')
      .select({
        connectionId: 'l.connection_id',
        docId: 'l.doc_id',
        bornAt: 'l.born_at',
        emailNorm: 'l.email_norm',
        payload: 'l.payload',
        state: 'l.state',
        carried: 'l.carried',
      });
    const rows: (OtherClaim & { state: string; carried: string | null })[] = await whereAmong(
      db,
      query,
      'l.email_norm',
      emails
    );
    for (const { state, carried, ...claim } of rows) {
      const others = claims.get(claim.emailNorm) ?? [];
      const inFlight = state === 'sent' && carried !== '';
      claims.set(claim.emailNorm, [...others, { ...claim, inFlight }]);
    }
    return claims;
  },

  /** The book has the people of these records already, though not through us: only values can be owed. */
  areInBook: async (
    connectionId: number,
    docIds: string[],
    now: number,
    trx: Knex.Transaction
  ): Promise<void> => {
    for (const part of chunks(docIds, 500)) {
      await db
        .table(TABLE.ledger, trx)
        .where({ connection_id: connectionId, role: 'owner', state: 'staged' })
        .whereNull('acknowledged_at')
        .whereIn('doc_id', part)
        .update({ acknowledged_at: now, exported_at: now });
    }
  },

  /** Rows whose values cannot be sent are refused for the reason they were staged with. */
  refuse: async (ids: number[], now: number): Promise<void> => {
    for (const part of chunks(ids, 1000)) {
      await whereAmong(db, db.table(TABLE.ledger), 'id', part)
        .where({ state: 'staged' })
        .whereNotNull('problem')
        .update({
          state: 'refused',
          reason_code: UNSENDABLE,
          reason: db.knex.ref('problem'),
          changed_at: now,
        });
    }
  },

  /**
   * Stages acknowledged rows, of a page after the row `after`, whose e-mail is a member of other
   * connections too: the upload finds out what they owe. Answers where to go on, null at the end.
   */
  lookAgainAtShared: async (
    connectionId: number,
    others: number[],
    after: number,
    now: number
  ): Promise<number | null> => {
    const shared = ledgerQuery(db)
      .where({ 'l.connection_id': connectionId, 'l.role': 'owner', 'l.state': 'acknowledged' })
      .where('l.id', '>', after)
      .whereExists(
        db
          .table(`${TABLE.ledger} as o`)
          .select(db.knex.raw('1'))
          .whereIn('o.connection_id', others)
          .where('o.role', 'owner')
          .whereRaw('?? = ??', ['o.email_norm', 'l.email_norm'])
      )
      .orderBy('l.id')
      .limit(SHARED_PAGE)
      .select({ id: 'l.id' });
    const ids = ((await shared) as { id: number }[]).map(({ id }) => id);
    const staged = db.table(TABLE.ledger).where({ state: 'acknowledged' });
    await whereAmong(db, staged, 'id', ids).update({ state: 'staged', changed_at: now });
    return ids.length < SHARED_PAGE ? null : (ids[ids.length - 1] ?? null);
  },
});
