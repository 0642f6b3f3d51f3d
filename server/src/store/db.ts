import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

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
   * Runs `work` in one transaction of its own. Keep it to one batch: on SQLite every other query of
   * the site waits for it. Inside, use `trx` only (a raw query would wait for itself), and no HTTP.
   */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
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
    transaction: (work) =>
      strapi.db.transaction(async ({ trx }) => work(trx as Knex.Transaction)) as Promise<never>,
  };
};
