import type { Sandbox } from '../../sandbox';
import type { Stage } from './story';
import { chapter, line } from './screen';
import { synchronise, waitForCampaign } from './waiting';

/** What `--json` says of campaigns. */
export type CampaignNumbers = {
  /** Campaigns in Strapi. */
  imported: number;
  /** What Strapi shows of them. */
  sends: number;
  opens: number;
  clicks: number;
  /** True when that is what the vendor counts. */
  agree: boolean;
};

/** Of somebody's own account: the public API sends no campaigns, so none is part of the demo. */
export const NO_CAMPAIGNS: CampaignNumbers = {
  imported: 0,
  sends: 0,
  opens: 0,
  clicks: 0,
  agree: true,
};

/** A campaign as Strapi holds it: the totals that were read, and the sums over its recipients. */
export type HeldCampaign = {
  totals: Record<string, number>;
  recipients: number;
  opens: number;
  clicks: number;
};

type Totals = ReturnType<Sandbox['control']['campaign']>['totals'];

/** Every total that differs between the two sides, in words. */
export const findCampaignDifferences = (
  held: HeldCampaign,
  { recipientsClicked, ...counts }: Totals
): string[] => {
  const there: Record<string, number> = { recipientsClicked };
  for (const [name, { total }] of Object.entries(counts)) there[name] = total;
  const differences = Object.entries(there)
    .filter(([name, total]) => held.totals[name] !== total)
    .map(([name, total]) => `${name}: ${total} there, ${held.totals[name] ?? 'nothing'} here`);
  for (const [what, sum, total] of [
    ['recipients', held.recipients, there.sent],
    ['opens of them', held.opens, there.opens],
    ['clicks of them', held.clicks, there.clicks],
  ] as const)
    if (sum !== total) differences.push(`${what}: ${total} there, ${sum} here`);
  return differences;
};

const readCampaign = async ({ site }: Stage, campaignId: number): Promise<HeldCampaign> => {
  const query = (uid: string) => site.strapi.db.query(`plugin::dotmailer.${uid}`);
  const where = { campaignId };
  const summary = (await query('campaign-summary').findOne({ where })) as Record<
    string,
    unknown
  > | null;
  const activities = (await query('activity').findMany({ where })) as {
    opens: number | null;
    clicks: number | null;
  }[];
  const ends = 'Total';
  const totals = Object.entries(summary ?? {})
    .filter(([name]) => name.endsWith(ends))
    .map(([name, count]) => [name.slice(0, -ends.length), Number(count)] as const);
  return {
    totals: {
      ...Object.fromEntries(totals),
      recipientsClicked: Number(summary?.recipientsClicked),
    },
    recipients: activities.length,
    opens: activities.reduce((sum, { opens }) => sum + (opens ?? 0), 0),
    clicks: activities.reduce((sum, { clicks }) => sum + (clicks ?? 0), 0),
  };
};

/** A campaign that was sent to the book a week ago comes in; both sides are compared. */
export const tellCampaign = async (
  stage: Stage,
  control: Sandbox['control']
): Promise<CampaignNumbers> => {
  const { api, site, listId, remoteBookId } = stage;
  chapter('A campaign was sent to the book a week ago, and people have read it');
  const { id, name } = control.sendNewCampaign({
    bookIds: [remoteBookId],
    name: 'Spring news',
    subject: 'What blooms now',
  });
  await synchronise(api, listId);
  const campaignId = await waitForCampaign(site, id);
  const held = await readCampaign(stage, campaignId);
  const { sent = 0, opens = 0, clicks = 0, unsubscribes = 0 } = held.totals;
  line(
    `"${name}": ${sent} people were sent it, ${opens} opens, ${clicks} clicks, ${unsubscribes} left`
  );
  const differences = findCampaignDifferences(held, control.campaign(id).totals);
  for (const difference of differences) line(difference);
  if (differences.length === 0) line('Both sides count the same');
  return {
    imported: await site.strapi.db.query('plugin::dotmailer.campaign').count(),
    sends: sent,
    opens,
    clicks,
    agree: differences.length === 0,
  };
};
