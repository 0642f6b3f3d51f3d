import type { Core } from '@strapi/strapi';
import { createAddressBooks } from './address-books';
import { createAudit } from './audit';
import { createCampaigns } from './campaigns';
import { createChanges } from './changes';
import { createConnections } from './connections';
import { createContactNews } from './contact-news';
import { createContacts } from './contacts';
import { createCursors } from './cursors';
import { createDataFields } from './data-fields';
import { createDb } from './db';
import { createHolds } from './holds';
import { createHostValues } from './host-values';
import { createInFlight } from './in-flight';
import { createIntegrationRemains } from './integration-remains';
import { createIntegrations } from './integrations';
import { createJobs } from './jobs';
import { createLeases } from './leases';
import { createLedger } from './ledger';
import { createListRecords } from './list-records';
import { createMappings } from './mappings';
import { createMarketingLists } from './marketing-lists';
import { createMarks } from './marks';
import { createNewcomers } from './newcomers';
import { createOptOuts } from './opt-outs';
import { createRemovals } from './removals';
import { createRetention } from './retention';
import { createRuns } from './runs';
import { createSettings } from './settings';
import { createStudio } from './studio';
import { createTracked } from './tracked';
import { createUploads } from './uploads';
import { createValueRemarks } from './value-remarks';

/** One repository per table family: the only place that speaks SQL or `strapi.db`. */
export const createRepositories = (strapi: Core.Strapi) => {
  const db = createDb(strapi);
  const connections = createConnections(db);
  const mappings = createMappings(db);
  return {
    db,
    jobs: createJobs(db),
    leases: createLeases(db),
    runs: createRuns(db),
    retention: createRetention(db),
    integrations: createIntegrations(db),
    integrationRemains: createIntegrationRemains(db),
    addressBooks: createAddressBooks(db),
    audit: createAudit(db),
    campaigns: createCampaigns(db),
    changes: createChanges(db),
    connections,
    contactNews: createContactNews(db),
    contacts: createContacts(db),
    cursors: createCursors(db),
    dataFields: createDataFields(db),
    holds: createHolds(db),
    hostValues: createHostValues(db),
    inFlight: createInFlight(db),
    ledger: createLedger(db),
    lists: createMarketingLists(db),
    marks: createMarks(db),
    listRecords: createListRecords(db),
    mappings,
    newcomers: createNewcomers(db),
    optOuts: createOptOuts(db),
    removals: createRemovals(db),
    uploads: createUploads(db),
    settings: createSettings(db),
    studio: createStudio(db),
    tracked: createTracked(db, connections, mappings),
    valueRemarks: createValueRemarks(db),
  };
};

export type Repositories = ReturnType<typeof createRepositories>;
