import type { Core } from '@strapi/strapi';
import { appOf, trackingOf } from './app';
import { ACTIONS, PLUGIN_ID } from './constants';
import { compareEmailsExactly } from './store/exact-emails';
import { checkSite } from './sync/integrations/site-check';
import { marketingListLifecycles } from './tracking/marketing-list-rules';
import { startWorkWhenReady } from './work';

type ActionProvider = { registerMany(actions: unknown[]): Promise<void> };

/** After the database is ready. Makes no remote call: a slow vendor must not slow a start. */
export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }) => {
  const permissions = strapi.service('admin::permission') as unknown as {
    actionProvider: ActionProvider;
  };
  await permissions.actionProvider.registerMany(
    ACTIONS.map((action) => ({ section: 'plugins', pluginName: PLUGIN_ID, ...action }))
  );
  strapi.db.lifecycles.subscribe(
    marketingListLifecycles(() => appOf(strapi).repositories) as never
  );
  strapi.db.lifecycles.subscribe(trackingOf(strapi).lifecycles as never);
  await compareEmailsExactly(appOf(strapi).repositories.db);
  await checkSite(appOf(strapi));
  await followConnections(strapi);
  startWorkWhenReady(strapi);
};

/** Lists are connected on other nodes too: this one learns within a minute whose saves to mark. */
const FOLLOW_MS = 60_000;

const followConnections = async (strapi: Core.Strapi): Promise<void> => {
  const { lifecycle, logger } = appOf(strapi);
  const tracking = trackingOf(strapi);
  await tracking.refresh();
  const timer = setInterval(() => {
    tracking.refresh().catch((error: unknown) => logger.warn(String(error)));
  }, FOLLOW_MS);
  timer.unref();
  lifecycle.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
};
