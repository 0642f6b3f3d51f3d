import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import { serverOf } from '../../support/database';
import { ROOT } from '../../support/paths';

export const KINDS = ['sqlite', 'postgres', 'mysql'] as const;
export type Kind = (typeof KINDS)[number];

/** The floor's own database, opened as Strapi opens a site's. */
export type FloorDb = {
  kind: Kind;
  knex: Knex;
  /** Runs SQL with positional bindings; answers the rows of a select. */
  rows<T>(sql: string, bindings?: unknown[], trx?: Knex.Transaction): Promise<T[]>;
  /**
   * One transaction for one batch, then a turn for everybody else. In one transaction, or without the
   * pause, everything would be faster and the site would stand still meanwhile: no floor to build on.
   */
  batch(work: (trx: Knex.Transaction) => Promise<void>): Promise<void>;
};

/** SQLite: the path of a file. The others: a name; anything that does not speak of a floor is refused. */
export const databaseName = (kind: Kind, given: string | undefined): string => {
  if (kind === 'sqlite')
    return path.resolve(given ?? path.join(ROOT, 'tests/.tmp/dotmailer-bench-floor.db'));
  const name = given ?? 'dotmailer_bench_floor';
  if (!/^\w*floor\w*$/.test(name)) throw new Error(`${name} is not the name of a floor's database`);
  return name;
};

const connect = (kind: Exclude<Kind, 'sqlite'>, database: string): Knex => {
  const { driver, host, port, user, password } = serverOf(kind);
  return knex({
    client: driver,
    connection: { host, port, user, password, database },
    pool: { min: 0, max: 10 },
  });
};

/** Strapi changes nothing about SQLite but foreign keys, and has one connection. */
const openFile = (filename: string): Knex =>
  knex({
    client: 'better-sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      afterCreate: (
        connection: { pragma(text: string): void },
        done: (error: unknown, connection: unknown) => void
      ) => {
        connection.pragma('foreign_keys = on');
        done(null, connection);
      },
    },
  });

export const openDatabase = (kind: Kind, name: string): FloorDb => {
  const connected = kind === 'sqlite' ? openFile(name) : connect(kind, name);
  return {
    kind,
    knex: connected,
    rows: async <T>(sql: string, bindings: unknown[] = [], trx?: Knex.Transaction) => {
      const answer: unknown = await (trx ?? connected).raw(sql, bindings as never);
      if (kind === 'postgres') return (answer as { rows: T[] }).rows;
      return (kind === 'mysql' ? (answer as [T[]])[0] : answer) as T[];
    },
    batch: async (work) => {
      await connected.transaction(work);
      await yieldToOthers();
    },
  };
};

export const dropDatabase = async (kind: Kind, name: string): Promise<void> => {
  if (kind === 'sqlite') {
    for (const end of ['', '-journal']) fs.rmSync(name + end, { force: true });
    return;
  }
  await maintain(kind, `drop database if exists ${name}`);
};

/** An empty database, whatever there was under the name before. */
export const createDatabase = async (kind: Kind, name: string): Promise<void> => {
  await dropDatabase(kind, name);
  if (kind === 'sqlite') fs.mkdirSync(path.dirname(name), { recursive: true });
  else await maintain(kind, `create database ${name}`);
};

const maintain = async (kind: Exclude<Kind, 'sqlite'>, statement: string): Promise<void> => {
  const connected = connect(kind, serverOf(kind).maintenance);
  try {
    await connected.raw(statement);
  } finally {
    await connected.destroy();
  }
};
