import type { Core } from '@strapi/strapi';
import { PLUGIN_ID, UID } from './constants';
import { leanModels } from './content-types';

/** Before the database exists: tables, custom fields, and the off switch for other plugins' doors. */
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

  closeGraphQL(strapi);
};

type ShadowCrud = { shadowCRUD(uid: string): { disable(): void } };

/** The GraphQL plugin would offer queries and mutations for every content type, ours included. */
const closeGraphQL = (strapi: Core.Strapi) => {
  const extension = strapi.plugin('graphql')?.service('extension') as ShadowCrud | undefined;
  Object.values(UID).forEach((uid) => extension?.shadowCRUD(uid).disable());
};
