import { TABLE } from '../constants';
import type { Db } from './db';

const COLLATION = 'utf8mb4_bin';
/** Columns that hold an e-mail, some of them after a prefix. */
const COLUMNS: [table: string, column: string][] = [
  [TABLE.contact, 'email_norm'],
  [TABLE.ledger, 'email_norm'],
  [TABLE.optOut, 'email_norm'],
  [TABLE.newcomer, 'email_norm'],
  [TABLE.activity, 'email_norm'],
  [TABLE.activity, 'person_key'],
  [TABLE.campaignEvent, 'person_key'],
];

/**
 * Makes MySQL and MariaDB compare our normalised e-mails as the other databases do. Their usual
 * collations take `zoë@` for `zoe@`: one person's bounce or opt-out would be another's. Changes
 * nothing once it is done; Strapi's schema synchronisation does not look at collations.
 */
export const compareEmailsExactly = async (db: Db): Promise<void> => {
  if (db.dialect !== 'mysql') return;
  for (const [table, name] of COLUMNS) {
    const column = await db
      .knex('information_schema.columns')
      .where({ table_name: table, column_name: name })
      .whereRaw('table_schema = database()')
      .first({ collation: 'collation_name', nullable: 'is_nullable' });
    if (!column || column.collation === COLLATION) continue;
    await db.knex.raw(
      `alter table ?? modify ?? varchar(191) character set utf8mb4 collate ${COLLATION} ${
        column.nullable === 'YES' ? 'null' : 'not null'
      }`,
      [table, name]
    );
  }
};
