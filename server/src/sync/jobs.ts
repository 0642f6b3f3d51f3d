import type { Deps } from './deps';
import type { JobHandlers, JobOutcome } from './queue/worker';
import type { CampaignsRequest, DataFieldsRequest, SyncRequest, UploadsRequest } from './requests';
import { applyRetention } from './retention';
import type { RunSummary } from './run-recorder';

/** What jobs of the queue are made of. */
export type UseCases = {
  syncIntegration(deps: Deps, request: SyncRequest): Promise<RunSummary>;
  settleUploads(deps: Deps, request: UploadsRequest): Promise<RunSummary>;
  syncDataFields(deps: Deps, request: DataFieldsRequest): Promise<RunSummary>;
  syncCampaigns(deps: Deps, request: CampaignsRequest): Promise<RunSummary>;
};

/** The use case of each kind of job. */
export const createJobHandlers = (deps: Deps, useCases: UseCases): JobHandlers => ({
  sync: async (request) => {
    const outcome = outcomeOf(await useCases.syncIntegration(deps, request));
    // Another node is at it: what a schedule wanted is being done, what a person wanted may not be.
    return outcome === 'busy' && request.trigger === 'schedule' && !request.full ? 'done' : outcome;
  },
  uploads: async (request) => outcomeOf(await useCases.settleUploads(deps, request)),
  'data-fields': async (request) => outcomeOf(await useCases.syncDataFields(deps, request)),
  campaigns: async (request) => outcomeOf(await useCases.syncCampaigns(deps, request)),
  retention: async (_, signal) => {
    await applyRetention(deps, signal);
    return 'done';
  },
});

const outcomeOf = (summary: RunSummary): JobOutcome => {
  if (summary.outcome === 'busy') return 'busy';
  if (summary.outcome === 'skipped') return 'done';
  switch (summary.value.stoppedBy) {
    case 'shutdown':
      return 'interrupted';
    case 'lease-lost':
      // Whoever took the lease over may be there for less than what was asked here.
      return 'busy';
    default:
      return 'done';
  }
};
