import type { Knex } from 'knex';
import { isMeasured } from './who';

type Driver = { _query(connection: unknown, query: { sql: string }): Promise<unknown> };

/** Called as a statement is sent; answers what is called once it was answered, with its time. */
export type OnStatement = (sql: string) => (milliseconds: number) => void;

/**
 * Tells of every statement of the site, the ends of transactions too: knex's own events leave those
 * out, and on SQLite a commit is most of what a write costs. Answers what ends it.
 */
export const watchStatements = (knex: Knex, onStatement: OnStatement): (() => void) => {
  // What a client and its transactions have in common.
  const client = knex.client as { constructor: { prototype: Driver } };
  const driver = client.constructor.prototype;
  const original = driver._query;
  driver._query = async function (this: Driver, connection, query) {
    if (!isMeasured()) return original.call(this, connection, query);
    const onAnswer = onStatement(query.sql);
    const begin = performance.now();
    try {
      return await original.call(this, connection, query);
    } finally {
      onAnswer(performance.now() - begin);
    }
  };
  return () => {
    driver._query = original;
  };
};

/** Begins or ends a transaction: takes time, but asks for nothing. */
export const isTransactionControl = (sql: string): boolean =>
  /^(begin|commit|rollback|savepoint|release|set transaction)\b/i.test(sql);
