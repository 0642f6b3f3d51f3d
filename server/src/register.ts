import type { Core } from '@strapi/strapi';
import { hooks } from '@strapi/utils';
import { appOf, framePolicyOf, trackingOf } from './app';
import { HOOK, PLUGIN_ID, UID } from './constants';
import { leanModels } from './content-types';
import { takeSnapshot } from './sync/lists/snapshot';
import { marketingListRules, type DocumentContext } from './tracking/marketing-list-rules';

/** Before the database exists: tables, custom fields, middlewares, and the off switch for other plugins' doors. */
export const register = ({ strapi }: { strapi: Core.Strapi }) => {
  const models = strapi.get('models') as { add(model: unknown): void };
  leanModels.forEach((model) => models.add(model));

  strapi.customFields.register([
    { name: 'collection', plugin: PLUGIN_ID, type: 'string' },
    { name: 'email-field', plugin: PLUGIN_ID, type: 'string' },
    {
      name: 'filter',
      plugin: PLUGIN_ID,
      type: 'json',
      inputSize: { default: 12, isResizable: false },
    },
    { name: 'record-locale', plugin: PLUGIN_ID, type: 'string' },
    { name: 'record-version', plugin: PLUGIN_ID, type: 'enumeration' },
  ]);

  const registered = strapi.get('hooks') as { set(name: string, hook: unknown): void };
  for (const name of Object.values(HOOK))
    registered.set(name, hooks.createAsyncSeriesWaterfallHook());

  closeGraphQL(strapi);
  guardMarketingLists(strapi);
  const tracking = trackingOf(strapi);
  strapi.documents.use((ctx, next) => tracking.middleware(ctx as DocumentContext, next) as never);

  // Before the site's own middlewares are there, so around all of them.
  const frames = framePolicyOf(strapi);
  strapi.server.use((ctx, next) => frames.middleware(ctx, next));
};

/** A save is never undone by a snapshot that failed: the list says that it has none. */
const guardMarketingLists = (strapi: Core.Strapi) => {
  const rules = marketingListRules({
    repositories: () => appOf(strapi).repositories,
    takeSnapshot: async (listId) => {
      const app = appOf(strapi);
      await takeSnapshot(app, listId).catch((error: unknown) => app.logger.error(String(error)));
    },
  });
  strapi.documents.use((ctx, next) => rules(ctx as DocumentContext, next) as never);
};

type ShadowCrud = { shadowCRUD(uid: string): { disable(): void } };

/** The GraphQL plugin would offer queries and mutations for every content type, ours included. */
const closeGraphQL = (strapi: Core.Strapi) => {
  const extension = strapi.plugin('graphql')?.service('extension') as ShadowCrud | undefined;
  Object.values(UID).forEach((uid) => extension?.shadowCRUD(uid).disable());
};
