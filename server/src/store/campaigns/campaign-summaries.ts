import { UID } from '../../constants';
import {
  COUNTERS,
  countColumns,
  type CampaignCounts,
  type CampaignRevenue,
} from '../../core/campaign-counts';
import type { Db } from '../db';
import { newDocumentId } from '../document-row';

/** The vendor's totals of a campaign. */
export type Summary = CampaignRevenue & {
  counts: CampaignCounts;
  /** People, not clicks. */
  recipientsClicked: number;
};

type Row = Record<string, number | string | null>;

const attributesOf = ({ counts, ...rest }: Summary): Row => ({
  ...rest,
  ...Object.fromEntries(
    COUNTERS.flatMap((counter) => {
      const { html, text, total } = countColumns(counter);
      const count = counts[counter];
      return [
        [html, count.html],
        [text, count.text],
        [total, count.total],
      ];
    })
  ),
});

const numberOf = (value: unknown): number => Number(value ?? 0);
const numberOrNull = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const fromRow = (row: Row): Summary => ({
  counts: Object.fromEntries(
    COUNTERS.map((counter) => {
      const { html, text, total } = countColumns(counter);
      const count = {
        html: numberOf(row[html]),
        text: numberOf(row[text]),
        total: numberOf(row[total]),
      };
      return [counter, count];
    })
  ) as CampaignCounts,
  recipientsClicked: numberOf(row.recipientsClicked),
  revenue: textOrNull(row.revenue),
  assistedRevenue: textOrNull(row.assistedRevenue),
  orders: numberOrNull(row.orders),
  assistedOrders: numberOrNull(row.assistedOrders),
  conversionRate: numberOrNull(row.conversionRate),
});

/** The rows of `campaign-summary`: one per campaign, under its integration's lease. */
export const createCampaignSummaries = (db: Db) => {
  const query = () => db.strapi.db.query(UID.campaignSummary);
  return {
    ofCampaigns: async (campaignIds: number[]): Promise<Map<number, Summary>> => {
      const rows = (await query().findMany({
        where: { campaignId: { $in: campaignIds } },
      })) as (Row & { campaignId: number })[];
      return new Map(rows.map((row) => [row.campaignId, fromRow(row)]));
    },

    save: async (campaignId: number, summary: Summary): Promise<void> => {
      const data = attributesOf(summary);
      const { count } = await query().updateMany({ where: { campaignId }, data });
      if (count === 0)
        await query().create({ data: { documentId: newDocumentId(), campaignId, ...data } });
    },
  };
};
