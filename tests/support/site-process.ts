import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { testDatabase } from './database';
import { ROOT } from './paths';

type SiteProcess = {
  child: ChildProcess;
  url: string;
  /** Sends the signal and waits for the end; answers its exit code and how long it took. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; ms: number }>;
};

/** Starts the playground as a process of its own on a database that exists, schedules off. */
export const startSiteProcess = async (
  database: string,
  config: Record<string, unknown> = {}
): Promise<SiteProcess> => {
  const child = spawn(process.execPath, [path.join(ROOT, 'tests/support/site-child.mjs')], {
    env: {
      ...process.env,
      ...testDatabase(database),
      DOTMAILER_PLUGIN_CONFIG: JSON.stringify({
        schedules: { sync: false, uploads: false, reconcile: false, retention: false },
        ...config,
      }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => {
      const listening = /listening (\S+)/.exec(String(text))?.[1];
      if (listening) resolve(listening);
    });
    child.on('exit', () => reject(new Error('the site did not start')));
  });
  return {
    child,
    url,
    end: async (signal) => {
      const asked = Date.now();
      const ended = once(child, 'exit');
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return { code, ms: Date.now() - asked };
    },
  };
};
