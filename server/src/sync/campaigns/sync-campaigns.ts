import type { SyncContext } from '../context';
import type { Deps } from '../deps';
import { enqueue } from '../queue/enqueue';
import type { CampaignsRequest } from '../requests';
import type { RunSummary } from '../run-recorder';
import { withRun } from '../with-run';
import { createPause } from './pause';
import { readReports } from './read-reports';
import { sweepCampaigns, sweepDue } from './sweep-campaigns';

/**
 * One slice of the campaigns of an integration: the sweep when it is due, then reports that are due. What
 * is left goes on after whatever waits: synchronisations come first.
 */
export const syncCampaigns = (deps: Deps, request: CampaignsRequest): Promise<RunSummary> =>
  withRun(deps, { ...request, kind: 'campaigns', trigger: 'schedule' }, async (context) => {
    const open = await deps.repositories.connections.openOf(context.integration.id);
    const pause = createPause(context);
    if (open.length > 0 && (await sweepDue(context)))
      await context.run.step('campaigns', (step) => sweepCampaigns(context, open, step));
    const isOrderly = await context.run.step('campaign-reports', (step) =>
      readReports(context, pause, step)
    );
    if (isOrderly && (await reportsDue(context))) await queueCampaigns(context);
  });

/** Queues the reading of campaigns when there is something to read; called by each synchronisation. */
export const queueCampaignsWhenDue = async (context: SyncContext): Promise<void> => {
  if ((await sweepDue(context)) || (await reportsDue(context))) await queueCampaigns(context);
};

const reportsDue = async ({ deps, integration }: SyncContext): Promise<boolean> =>
  (await deps.repositories.campaigns.rows.nextDue(integration.id, deps.clock.now())) !== null;

const queueCampaigns = ({ deps, integration }: SyncContext): Promise<void> =>
  enqueue(deps, { kind: 'campaigns', payload: { integrationId: integration.id } });
