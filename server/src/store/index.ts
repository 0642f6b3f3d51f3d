import type { Core } from '@strapi/strapi';
import { createDb } from './db';
import { createIntegrations } from './integrations';

/** One repository per table family: the only place that speaks SQL or `strapi.db`. */
export const createRepositories = (strapi: Core.Strapi) => {
  const db = createDb(strapi);
  return {
    db,
    integrations: createIntegrations(db),
  };
};

export type Repositories = ReturnType<typeof createRepositories>;
