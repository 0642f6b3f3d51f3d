import type { Core } from '@strapi/strapi';
import { appOf, framePolicyOf, trackingOf } from './app';
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
  forgetLeavers(strapi);
  await follow(strapi);
  startWorkWhenReady(strapi);
};

/** Nobody keeps a way into the vendor's application who is no longer here. */
const forgetLeavers = (strapi: Core.Strapi): void => {
  const forget = async () => {
    await appOf(strapi).repositories.studio.removeOrphans();
  };
  strapi.db.lifecycles.subscribe({
    models: ['admin::user'],
    afterDelete: forget,
    afterDeleteMany: forget,
  } as never);
};

/**
 * Lists are connected and integrations saved on other nodes too: this one learns within a minute
 * whose saves to mark, and what the panel may show in a frame.
 */
const FOLLOW_MS = 60_000;

const follow = async (strapi: Core.Strapi): Promise<void> => {
  const { lifecycle, logger } = appOf(strapi);
  const refresh = async (): Promise<void> => {
    await trackingOf(strapi).refresh();
    await framePolicyOf(strapi).refresh();
  };
  await refresh();
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => logger.warn(String(error)));
  }, FOLLOW_MS);
  timer.unref();
  lifecycle.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
};
