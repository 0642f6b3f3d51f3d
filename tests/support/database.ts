import fs from 'node:fs';
import path from 'node:path';
import knex from 'knex';
import { TMP } from './paths';

export type DatabaseClient = 'sqlite' | 'postgres' | 'mysql';

const SERVERS = {
  postgres: { driver: 'pg', port: 5432, user: 'postgres', maintenance: 'postgres' },
  mysql: { driver: 'mysql2', port: 3306, user: 'root', maintenance: 'mysql' },
} as const;

/** Where the server is: loopback with its usual port and user, unless the environment says more. */
export const serverOf = (client: Exclude<DatabaseClient, 'sqlite'>) => {
  const { DATABASE_HOST, DATABASE_PORT, DATABASE_USERNAME, DATABASE_PASSWORD } = process.env;
  const { driver, port, user, maintenance } = SERVERS[client];
  return {
    driver,
    maintenance,
    host: DATABASE_HOST || '127.0.0.1',
    port: Number(DATABASE_PORT || port),
    user: DATABASE_USERNAME || user,
    password: DATABASE_PASSWORD ?? '',
  };
};

/** Databases of one kind by name, for the playground; those of SQLite are files in `folder`. */
export const databasesOf = (client: DatabaseClient, folder: string) => {
  const file = (name: string) => path.join(folder, `${name}.db`);

  /** A connection of its own; the caller destroys it. */
  const open = (name: string) => {
    if (client === 'sqlite') {
      const connection = { filename: file(name) };
      return knex({ client: 'better-sqlite3', connection, useNullAsDefault: true });
    }
    const { driver, host, port, user, password } = serverOf(client);
    return knex({ client: driver, connection: { host, port, user, password, database: name } });
  };

  const maintain = async (statement: string) => {
    if (client === 'sqlite') return;
    const connected = open(serverOf(client).maintenance);
    try {
      await connected.raw(statement);
    } finally {
      await connected.destroy();
    }
  };

  return {
    open,
    /** Where SQLite keeps it. */
    file,
    /** Environment that points the playground at the named database. */
    environment: (name: string): Record<string, string> => {
      if (client === 'sqlite') return { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: file(name) };
      const { host, port, user, password } = serverOf(client);
      return {
        DATABASE_CLIENT: client,
        DATABASE_NAME: name,
        DATABASE_HOST: host,
        DATABASE_PORT: String(port),
        DATABASE_USERNAME: user,
        DATABASE_PASSWORD: password,
      };
    },
    create: async (name: string) => {
      if (client === 'sqlite') fs.mkdirSync(folder, { recursive: true });
      await maintain(`create database ${name}`);
      // What a power cut would lose is no test's concern: commits need not wait for the disk.
      if (client === 'postgres')
        await maintain(`alter database ${name} set synchronous_commit = off`);
    },
    /** Whoever still uses it is thrown out; one that does not exist is no failure. */
    drop: async (name: string) => {
      if (client === 'sqlite') {
        for (const end of ['', '-journal']) fs.rmSync(file(name) + end, { force: true });
      }
      const force = client === 'postgres' ? ' with (force)' : '';
      await maintain(`drop database if exists ${name}${force}`);
    },
  };
};

/** `sqlite` (default), `postgres` or `mysql`: which database the booting tests use. */
export const client = process.env.TEST_DATABASE ?? 'sqlite';

const databases = databasesOf(client as DatabaseClient, TMP);

export const {
  environment: testDatabase,
  create: createDatabase,
  drop: dropDatabase,
  open: openDatabase,
} = databases;

/**
 * What the passing of time does after a process died: its leases and its claims on jobs run out.
 * For a site that is stopped.
 */
export const expireClaims = async (name: string) => {
  const connected = databases.open(name);
  try {
    await connected('dotmailer_leases').update({ expires_at: 0 });
    await connected('dotmailer_jobs').where({ state: 'claimed' }).update({ claimed_until: 0 });
  } finally {
    await connected.destroy();
  }
};
