import { nextReport, startReading, type ReportProgress } from '../../core/report-progress';
import type { CampaignSummary } from '../../dotdigital/types';
import type { Campaign } from '../../store/campaigns/campaigns';
import type { StepRecorder, SyncContext } from '../context';
import { contentDigest } from './listed-campaign';
import type { Pause } from './pause';
import { openReport } from './reports';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Reads what is new of one campaign: its mail when that may have changed, its totals, and what people
 * did. Goes on where an earlier reading stopped. False when it had to make way; what it has read so
 * far is stored.
 */
export const readCampaign = async (
  context: SyncContext,
  campaign: Campaign,
  pause: Pause,
  step: StepRecorder
): Promise<boolean> => {
  const { deps } = context;
  const { rows } = deps.repositories.campaigns;
  const readAt = deps.clock.now();
  const progress = campaign.progress ?? (await begin(context, campaign));
  if (progress === null) {
    await rows.markUnsent(campaign, readAt);
    return true;
  }
  for (let report: ReportProgress | null = progress; report !== null;) {
    const end: ReportProgress | 'paused' = await readReport(context, campaign, report, pause, step);
    if (end === 'paused') return false;
    const next = nextReport(end);
    if (next === null) await rows.markRead(campaign.id, { ...end, readAt });
    report = next;
  }
  return true;
};

/** Content and totals first; null for a campaign that was not sent. */
const begin = async (context: SyncContext, campaign: Campaign): Promise<ReportProgress | null> => {
  const { account, deps, lease } = context;
  const { campaigns, settings } = deps.repositories;
  await readContent(context, campaign);
  const summary = await account.campaigns.summary(campaign.remoteId, { signal: lease.signal });
  if (summary === null || !wasSent(campaign, summary)) return null;
  const { sentAt, counts, recipientsClicked, ...revenue } = summary;
  await campaigns.summaries.save(campaign.id, { counts, recipientsClicked, ...revenue });
  await noteSent(context, campaign, sentAt ?? campaign.sentAt);
  const { events } = (await settings.effective()).retentionDays;
  const people = await campaigns.activities.countSent(campaign.id);
  return startReading({
    dueAt: campaign.dueAt,
    readUntil: campaign.readUntil,
    sentAt: sentAt ?? campaign.sentAt,
    keptSince: deps.clock.now() - events * DAY_MS,
    everybody: people < counts.sent.total && mayReadWhole(campaign, deps.clock.now()),
  });
};

/** Everybody is read the less often the longer ago the campaign was sent. */
const mayReadWhole = ({ wholeAt, sentAt }: Campaign, now: number): boolean =>
  wholeAt === null || now - wholeAt >= Math.max(HOUR_MS, (now - (sentAt ?? now)) / 7);

const wasSent = ({ status }: Campaign, { counts }: CampaignSummary): boolean =>
  status === 'Sent' || counts.sent.total > 0;

const readContent = async (
  { account, deps, lease }: SyncContext,
  campaign: Campaign
): Promise<void> => {
  const of = contentDigest(campaign);
  if (campaign.contentOf === of) return;
  const content = await account.campaigns.get(campaign.remoteId, { signal: lease.signal });
  if (content === null) return;
  const { html, text } = content;
  await deps.repositories.campaigns.rows.setContent(campaign.id, { html, text, of });
};

/** When it was sent is known from its totals; its marketing campaign is made when it is first seen so. */
const noteSent = async (
  { deps }: SyncContext,
  campaign: Campaign,
  sentAt: number | null
): Promise<void> => {
  const { rows, marketing } = deps.repositories.campaigns;
  if (sentAt !== null && sentAt !== campaign.sentAt) await rows.setSentAt(campaign.id, sentAt);
  if (campaign.ownMarketingCampaignId === null) await marketing.make({ ...campaign, sentAt });
  else if (sentAt !== null) await marketing.setSentAt(campaign.ownMarketingCampaignId, sentAt);
};

/** Reads one report from where it stands; answers where it ended. */
const readReport = async (
  context: SyncContext,
  campaign: Campaign,
  start: ReportProgress,
  pause: Pause,
  step: StepRecorder
): Promise<ReportProgress | 'paused'> => {
  const { deps, lease } = context;
  const { campaigns, db, leases } = deps.repositories;
  const report = openReport(context, campaign, start);
  const pace = db.pace();
  let progress = start;
  for await (const page of report.pages) {
    lease.signal.throwIfAborted();
    progress = { ...progress, begin: progress.begin ?? page.serverTime, next: page.next };
    let rest = page.rows;
    do {
      const rows = rest.slice(0, pace.rows());
      rest = rest.slice(rows.length);
      const endBatch = pace.begin();
      await db.transaction(async (trx) => {
        await leases.hold(lease, trx);
        await report.store(rows, trx);
        if (rest.length === 0) await campaigns.rows.saveProgress(campaign.id, progress, trx);
      });
      await endBatch();
    } while (rest.length > 0);
    step.count(report.counter, page.rows.length);
    if (await pause.asked()) return 'paused';
  }
  return progress;
};
