import { createRepositories } from '../../server/src/store';
import { parseConfig } from '../../server/src/config';
import type { Clock, Deps, Logger } from '../../server/src/sync/deps';
import { createLifecycle } from '../../server/src/sync/lifecycle';
import type { Site } from './site';

/** Keeps what was logged, so that a test can ask for it. */
export const createLog = (): Logger & { lines: string[] } => {
  const lines: string[] = [];
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

type NodeOptions = { name?: string; clock: Clock; config?: unknown; logger?: Logger };

/**
 * One node of a cluster over the site's database: its own name, life and clock, without the vendor.
 * Several of them stand for several processes.
 */
export const createNode = (
  site: Pick<Site, 'strapi'>,
  { name, clock, config, logger }: NodeOptions
): Deps => ({
  repositories: createRepositories(site.strapi),
  dotdigital: absent('the vendor'),
  secrets: absent('secrets'),
  config: parseConfig(config, {}),
  clock,
  logger: logger ?? createLog(),
  random: () => 0.5,
  lifecycle: createLifecycle(),
  refreshTracking: async () => undefined,
  refreshFrames: async () => undefined,
  node: name ?? 'node-a',
  siteUrl: '',
  callbackUrl: '',
});

const absent = <T extends object>(what: string): T =>
  new Proxy({} as T, {
    get: () => {
      throw new Error(`This node has no ${what}`);
    },
  });
