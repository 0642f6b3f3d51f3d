import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type { Payload } from '../core/member-decision';
import { bulkUpsert, type BulkTarget } from './bulk';
import type { Db } from './db';

const AGREED: BulkTarget = {
  table: TABLE.contact,
  columns: {
    integration_id: 'int',
    email: 'text',
    email_norm: 'text',
    agreed: 'text',
    updated_at: 'ms',
  },
  key: ['integration_id', 'email_norm'],
  replace: ['agreed', 'updated_at'],
};

/** Values both sides know the vendor to hold of these contacts, in place of the former ones. */
export const agree = (
  db: Db,
  integrationId: number,
  contacts: { email: string; emailNorm: string; agreed: Payload }[],
  now: number,
  trx: Knex.Transaction
): Promise<void> =>
  bulkUpsert(
    db,
    AGREED,
    contacts.map(({ email, emailNorm, agreed }) => ({
      integration_id: integrationId,
      email,
      email_norm: emailNorm,
      agreed: JSON.stringify(agreed),
      updated_at: now,
    })),
    trx
  );
