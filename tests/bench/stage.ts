import { createPluginApi, type PluginApi } from '../../scripts/demo/plugin-api';
import type { databasesOf } from '../support/database';
import type { Leftovers } from './leftovers';
import type { BenchOptions } from './options';
import type { Progress } from './progress';
import type { BenchSandbox } from './sandbox';
import { startBenchSite, untilIdle, type BenchSite } from './site';

export type ConnectedBook = {
  integrationId: number;
  listId: string;
  bookId: number;
  remoteId: number;
};

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
  leftovers: Leftovers;
};

type StageStart = {
  options: BenchOptions;
  sandbox: BenchSandbox;
  progress: Progress;
  databases: ReturnType<typeof databasesOf>;
  name: string;
  leftovers: Leftovers;
};

/** Creates the database, starts the site and fills it. */
export const openStage = async (start: StageStart): Promise<Stage> => {
  const { options, sandbox, progress, databases, name, leftovers } = start;
  const floor = `${name}_floor`;
  for (const each of [name, floor]) leftovers.database(() => databases.drop(each));
  await databases.create(name);
  const boot = (known: boolean) =>
    startBenchSite({
      database: databases.environment(name),
      vendorUrl: sandbox.url,
      known,
      leftovers,
    });
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
    floorDatabase: options.db === 'sqlite' ? databases.file(floor) : floor,
    settle: () => untilIdle(site, progress.showStep),
    restart: async () => {
      await site.stop();
      site = await boot(true);
    },
    fullBook: null,
    leftovers,
  };
};
