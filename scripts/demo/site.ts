import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Core } from '@strapi/strapi';
import type * as Strapi from '@strapi/strapi';
import type { OwnAccount } from './options';

const ROOT = path.resolve(__dirname, '../..');
const PLAYGROUND = path.join(ROOT, 'playground');

export const ADMIN = {
  email: 'admin@example.com',
  password: 'Playground1',
  firstname: 'Ada',
  lastname: 'Admin',
};

/** The playground, running in this process on a fresh SQLite file and a free port. */
export type Site = {
  strapi: Core.Strapi;
  url: string;
  /** Calls an admin route as the administrator and answers its body. Throws on any other than 2xx. */
  request<T>(method: 'GET' | 'POST' | 'PUT', route: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
};

/** Strapi through `require`: its ES modules import folders, which Node refuses. */
const { createStrapi } = createRequire(__filename)('@strapi/strapi') as typeof Strapi;

const freePort = async (): Promise<number> => {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
};

const setEnvironment = (folder: string, port: number, account: OwnAccount) =>
  Object.assign(process.env, {
    NODE_ENV: 'development',
    SERVE_ADMIN: 'true',
    HOST: '127.0.0.1',
    PORT: String(port),
    /** Where Email Studio comes back to: the session of the address below. */
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_CLIENT: 'sqlite',
    DATABASE_FILENAME: path.join(folder, 'demo.db'),
    DOTMAILER_API_ENTRY_URL: account.entryUrl,
    DOTMAILER_API_ALLOWED_HOSTS: account.allowedHosts.join(','),
    DOTMAILER_PLUGIN_CONFIG: '{}',
    STRAPI_TELEMETRY_DISABLED: 'true',
  });

const post = async <T>(url: string, method: string, token: string | null, body?: unknown) => {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return (text ? JSON.parse(text) : null) as T;
};

/** Strapi would end the process at Ctrl-C; the demo has more to close than Strapi, and in order. */
const keepingSignals = <T>(create: () => T): T => {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const ours = signals.map((signal) => process.listeners(signal));
  const created = create();
  signals.forEach((signal, place) => {
    for (const listener of process.listeners(signal)) {
      if (!ours[place]?.includes(listener)) process.off(signal, listener);
    }
  });
  return created;
};

/** Starts the playground with its admin panel and registers the first administrator. */
export const startSite = async (account: OwnAccount): Promise<Site> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dotmailer-demo-'));
  const port = await freePort();
  setEnvironment(folder, port, account);
  const strapi = keepingSignals(() =>
    createStrapi({ appDir: PLAYGROUND, distDir: path.join(PLAYGROUND, 'dist') })
  );
  strapi.log.level = 'error';
  await strapi.start();

  const url = `http://127.0.0.1:${port}`;
  type SignedIn = { data: { token: string } };
  const { data } = await post<SignedIn>(`${url}/admin/register-admin`, 'POST', null, ADMIN);
  let token = data.token;
  const signIn = async () => {
    const { email, password } = ADMIN;
    const answer = await post<SignedIn>(`${url}/admin/login`, 'POST', null, { email, password });
    token = answer.data.token;
  };
  return {
    strapi,
    url,
    request: async (method, route, body) => {
      try {
        return await post(`${url}${route}`, method, token, body);
      } catch (error) {
        /** Access tokens are short-lived; an account with a tight call limit outlasts them. */
        if (!(error instanceof Error && error.message.includes('answered 401'))) throw error;
        await signIn();
        return post(`${url}${route}`, method, token, body);
      }
    },
    stop: async () => {
      await strapi.destroy();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
};
