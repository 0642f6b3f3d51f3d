import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { Payload } from '../../core/member-decision';
import type { Db } from '../db';
import { ledgerQuery } from './rows';

/** A staged row as the upload needs it; `agreed` are the values the vendor last acknowledged. */
export type StagedRow = {
  id: number;
  email: string;
  emailNorm: string;
  payload: string;
  agreed: string | null;
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
        email: 'l.email',
        emailNorm: 'l.email_norm',
        payload: 'l.payload',
        agreed: 'c.agreed',
      }) as unknown as Promise<StagedRow[]>,

  /** What members of these e-mails in other connected lists want to have at the vendor. */
  wantedElsewhere: async (
    integrationId: number,
    connectionId: number,
    emails: string[]
  ): Promise<Map<string, Payload[]>> => {
    const wanted = new Map<string, Payload[]>();
    for (const part of chunks(emails, 500)) {
      const rows: { emailNorm: string; payload: string }[] = await ledgerQuery(db)
        .join(`${TABLE.connection} as k`, 'k.id', 'l.connection_id')
        .where({ 'k.integration_id': integrationId, 'l.role': 'owner' })
        .whereNotNull('k.open_list')
        .whereNot('l.connection_id', connectionId)
        .whereNotIn('l.state', ['leaving', 'removing'])
        .whereNotNull('l.payload')
        .whereIn('l.email_norm', part)
        .select({ emailNorm: 'l.email_norm', payload: 'l.payload' });
      for (const { emailNorm, payload } of rows) {
        const others = wanted.get(emailNorm) ?? [];
        wanted.set(emailNorm, [...others, JSON.parse(payload) as Payload]);
      }
    }
    return wanted;
  },
});
