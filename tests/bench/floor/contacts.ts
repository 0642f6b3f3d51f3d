import { normaliseEmail } from '../../../server/src/core/email';
import type { FloorDb } from './database';
import { INTEGRATION } from './members';
import { asTable, type Columns } from './sets';
import { CONTACTS, LEDGER } from './tables';
import type { VendorContact } from './vendor';

const SEEN: Columns = {
  remote_id: 'integer',
  email: 'text',
  email_norm: 'text',
  status: 'text',
  opt_in_type: 'text',
  email_type: 'text',
};
const NAMES = Object.keys(SEEN);
/** What a contact we know already gets; agreed values are left alone. */
const REPLACED = [...NAMES.filter((name) => name !== 'email_norm'), 'status_at', 'updated_at'];

/**
 * One page of the vendor's contacts as one statement. With a connection, the values its ledger rows
 * carry become the agreed ones in the same write.
 */
export const writeContacts = (
  db: FloorDb,
  page: VendorContact[],
  connection?: number
): Promise<void> => {
  const rows = page.map(({ id, email, status, optInType, emailType }) => [
    id,
    email,
    normaliseEmail(email),
    status,
    optInType,
    emailType,
  ]);
  const seen = asTable(db.kind, SEEN, rows);
  // One look-up per row: a join to a ledger that has just been filled makes PostgreSQL hash all of it.
  const agreed =
    connection === undefined
      ? 'null'
      : `(select l.payload from ${LEDGER} as l where l.connection_id = ${connection}
          and l.email_norm = j.email_norm and l.role = 'owner' limit 1)`;
  const isMysql = db.kind === 'mysql';
  const value = (name: string) => (isMysql ? `values(${name})` : `excluded.${name}`);
  const merge = REPLACED.map((name) => `${name} = ${value(name)}`).join(', ');
  const now = Date.now();
  return db.batch(async (trx) => {
    await db.rows(
      `insert into ${CONTACTS} (integration_id, ${NAMES.join(', ')}, status_at, updated_at, agreed)
         select ${INTEGRATION}, ${NAMES.map((name) => `j.${name}`).join(', ')}, ${now}, ${now}, ${agreed}
         from ${seen.sql} where true
       ${isMysql ? 'on duplicate key update' : 'on conflict (integration_id, email_norm) do update set'} ${merge}`,
      seen.bindings,
      trx
    );
  });
};
