import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type { Payload } from '../core/member-decision';
import { bulkUpsert, whereAmong, type BulkTarget } from './bulk';
import type { Db } from './db';
import { ledgerQuery } from './ledger/rows';

/** A contact with its pulled values; `newsSince` as the column of that name says. */
export type PulledContact = {
  id: number;
  email: string;
  emailNorm: string;
  remote: Payload;
  agreed: Payload | null;
  newsSince: number | null;
};

/** What was decided about a contact. */
export type SettledNews = Pick<PulledContact, 'email' | 'emailNorm' | 'agreed'> & {
  /** Null: everything is decided. */
  newsSince: number | null;
};

type Row = Omit<PulledContact, 'remote' | 'agreed'> & { remote: string; agreed: string | null };

const COLUMNS = {
  id: 'c.id',
  email: 'c.email',
  emailNorm: 'c.email_norm',
  remote: 'c.remote',
  agreed: 'c.agreed',
  newsSince: 'c.news_since',
};

const fromRow = ({ remote, agreed, ...row }: Row): PulledContact => ({
  ...row,
  remote: JSON.parse(remote) as Payload,
  agreed: agreed === null ? null : (JSON.parse(agreed) as Payload),
});

const SETTLED: BulkTarget = {
  table: TABLE.contact,
  columns: {
    integration_id: 'int',
    email: 'text',
    email_norm: 'text',
    agreed: 'text',
    news_since: 'ms',
  },
  key: ['integration_id', 'email_norm'],
  replace: ['agreed', 'news_since'],
};

/** Contacts whose values changed at the vendor. */
export const createContactNews = (db: Db) => {
  const pulled = (integrationId: number): Knex.QueryBuilder =>
    db
      .table(`${TABLE.contact} as c`)
      .where({ 'c.integration_id': integrationId })
      .whereNotNull('c.remote');

  return {
    /** Contacts with news, in key order after `after`. */
    next: async (integrationId: number, after: number, limit: number): Promise<PulledContact[]> => {
      const rows = pulled(integrationId)
        .where('c.news_since', '>=', 0)
        .where('c.id', '>', after)
        .orderBy('c.id')
        .limit(limit)
        .select(COLUMNS);
      return ((await rows) as Row[]).map(fromRow);
    },

    /** Contacts of these e-mails, as far as their values were pulled. */
    ofEmails: async (integrationId: number, emails: string[]): Promise<PulledContact[]> => {
      const rows = whereAmong(db, pulled(integrationId), 'c.email_norm', emails);
      return ((await rows.orderBy('c.id').select(COLUMNS)) as Row[]).map(fromRow);
    },

    /** Contacts of staged rows of a connection, in the order of the rows after `after`. */
    staged: async (
      connectionId: number,
      integrationId: number,
      after: number,
      limit: number
    ): Promise<(PulledContact & { rowId: number })[]> => {
      const rows: (Row & { rowId: number })[] = await ledgerQuery(db)
        .join(`${TABLE.contact} as c`, (join) => {
          join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
        })
        .where({ 'l.connection_id': connectionId, 'l.state': 'staged' })
        .where('l.id', '>', after)
        .whereNotNull('c.remote')
        .orderBy('l.id')
        .limit(limit)
        .select({ ...COLUMNS, rowId: 'l.id' });
      return rows.map(({ rowId, ...row }) => ({ ...fromRow(row), rowId }));
    },

    settle: (integrationId: number, contacts: SettledNews[], trx: Knex.Transaction) =>
      bulkUpsert(
        db,
        SETTLED,
        contacts.map(({ email, emailNorm, agreed, newsSince }) => ({
          integration_id: integrationId,
          email,
          email_norm: emailNorm,
          agreed: agreed === null ? null : JSON.stringify(agreed),
          news_since: newsSince,
        })),
        trx
      ),
  };
};
