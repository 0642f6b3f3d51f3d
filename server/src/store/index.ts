import type { Core } from '@strapi/strapi';
import { createAddressBooks } from './address-books';
import { createDb } from './db';
import { createIntegrations } from './integrations';
import { createSettings } from './settings';

/** One repository per table family: the only place that speaks SQL or `strapi.db`. */
export const createRepositories = (strapi: Core.Strapi) => {
  const db = createDb(strapi);
  return {
    db,
    integrations: createIntegrations(db),
    addressBooks: createAddressBooks(db),
    settings: createSettings(db),
  };
};

export type Repositories = ReturnType<typeof createRepositories>;
