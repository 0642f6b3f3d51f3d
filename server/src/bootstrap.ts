import type { Core } from '@strapi/strapi';
import { appOf } from './app';
import { ACTIONS, PLUGIN_ID } from './constants';
import { checkSite } from './sync/integrations/site-check';

type ActionProvider = { registerMany(actions: unknown[]): Promise<void> };

/** After the database is ready. Makes no remote call: a slow vendor must not slow a start. */
export const bootstrap = async ({ strapi }: { strapi: Core.Strapi }) => {
  const permissions = strapi.service('admin::permission') as unknown as {
    actionProvider: ActionProvider;
  };
  await permissions.actionProvider.registerMany(
    ACTIONS.map((action) => ({ section: 'plugins', pluginName: PLUGIN_ID, ...action }))
  );
  await checkSite(appOf(strapi));
};
