import { z } from 'zod';
import type { CampaignFigures } from './campaigns';
import { idParam, listQuery, type Pagination } from './common';

/** Shares (0.25 is a quarter) computed from the counters; null where there is nothing to have a share of. */
export type FigureRates = Record<
  'delivered' | 'uniqueOpens' | 'recipientsClicked' | 'unsubscribes',
  number | null
>;

export type MarketingCampaign = {
  id: number;
  name: string;
  /** When the first of its campaigns was sent. */
  sentAt: string | null;
  /** How many campaigns it has. */
  campaigns: number;
  lists: { id: string; name: string }[];
  /** Over all its campaigns. Counters are added up; `uniqueOpens` and `recipientsClicked` count each person once. */
  totals: CampaignFigures;
  rates: FigureRates;
};

/** GET /dotmailer/marketing-campaigns; sortable: name, sentAt, campaigns, delivered, opens, clicks, unsubscribes. */
export const findMarketingCampaigns = listQuery.extend({ integrationId: idParam.optional() });
export type FindMarketingCampaigns = Partial<z.infer<typeof findMarketingCampaigns>>;
export type MarketingCampaignPage = { results: MarketingCampaign[]; pagination: Pagination };

/** GET /dotmailer/marketing-campaigns/:id */
export type MarketingCampaignDetail = MarketingCampaign & {
  /** Its campaigns, in the order they were sent. */
  members: {
    id: number;
    name: string;
    subject: string | null;
    integrationName: string;
    sentAt: string | null;
    totals: CampaignFigures;
    rates: FigureRates;
  }[];
};

const name = z.string().trim().min(1).max(255);

/** PUT /dotmailer/marketing-campaigns/:id */
export const renameMarketingCampaign = z.object({ name });
export type RenameMarketingCampaign = z.infer<typeof renameMarketingCampaign>;

/** POST /dotmailer/marketing-campaigns/merge: of all of them `intoId` stays, under this name. */
export const mergeMarketingCampaigns = z.object({
  ids: z.array(z.number().int().positive()).min(2).max(100),
  intoId: z.number().int().positive(),
  name,
});
export type MergeMarketingCampaigns = z.infer<typeof mergeMarketingCampaigns>;

/** POST /dotmailer/marketing-campaigns/:id/split: how many campaigns are on their own again. */
export type SplitMarketingCampaign = { split: number };

/** GET /dotmailer/marketing-lists/:id/engagement: campaigns that went to a list, each as a whole. */
export type ListEngagement = {
  campaigns: number;
  delivered: number;
  opens: number;
  clicks: number;
  last: { id: number; name: string; sentAt: string | null } | null;
};
