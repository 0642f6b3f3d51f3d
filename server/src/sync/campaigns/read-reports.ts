import { remark } from '../../core/remarks';
import { isVendorError } from '../../dotdigital/errors';
import type { Campaign } from '../../store/campaigns/campaigns';
import type { StepRecorder, SyncContext } from '../context';
import type { Pause } from './pause';
import { readCampaign } from './read-campaign';

/** A campaign that cannot be read waits so long. */
const AGAIN_MS = 3_600_000;

/** Reads the reports of campaigns that are due, one after the other, until it has to make way. */
export const readReports = async (
  context: SyncContext,
  pause: Pause,
  step: StepRecorder
): Promise<void> => {
  const { deps, integration } = context;
  const { rows } = deps.repositories.campaigns;
  for (;;) {
    const campaign = await rows.nextDue(integration.id, deps.clock.now());
    if (campaign === null) return;
    const isRead = await readOrPostpone(context, campaign, pause, step);
    if (isRead) step.count('campaigns');
    if (!isRead || (await pause.asked())) return;
  }
};

/** False when it made way in the middle. A failing campaign keeps no other one waiting. */
const readOrPostpone = async (
  context: SyncContext,
  campaign: Campaign,
  pause: Pause,
  step: StepRecorder
): Promise<boolean> => {
  const { deps, lease } = context;
  try {
    return await readCampaign(context, campaign, pause, step);
  } catch (error) {
    lease.signal.throwIfAborted();
    if (isVendorError(error, 'authentication') || isVendorError(error, 'rateLimited')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    step.warn(remark('campaign-unreadable', { campaign: campaign.name, reason }));
    await deps.repositories.campaigns.rows.postpone(campaign.id, deps.clock.now() + AGAIN_MS);
    return true;
  }
};
