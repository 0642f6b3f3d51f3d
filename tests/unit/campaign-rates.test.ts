import { describe, expect, test } from 'vitest';
import { COUNTERS, type CampaignCounts } from '../../server/src/core/campaign-counts';
import { campaignRates, RATES, shareOf, totalsOf } from '../../server/src/core/campaign-rates';

/** The example of the vendor's documents: 6 got HTML, 12 got text. */
const sample = (): CampaignCounts => {
  const counts = Object.fromEntries(
    COUNTERS.map((counter) => [counter, { html: 0, text: 0, total: 0 }])
  ) as CampaignCounts;
  const count = (html: number, text: number) => ({ html, text, total: html + text });
  return {
    ...counts,
    sent: count(6, 12),
    delivered: count(5, 11),
    opens: count(6, 12),
    uniqueOpens: count(4, 9),
    clicks: count(3, 6),
    replies: count(1, 3),
    hardBounces: count(0, 1),
    softBounces: count(1, 0),
    unsubscribes: count(1, 2),
  };
};

describe('rates of a campaign', () => {
  test('are those the vendor computes from the same counts', () => {
    expect(campaignRates(totalsOf(sample(), 9))).toEqual({
      delivered: 16 / 18,
      opens: 18 / 16,
      uniqueOpens: 13 / 16,
      recipientsClicked: 9 / 16,
      clicksToOpens: 0.5,
      replies: 4 / 16,
      hardBounces: 1 / 18,
      softBounces: 1 / 16,
      unsubscribes: 3 / 16,
      ispComplaints: 0,
    });
  });

  test('of nothing are unknown, not zero and not an error', () => {
    const nothing = totalsOf(
      Object.fromEntries(
        COUNTERS.map((counter) => [counter, { html: 0, text: 0, total: 0 }])
      ) as CampaignCounts,
      0
    );
    expect(Object.values(campaignRates(nothing))).toEqual(Object.keys(RATES).map(() => null));
    expect(shareOf(3, 0)).toBeNull();
    expect(shareOf(0, 3)).toBe(0);
  });
});
