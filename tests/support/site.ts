import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Core } from '@strapi/strapi';
import { createDatabase, dropDatabase, testDatabase } from './database';
import { loadStrapi, PLAYGROUND } from './paths';

export const ADMIN = {
  email: 'admin@example.com',
  password: 'Playground1',
  firstname: 'Ada',
  lastname: 'Admin',
};

export type Answer<T = unknown> = { status: number; body: T };

/** A running playground Strapi with the plugin, on a fresh database and a free port. */
export type Site = {
  strapi: Core.Strapi;
  url: string;
  /** Calls an admin route with the super admin's token (or another one). */
  request<T = unknown>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    token?: string | null
  ): Promise<Answer<T>>;
  /** Stops gracefully; the database stays for `startSite({ reuse })`. */
  stop(): Promise<void>;
  /** Stops and drops the database. */
  close(): Promise<void>;
  database: string;
};

export type SiteOptions = {
  /** Plugin configuration, merged over the playground's. */
  config?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Database name of a site stopped before. */
  reuse?: string;
  /** A port of its own choice, for a site that has to know its own address. */
  port?: number;
  /** Serves the built admin panel as well (tests/support/admin-build.ts). */
  admin?: boolean;
};

/**
 * Boots the playground in this thread. Schedules are off unless the configuration turns them on:
 * tests say themselves when something runs.
 */
export const startSite = async (options: SiteOptions = {}): Promise<Site> => {
  const database = options.reuse ?? `dm_${randomUUID().slice(0, 8)}`;
  if (!options.reuse) await createDatabase(database);
  Object.assign(process.env, {
    NODE_ENV: 'test',
    SERVE_ADMIN: String(options.admin ?? false),
    DOTMAILER_PLUGIN_CONFIG: JSON.stringify({
      schedules: { sync: false, uploads: false, reconcile: false, retention: false },
      ...options.config,
    }),
    ...testDatabase(database),
    ...options.env,
  });
  const strapi = loadStrapi().createStrapi({
    appDir: PLAYGROUND,
    distDir: path.join(PLAYGROUND, 'dist'),
    autoReload: false,
    serveAdminPanel: options.admin ?? false,
  });
  strapi.log.level = process.env.DOTMAILER_TEST_LOG ?? 'error';
  await strapi.load();
  strapi.server.mount();
  await new Promise<void>((resolve) => {
    strapi.server.listen(options.port ?? 0, '127.0.0.1', () => resolve());
  });
  const address = strapi.server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  const token = await signIn(url, Boolean(options.reuse));

  const stop = () => strapi.destroy();
  return {
    strapi,
    url,
    database,
    request: (method, route, body, otherToken) =>
      call(url, method, route, body, otherToken === undefined ? token : otherToken),
    stop,
    close: async () => {
      await stop();
      await dropDatabase(database);
    },
  };
};

export const call = async <T>(
  url: string,
  method: string,
  route: string,
  body: unknown,
  token: string | null
): Promise<Answer<T>> => {
  const response = await fetch(`${url}${route}`, {
    method,
    headers: {
      'content-type': 'application/json',
      // The server drops idle connections after a while: a kept one could be gone just now.
      connection: 'close',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const answer = text === '' ? null : isJson ? (JSON.parse(text) as T) : text;
  return { status: response.status, body: answer as T };
};

export const signIn = async (url: string, known: boolean): Promise<string> => {
  const route = known ? '/admin/login' : '/admin/register-admin';
  const body = known ? { email: ADMIN.email, password: ADMIN.password } : ADMIN;
  const answer = await call<{ data: { token: string } }>(url, 'POST', route, body, null);
  if (answer.status !== 200) throw new Error(`sign-in failed: ${JSON.stringify(answer.body)}`);
  return answer.body.data.token;
};
