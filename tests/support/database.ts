import fs from 'node:fs';
import path from 'node:path';
import knex from 'knex';
import { TMP } from './paths';

/** `sqlite` (default), `postgres` or `mysql`: which database the booting tests use. */
export const client = process.env.TEST_DATABASE ?? 'sqlite';

const SERVERS = {
  postgres: { client: 'pg', port: 5432, user: 'postgres', maintenance: 'postgres' },
  mysql: { client: 'mysql2', port: 3306, user: 'root', maintenance: 'mysql' },
} as const;

const server = () => SERVERS[client as keyof typeof SERVERS];

/** Environment that points the playground at the named database. */
export const testDatabase = (name: string): Record<string, string> => {
  if (client === 'sqlite') {
    return { DATABASE_CLIENT: 'sqlite', DATABASE_FILENAME: path.join(TMP, `${name}.db`) };
  }
  return { DATABASE_CLIENT: client, DATABASE_NAME: name, DATABASE_PORT: String(server().port) };
};

const maintain = async (statement: string) => {
  const { port, user, maintenance, client: driver } = server();
  const connection = { host: '127.0.0.1', port, user, database: maintenance };
  const connected = knex({ client: driver, connection });
  try {
    await connected.raw(statement);
  } finally {
    await connected.destroy();
  }
};

export const createDatabase = async (name: string) => {
  if (client === 'sqlite') fs.mkdirSync(TMP, { recursive: true });
  else await maintain(`create database ${name}`);
};

export const dropDatabase = async (name: string) => {
  if (client === 'sqlite') fs.rmSync(path.join(TMP, `${name}.db`), { force: true });
  else await maintain(`drop database ${name}`);
};

/**
 * What the passing of time does after a process died: its leases and its claims on jobs run out.
 * For a site that is stopped.
 */
export const expireClaims = async (name: string) => {
  const connected =
    client === 'sqlite'
      ? knex({
          client: 'better-sqlite3',
          connection: { filename: path.join(TMP, `${name}.db`) },
          useNullAsDefault: true,
        })
      : knex({
          client: server().client,
          connection: {
            host: '127.0.0.1',
            port: server().port,
            user: server().user,
            database: name,
          },
        });
  try {
    await connected('dotmailer_leases').update({ expires_at: 0 });
    await connected('dotmailer_jobs').where({ state: 'claimed' }).update({ claimed_until: 0 });
  } finally {
    await connected.destroy();
  }
};
