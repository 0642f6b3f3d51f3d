import { setTimeout as delay } from 'node:timers/promises';
import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { createPace, type Pace, type Widths } from './pace';

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/** The host's database, as the repositories use it. */
export type Db = {
  strapi: Core.Strapi;
  knex: Knex;
  dialect: Dialect;
  /** Rows per multi-row insert that all three databases take. */
  insertBatch: number;
  /** A table's name for raw statements, with the schema the site uses on PostgreSQL. */
  tableName(name: string): string;
  /** A query on one of our own tables, inside `trx` when given. */
  table(name: string, trx?: Knex.Transaction): Knex.QueryBuilder;
  /**
   * Runs `work` in one transaction of its own, or in the caller's. Keep it to one batch: on SQLite
   * every other query of the site waits for it. Inside, use `trx` only (a raw query would wait for
   * itself), and no HTTP. A transaction of its own that lost to another writer is run again from its
   * start: `work` writes to the database and nowhere else.
   */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /** The pace of a piece of work that comes in batches of rows; without `widths` it writes them. */
  pace(widths?: Widths): Pace;
  /** Runs one statement, again when it lost to another writer; not in a transaction of the caller. */
  statement<T>(run: () => PromiseLike<T>): Promise<T>;
};

/**
 * How the databases call it when one of two writers that wait for each other must begin anew:
 * PostgreSQL, MySQL, MariaDB, SQLite (several processes on one file).
 */
const LOST = new Set(['40P01', '40001', 'ER_LOCK_DEADLOCK', 'ER_CHECKREAD', 'SQLITE_BUSY']);

const MOST_ATTEMPTS = 10;

const hasLost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && LOST.has(String(error.code));

/** After a moment that grows and differs, so that the same two do not meet again. */
const againWhenLost = async <T>(run: () => PromiseLike<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (!hasLost(error) || attempt === MOST_ATTEMPTS) throw error;
      await delay(Math.random() * 10 * attempt);
    }
  }
};

const DIALECTS: Record<string, Dialect> = {
  sqlite: 'sqlite',
  postgres: 'postgres',
  mysql: 'mysql',
};

export const createDb = (strapi: Core.Strapi): Db => {
  const dialect = DIALECTS[strapi.db.dialect.client] ?? 'sqlite';
  return {
    strapi,
    knex: strapi.db.connection,
    dialect,
    insertBatch: dialect === 'sqlite' ? 400 : 1000,
    tableName: (name) => {
      const schema = strapi.db.getSchemaName();
      return schema ? `${schema}.${name}` : name;
    },
    table: (name, trx) => {
      const query = strapi.db.getConnection(name);
      return trx ? query.transacting(trx) : query;
    },
    pace: (widths) => createPace(dialect, widths),
    transaction: (work) => {
      const run = () =>
        strapi.db.transaction(async ({ trx }) => work(trx as Knex.Transaction)) as Promise<never>;
      // A statement that failed has ended the caller's transaction: only the caller can begin anew.
      return strapi.db.inTransaction() ? run() : againWhenLost(run);
    },
    statement: (run) => (strapi.db.inTransaction() ? Promise.resolve(run()) : againWhenLost(run)),
  };
};
