/** Campaigns at the sandbox whose readers were active lately, for the site and for the floor alike. */

export type PullLever = <T>(lever: string, args: Record<string, unknown>) => Promise<T>;

/** A million is what is measured; below 100,000 contacts there is less, as there is of everything. */
const MOST_EVENTS = 1_000_000;
const EVENTS_PER_CONTACT = 10;

/** Of all recipients, and how often each: with the row of the recipient itself, two rows each. */
const REACTIONS = [
  { reaction: 'open', share: 0.4, times: 2 },
  { reaction: 'click', share: 0.1, times: 1 },
  { reaction: 'pageView', share: 0.05, times: 2 },
];
const EVENTS_PER_RECIPIENT = 2;

const DAY_MS = 86_400_000;

type Size = { contacts: number; campaigns: number };
type Details = {
  id: number;
  totals: { sent: { total: number } };
  events: { opens: number; clicks: number; pageViews: number };
};

/** How many people each of them is sent to. */
export const recipientsOf = ({ contacts, campaigns }: Size): number => {
  const events = Math.min(MOST_EVENTS, contacts * EVENTS_PER_CONTACT);
  const each = Math.ceil(events / EVENTS_PER_RECIPIENT / campaigns);
  return Math.max(1, Math.min(contacts, each));
};

/** Sends campaigns to the first people of a book and lets these react; answers the vendor's ids. */
export const sendCampaigns = async (
  pull: PullLever,
  { bookId, campaigns, recipients }: { bookId: number; campaigns: number; recipients: number }
): Promise<number[]> => {
  const ids: number[] = [];
  for (let number = 1; number <= campaigns; number += 1) {
    const { id } = await pull<Details>('createCampaign', { name: `Campaign ${number}` });
    await pull('sendCampaign', {
      campaignId: id,
      bookIds: [bookId],
      ago: 3 * DAY_MS,
      first: recipients,
    });
    await pull('setCampaignStatus', { campaignId: id, status: 'Sent' });
    for (const { reaction, share, times } of REACTIONS) {
      const count = Math.max(1, Math.round(recipients * share));
      await pull('react', { campaignId: id, reaction, count, times, over: DAY_MS });
    }
    ids.push(id);
  }
  return ids;
};

/** Rows that all their reports have. */
export const countEvents = async (pull: PullLever): Promise<number> => {
  const campaigns = await pull<Details[]>('campaigns', {});
  return campaigns.reduce(
    (sum, { totals, events: { opens, clicks, pageViews } }) =>
      sum + totals.sent.total + opens + clicks + pageViews,
    0
  );
};
