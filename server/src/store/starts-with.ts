import type { Knex } from 'knex';

/**
 * `column` begins with `text`, ignoring case alike on all three databases (SQLite: for ASCII
 * letters). The text is taken literally: `%` and `_` are no wildcards.
 */
export const startsWith = (knex: Knex, column: string, text: string): Knex.Raw => {
  const literal = text.toLowerCase().replace(/[!%_]/g, (character) => `!${character}`);
  return knex.raw("lower(??) like ? escape '!'", [column, `${literal}%`]);
};
