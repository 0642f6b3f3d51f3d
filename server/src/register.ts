import type { Core } from '@strapi/strapi';
import { PLUGIN_ID } from './constants';
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
};
