import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Knex } from 'knex';
import { checkEmail } from '../core/email';
import { whereAmong } from './bulk';
import type { Db, Dialect } from './db';
import { columnOf } from './list-query/fields';

/** Host rows looked at by one statement: below 30 ms on SQLite, which answers nobody else meanwhile. */
const WIDTH: Record<Dialect, number> = { sqlite: 5000, postgres: 50_000, mysql: 20_000 };

/** Characters that databases trim or lower in ways of their own: such values are compared here. */
const UNUSUAL: Record<Dialect, string> = {
  sqlite: "?? glob '*[^ -~]*'",
  postgres: "?? ~ '[^ -~]'",
  mysql: "?? regexp '[^ -~]'",
};

/**
 * Records of a collection with one of these normalised e-mails in an attribute of their own: e-mail ->
 * documentId. All versions and locales count. One walk over the table, in ranges, however many are
 * asked for.
 */
export const recordsByEmail = async (
  db: Db,
  collection: string,
  attribute: string,
  emails: string[]
): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  if (emails.length === 0) return found;
  const asked = new Set(emails);
  const { tableName } = db.strapi.db.metadata.get(collection);
  const column = columnOf(db, collection, attribute);
  for (let after = 0; ;) {
    const range = db.table(tableName).select('id').where('id', '>', after);
    const last = await db.knex
      .max<{ id: number | null }>('id as id')
      .from(range.orderBy('id').limit(WIDTH[db.dialect]).as('range'))
      .first();
    if (!last?.id) return found;
    const rows = db.table(tableName).where('id', '>', after).where('id', '<=', last.id);
    const likely = (await alike(db, rows, column, emails).select({
      docId: 'document_id',
      email: column,
    })) as { docId: string; email: unknown }[];
    for (const { docId, email } of likely) {
      const check = checkEmail(email);
      if (check.kind === 'ok' && asked.has(check.norm)) found.set(check.norm, docId);
    }
    after = last.id;
    await yieldToOthers();
  }
};

/** Rows that may hold one of these e-mails; what is read of them is compared exactly. */
const alike = (
  db: Db,
  rows: Knex.QueryBuilder,
  column: string,
  emails: string[]
): Knex.QueryBuilder =>
  rows.where((any) => {
    const lowered = db.knex.raw('lower(trim(??))', [column]);
    void whereAmong(db, any, lowered, emails);
    void any.orWhereRaw(UNUSUAL[db.dialect], [column]);
  });
