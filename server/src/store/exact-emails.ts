import { TABLE } from '../constants';
import type { Db } from './db';

const COLLATION = 'utf8mb4_bin';
const TABLES = [TABLE.contact, TABLE.ledger, TABLE.optOut, TABLE.newcomer, TABLE.activity];

/**
 * Makes MySQL and MariaDB compare our normalised e-mails as the other databases do. Their usual
 * collations take `zoë@` for `zoe@`: one person's bounce or opt-out would be another's. Changes
 * nothing once it is done; Strapi's schema synchronisation does not look at collations.
 */
export const compareEmailsExactly = async (db: Db): Promise<void> => {
  if (db.dialect !== 'mysql') return;
  for (const table of TABLES) {
    const column = await db
      .knex('information_schema.columns')
      .where({ table_name: table, column_name: 'email_norm' })
      .whereRaw('table_schema = database()')
      .first({ collation: 'collation_name', nullable: 'is_nullable' });
    if (!column || column.collation === COLLATION) continue;
    await db.knex.raw(
      `alter table ?? modify email_norm varchar(191) character set utf8mb4 collate ${COLLATION} ${
        column.nullable === 'YES' ? 'null' : 'not null'
      }`,
      [table]
    );
  }
};
