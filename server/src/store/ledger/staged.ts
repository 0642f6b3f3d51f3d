import { TABLE } from '../../constants';
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
  /** When the vendor acknowledged the membership; null: it must be sent whatever the values are. */
  acknowledgedAt: number | null;
  agreed: string | null;
};

/** A row of another connected list that feeds the same contact. */
export type OtherClaim = Pick<StagedRow, 'docId' | 'bornAt' | 'emailNorm' | 'payload'> & {
  /** A file is on its way with it, and with the contact's values. */
  inFlight: boolean;
};

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
        acknowledgedAt: 'l.acknowledged_at',
        agreed: 'c.agreed',
      }) as unknown as Promise<StagedRow[]>,

  /** Members of these e-mails in other connections, whose records feed the same contacts. */
  elsewhere: async (
    connectionIds: number[],
    emails: string[]
  ): Promise<Map<string, OtherClaim[]>> => {
    const claims = new Map<string, OtherClaim[]>();
    const query = ledgerQuery(db)
      .whereIn('l.connection_id', connectionIds)
      .where('l.role', 'owner')
      .whereNotIn('l.state', ['leaving', 'removing'])
      .whereNotNull('l.payload')
      .select({
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
});
