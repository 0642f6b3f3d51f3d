import type { CampaignCounts, Counter } from './campaign-counts';

/** Figures of one campaign or of several: mails counted, and people where it says so. */
export type CampaignTotals = Record<Counter, number> & {
  /** People, not clicks. */
  recipientsClicked: number;
};

/**
 * Each rate as one figure of another, in the vendor's way (soft bounces are of the delivered mails, clicks
 * to opens counts every click), so that Strapi and Dotdigital show the same. All but the click-to-open
 * rate are of mails; those of opens, clicks and replies may exceed 1.
 */
export const RATES = {
  delivered: { figure: 'delivered', of: 'sent' },
  opens: { figure: 'opens', of: 'delivered' },
  uniqueOpens: { figure: 'uniqueOpens', of: 'delivered' },
  recipientsClicked: { figure: 'recipientsClicked', of: 'delivered' },
  clicksToOpens: { figure: 'clicks', of: 'opens' },
  replies: { figure: 'replies', of: 'delivered' },
  hardBounces: { figure: 'hardBounces', of: 'sent' },
  softBounces: { figure: 'softBounces', of: 'delivered' },
  unsubscribes: { figure: 'unsubscribes', of: 'delivered' },
  ispComplaints: { figure: 'ispComplaints', of: 'delivered' },
} as const satisfies Record<string, { figure: keyof CampaignTotals; of: keyof CampaignTotals }>;

export type Rate = keyof typeof RATES;

/** Shares (0.25 is a quarter); null where there is nothing to have a share of. */
export type CampaignRates = Record<Rate, number | null>;

/** A share; null of nothing. */
export const shareOf = (part: number, whole: number): number | null =>
  whole > 0 ? part / whole : null;

/** The rates of a campaign, computed from its figures. */
export const campaignRates = (totals: CampaignTotals): CampaignRates =>
  Object.fromEntries(
    Object.entries(RATES).map(([rate, { figure, of }]) => [
      rate,
      shareOf(totals[figure], totals[of]),
    ])
  ) as CampaignRates;

/** The figures of those who got HTML and of those who got text, together. */
export const totalsOf = (counts: CampaignCounts, recipientsClicked: number): CampaignTotals => ({
  ...(Object.fromEntries(
    Object.entries(counts).map(([counter, { total }]) => [counter, total])
  ) as Record<Counter, number>),
  recipientsClicked,
});
