import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { whereAmong } from '../bulk';
import type { Db } from '../db';

/**
 * Owners of these e-mails in all connections of an integration owe all their values again: the
 * acknowledged ones are staged; what a file is on its way with is looked at again after it.
 */
export const sendWhole = async (
  db: Db,
  integrationId: number,
  emails: string[],
  now: number,
  trx: Knex.Transaction
): Promise<void> => {
  const connections = db
    .table(TABLE.connection)
    .where({ integration_id: integrationId })
    .whereNotNull('open_book')
    .select('id');
  const owners = () =>
    whereAmong(
      db,
      db.table(TABLE.ledger, trx).whereIn('connection_id', connections.clone()),
      'email_norm',
      emails
    ).where({ role: 'owner' });
  await owners().where({ state: 'acknowledged' }).update({ state: 'staged', changed_at: now });
  await owners().where({ state: 'sent' }).update({ carried: '', changed_at: now });
};
