import { setTimeout as delay } from 'node:timers/promises';
import { createPluginApi, type PluginApi } from '../../scripts/demo/plugin-api';
import type { databasesOf } from '../support/database';
import type { BenchOptions } from './options';
import type { Progress } from './progress';
import type { BenchSandbox } from './sandbox';
import { startBenchSite, type BenchSite } from './site';

export type ConnectedBook = {
  integrationId: number;
  listId: string;
  bookId: number;
  remoteId: number;
};

const LOOK_EVERY_MS = 100;

/** The site with its N contacts and the sandbox it talks to, as the scenarios find them. */
export type Stage = {
  options: BenchOptions;
  sandbox: BenchSandbox;
  progress: Progress;
  /** The plugin's HTTP API. */
  api: PluginApi;
  ask: BenchSite['ask'];
  /** The floor's own database: its name, or its file. */
  floorDatabase: string;
  /** Waits until nothing is queued, running or in flight. */
  settle(): Promise<void>;
  /** Ends the site's process and starts another one on the same database. */
  restart(): Promise<void>;
  /** The book that holds everybody, while nobody has started over since the first push. */
  fullBook: ConnectedBook | null;
  close(): Promise<void>;
};

type StageStart = {
  options: BenchOptions;
  sandbox: BenchSandbox;
  progress: Progress;
  databases: ReturnType<typeof databasesOf>;
  name: string;
};

/** Creates the database, starts the site and fills it. */
export const openStage = async (start: StageStart): Promise<Stage> => {
  const { options, sandbox, progress, databases, name } = start;
  await databases.create(name);
  const boot = (known: boolean) =>
    startBenchSite({ database: databases.environment(name), vendorUrl: sandbox.url, known });
  let site = await boot(false);
  site.onProgress((rows) => progress.show(`${rows.toLocaleString('en')} contacts written`));
  await site.ask('seed', { contacts: options.contacts, parts: options.books });

  const ask: BenchSite['ask'] = (command, ...args) => site.ask(command, ...args);
  return {
    options,
    sandbox,
    progress,
    api: createPluginApi({ request: (method, route, body) => site.request(method, route, body) }),
    ask,
    floorDatabase: options.db === 'sqlite' ? databases.file(`${name}_floor`) : `${name}_floor`,
    settle: async () => {
      for (;;) {
        const { busy, step } = await site.ask('work');
        if (!busy) return;
        progress.showStep(step);
        await delay(LOOK_EVERY_MS);
      }
    },
    restart: async () => {
      await site.stop();
      site = await boot(true);
    },
    fullBook: null,
    close: async () => {
      await site.stop();
      await databases.drop(name);
    },
  };
};
