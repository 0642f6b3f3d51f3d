import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from '../support/paths';
import { call, signIn } from '../support/site';
import type { Leftovers } from './leftovers';
import type { Commands, Message, Request } from './site/commands';
import type { Step } from './site/plugin-tables';

/** Characters kept of what a site's process prints. */
const LAST_WORDS = 4000;
const LOOK_EVERY_MS = 100;

/** A running site in a process of its own. */
export type BenchSite = {
  /** Calls an admin route as the administrator and answers its body. Throws on any other than 2xx. */
  request<T>(method: 'GET' | 'POST' | 'PUT', route: string, body?: unknown): Promise<T>;
  /** Has the site's process do something for the bench. */
  ask<Name extends keyof Commands>(
    name: Name,
    ...args: Parameters<Commands[Name]>
  ): Promise<Awaited<ReturnType<Commands[Name]>>>;
  onProgress(listener: (rows: number) => void): void;
  stop(): Promise<void>;
};

export type SiteStart = {
  database: Record<string, string>;
  /** Origin of the vendor; null for a site without the plugin. */
  vendorUrl: string | null;
  /** True when the database has an administrator already. */
  known: boolean;
  leftovers: Leftovers;
};

const environmentOf = ({
  database,
  vendorUrl,
}: Pick<SiteStart, 'database' | 'vendorUrl'>): Record<string, string> => ({
  ...database,
  NODE_ENV: 'production',
  SERVE_ADMIN: 'false',
  PUBLIC_URL: '',
  STRAPI_TELEMETRY_DISABLED: 'true',
  DOTMAILER_ENABLED: String(vendorUrl !== null),
  DOTMAILER_WORKER: 'on',
  DOTMAILER_API_ENTRY_URL: vendorUrl ?? '',
  DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
  /** The bench says when something runs; uploads left in flight are looked after as they would be. */
  DOTMAILER_PLUGIN_CONFIG: JSON.stringify({
    schedules: { sync: false, reconcile: false, retention: false },
  }),
});

/** Boots the playground with the built plugin as in production. */
export const startBenchSite = async (start: SiteStart): Promise<BenchSite> => {
  const child = start.leftovers.process(
    spawn(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', path.join(ROOT, 'tests/bench/site/child.ts')],
      {
        cwd: ROOT,
        env: { ...process.env, ...environmentOf(start) },
        // What libraries print is shown when the process ends unasked.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }
    )
  );
  const { url, ask, onProgress } = await connectTo(child);
  const token = await signIn(url, start.known);
  return {
    ask,
    onProgress,
    request: async (method, route, body) => {
      const answer = await call(url, method, route, body, token);
      if (answer.status < 300) return answer.body as never;
      throw new Error(
        `${method} ${route} answered ${answer.status}: ${JSON.stringify(answer.body)}`
      );
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** Waits until nothing is queued, running or in flight. */
export const untilIdle = async (
  site: BenchSite,
  onStep: (step: Step | null) => void
): Promise<void> => {
  for (;;) {
    const { busy, step } = await site.ask('work');
    if (!busy) return;
    onStep(step);
    await delay(LOOK_EVERY_MS);
  }
};

type Waiting = { resolve(result: unknown): void; reject(error: Error): void };

const connectTo = async (child: ChildProcess) => {
  const waiting = new Map<number, Waiting>();
  const words = lastWordsOf(child);
  let listener: (rows: number) => void = () => undefined;
  let requests = 0;
  const listening = new Promise<string>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.kind === 'listening') resolve(message.url);
      else if (message.kind === 'progress') listener(message.rows);
      else settle(message);
    });
    child.once('exit', () => {
      const gone = new Error(`The process of the site has ended\n${words()}`);
      reject(gone);
      for (const { reject: fail } of waiting.values()) fail(gone);
      waiting.clear();
    });
  });
  const settle = ({ id, result, error }: Extract<Message, { kind: 'answer' }>) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error));
  };
  const ask = (name: Request['name'], ...args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      requests += 1;
      waiting.set(requests, { resolve, reject });
      const request: Request = { id: requests, name, args };
      child.send(request);
    });
  return {
    url: await listening,
    ask: ask as BenchSite['ask'],
    onProgress: (next: typeof listener) => {
      listener = next;
    },
  };
};

/** The end of what the process has printed so far. */
const lastWordsOf = (child: ChildProcess): (() => string) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + String(chunk)).slice(-LAST_WORDS);
    });
  }
  return () => text;
};
