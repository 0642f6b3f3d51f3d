/** What the vendor counts of a campaign, each of those who got HTML, text, and of both. */
export const COUNTERS = [
  'sent',
  'delivered',
  'opens',
  'uniqueOpens',
  'clicks',
  'pageViews',
  'forwards',
  'estimatedForwards',
  'replies',
  'hardBounces',
  'softBounces',
  'mailBlocks',
  'unsubscribes',
  'ispComplaints',
] as const;

export type Counter = (typeof COUNTERS)[number];

/** Attributes of a stored summary that keep one counter. */
export const countColumns = (counter: Counter) => ({
  html: `${counter}Html`,
  text: `${counter}Text`,
  total: `${counter}Total`,
});

/** Of those who got the HTML version, of those who got the text, and of both. */
export type CampaignCount = { html: number; text: number; total: number };
export type CampaignCounts = Record<Counter, CampaignCount>;

/** What the vendor says of money, as it writes it. */
export type CampaignRevenue = {
  /** With its currency: `$0.00`; null where the account has none. */
  revenue: string | null;
  assistedRevenue: string | null;
  orders: number | null;
  assistedOrders: number | null;
  /** In the vendor's scale. */
  conversionRate: number | null;
};
