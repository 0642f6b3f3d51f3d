import type { Core } from '@strapi/strapi';
import { createAddressBooks } from './address-books';
import { createDb } from './db';
import { createIntegrationRemains } from './integration-remains';
import { createIntegrations } from './integrations';
import { createJobs } from './jobs';
import { createLeases } from './leases';
import { createRuns } from './runs';
import { createSettings } from './settings';

/** One repository per table family: the only place that speaks SQL or `strapi.db`. */
export const createRepositories = (strapi: Core.Strapi) => {
  const db = createDb(strapi);
  return {
    db,
    jobs: createJobs(db),
    leases: createLeases(db),
    runs: createRuns(db),
    integrations: createIntegrations(db),
    integrationRemains: createIntegrationRemains(db),
    addressBooks: createAddressBooks(db),
    settings: createSettings(db),
  };
};

export type Repositories = ReturnType<typeof createRepositories>;
