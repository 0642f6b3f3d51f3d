import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { testDatabase } from './database';
import type { Commands, Message, Request } from './parallel-commands';
import { ROOT } from './paths';
import { call, signIn, type Answer } from './site';

type ParallelAnswer = { data: unknown; error?: { details?: { code?: string } } };

/** One of several sites in processes of their own on one database. */
export type ParallelSite = {
  /** Calls an admin route of this process as the administrator. */
  post(route: string, body?: unknown): Promise<Answer<ParallelAnswer>>;
  ask<Name extends keyof Commands>(
    name: Name,
    argument: Parameters<Commands[Name]>[0]
  ): ReturnType<Commands[Name]>;
  /** Ends it; nothing is cleaned up after SIGKILL. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

type Waiting = { resolve(result: unknown): void; reject(error: Error): void };

/** Starts a site on a database whose administrator is registered already, schedules off. */
export const startParallelSite = async (database: string): Promise<ParallelSite> => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(ROOT, 'tests/support/parallel-child.ts')],
    {
      cwd: ROOT,
      env: { ...process.env, ...testDatabase(database) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }
  );
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: Message) => {
      if (message.kind === 'listening') return resolve(message.url);
      const { id, result, error } = message;
      if (error === undefined) waiting.get(id)?.resolve(result);
      else waiting.get(id)?.reject(new Error(error));
      waiting.delete(id);
    });
    child.once('exit', () => {
      const gone = new Error('the process has ended');
      reject(gone);
      for (const one of waiting.values()) one.reject(gone);
    });
  });
  const token = await signIn(url, true);
  return {
    post: (route, body) => call(url, 'POST', route, body, token),
    ask: ((name: Request['name'], argument: unknown) =>
      new Promise((resolve, reject) => {
        requests += 1;
        waiting.set(requests, { resolve, reject });
        child.send({ id: requests, name, argument } satisfies Request);
      })) as ParallelSite['ask'],
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
};
