import type { Knex } from 'knex';

/**
 * `column` begins with `text`, ignoring case alike on all three databases (SQLite: for ASCII
 * letters). The text is taken literally: `%` and `_` are no wildcards.
 */
export const startsWith = (knex: Knex, column: string, text: string): Knex.Raw => {
  return knex.raw("lower(??) like ? escape '!'", [column, `${literal(text)}%`]);
};

/** `column` contains `text`, compared as by `startsWith`. */
export const contains = (knex: Knex, column: string, text: string): Knex.Raw =>
  knex.raw("lower(??) like ? escape '!'", [column, `%${literal(text)}%`]);

const literal = (text: string): string =>
  text.toLowerCase().replace(/[!%_]/g, (character) => `!${character}`);
