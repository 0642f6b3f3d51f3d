import type { Core } from '@strapi/strapi';
import { createAddressBooks } from './address-books';
import { createConnections } from './connections';
import { createContacts } from './contacts';
import { createCursors } from './cursors';
import { createDataFields } from './data-fields';
import { createDb } from './db';
import { createHolds } from './holds';
import { createInFlight } from './in-flight';
import { createIntegrationRemains } from './integration-remains';
import { createIntegrations } from './integrations';
import { createJobs } from './jobs';
import { createLeases } from './leases';
import { createLedger } from './ledger';
import { createListRecords } from './list-records';
import { createMarketingLists } from './marketing-lists';
import { createOptOuts } from './opt-outs';
import { createRemovals } from './removals';
import { createRetention } from './retention';
import { createRuns } from './runs';
import { createSettings } from './settings';
import { createUploads } from './uploads';

/** One repository per table family: the only place that speaks SQL or `strapi.db`. */
export const createRepositories = (strapi: Core.Strapi) => {
  const db = createDb(strapi);
  return {
    db,
    jobs: createJobs(db),
    leases: createLeases(db),
    runs: createRuns(db),
    retention: createRetention(db),
    integrations: createIntegrations(db),
    integrationRemains: createIntegrationRemains(db),
    addressBooks: createAddressBooks(db),
    connections: createConnections(db),
    contacts: createContacts(db),
    cursors: createCursors(db),
    dataFields: createDataFields(db),
    holds: createHolds(db),
    inFlight: createInFlight(db),
    ledger: createLedger(db),
    lists: createMarketingLists(db),
    listRecords: createListRecords(db),
    optOuts: createOptOuts(db),
    removals: createRemovals(db),
    uploads: createUploads(db),
    settings: createSettings(db),
  };
};

export type Repositories = ReturnType<typeof createRepositories>;
