import { z } from 'zod';
import { listQuery, type Pagination } from './common';

/** Mails counted, and people where it says so. */
export type CampaignFigures = {
  sent: number;
  delivered: number;
  opens: number;
  uniqueOpens: number;
  clicks: number;
  /** People, not clicks. */
  recipientsClicked: number;
  pageViews: number;
  forwards: number;
  estimatedForwards: number;
  replies: number;
  hardBounces: number;
  softBounces: number;
  mailBlocks: number;
  unsubscribes: number;
  ispComplaints: number;
};

/** Shares (0.25 is a quarter), computed from the figures; null where there is nothing to share. */
export type CampaignRates = {
  delivered: number | null;
  opens: number | null;
  uniqueOpens: number | null;
  recipientsClicked: number | null;
  clicksToOpens: number | null;
  replies: number | null;
  hardBounces: number | null;
  softBounces: number | null;
  unsubscribes: number | null;
  ispComplaints: number | null;
};

/** A book a campaign was sent to. */
export type CampaignBook = {
  remoteId: number;
  /** Null for a segment, or a book that was never listed. */
  name: string | null;
  /** The marketing list it is or was connected with. */
  list: { id: string; name: string } | null;
};

/** A campaign as the table shows it. Dates are ISO 8601. */
export type CampaignRow = {
  id: number;
  integrationId: number;
  integrationName: string;
  name: string;
  subject: string | null;
  /** The vendor's word; unknown words are passed on as they are. */
  status: string | null;
  sentAt: string | null;
  goneAt: string | null;
  books: CampaignBook[];
  /** Null until its reports were read for the first time. */
  figures: CampaignFigures | null;
  rates: CampaignRates | null;
};

/** GET /dotmailer/campaigns; sortable: name, sentAt, delivered, opens, clicks, unsubscribes. */
export const findCampaigns = listQuery.extend({
  integrationId: z.coerce.number().int().positive().optional(),
  listId: z.string().max(36).optional(),
  status: z.string().max(60).optional(),
  gone: z.enum(['yes', 'no']).optional(),
});
export type FindCampaigns = Partial<z.infer<typeof findCampaigns>>;
export type CampaignPage = { results: CampaignRow[]; pagination: Pagination };

/** GET /dotmailer/campaigns/download: the same rows, all of them, as CSV. */
export const downloadCampaigns = findCampaigns.omit({ page: true, pageSize: true });

/** GET /dotmailer/campaigns/choices: what the table can be filtered by. */
export type CampaignChoices = { statuses: string[]; lists: { id: string; name: string }[] };

/** Of those who got the HTML version, of those who got the text, and of both. */
export type CampaignSplit = Record<
  Exclude<keyof CampaignFigures, 'recipientsClicked'>,
  { html: number; text: number; total: number }
>;

/** GET /dotmailer/campaigns/:id */
export type Campaign = CampaignRow & {
  remoteId: number;
  type: string | null;
  isSplitTest: boolean;
  fromName: string | null;
  fromAddress: string | null;
  replyAction: string | null;
  replyToAddress: string | null;
  /** When its reports were last read. */
  readAt: string | null;
  /** Whether they are being read, or are to be. */
  due: boolean;
  split: CampaignSplit | null;
  /** As the vendor writes it; null where the account has none of it. */
  money: {
    revenue: string | null;
    assistedRevenue: string | null;
    orders: number | null;
    assistedOrders: number | null;
  } | null;
};

/** GET /dotmailer/campaigns/:id/content: the mail. Whoever shows it must not let it run or load anything. */
export type CampaignContent = { html: string | null; text: string | null };

/** GET /dotmailer/campaigns/:id/series: opens and clicks over time. */
export const campaignSeries = z.object({
  /** `hour`: the first three days; `day`: all of them. */
  unit: z.enum(['hour', 'day']),
  /** Minutes the reader's clock is ahead of UTC, so that days begin at their midnight. */
  offset: z.coerce.number().int().min(-840).max(840).default(0),
});
export type SeriesUnit = z.infer<typeof campaignSeries>['unit'];
export type CampaignSeries = {
  unit: SeriesUnit;
  /** One for each hour or day from the sending to the last event, also those without any. */
  points: { at: string; opens: number; clicks: number }[];
};

/** GET /dotmailer/campaigns/:id/links: those clicked most, first. */
export type CampaignLinks = { url: string; clicks: number; people: number }[];

export const recipientFilters = [
  'opened',
  'not-opened',
  'clicked',
  'bounced',
  'unsubscribed',
] as const;
export type RecipientFilter = (typeof recipientFilters)[number];

/** GET /dotmailer/campaigns/:id/recipients: paged by key, because there may be a million. */
export const findRecipients = z.object({
  /** Key of the last recipient of the page before. */
  after: z.string().max(191).optional(),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
  /** Beginning of the e-mail. */
  search: z.string().trim().max(191).optional(),
  did: z.enum(recipientFilters).optional(),
});
export type FindRecipients = Partial<z.infer<typeof findRecipients>>;

/** GET /dotmailer/campaigns/:id/recipients/download: all of them, as CSV. */
export const downloadRecipients = findRecipients.pick({ search: true, did: true });

/** A record that has a recipient's address, as far as the viewer may read it. */
export type RecipientRecord = {
  collection: string;
  documentId: string;
  locale: string | null;
  label: string;
};

export type Recipient = {
  key: string;
  email: string | null;
  records: RecipientRecord[];
  opens: number;
  clicks: number;
  pageViews: number;
  forwards: number;
  replies: number;
  sentAt: string | null;
  firstOpenedAt: string | null;
  lastOpenedAt: string | null;
  lastClickedAt: string | null;
  unsubscribed: boolean;
  softBounced: boolean;
  hardBounced: boolean;
};

export type RecipientPage = {
  results: Recipient[];
  /** Key to go on with; null on the last page. */
  after: string | null;
  /** Counted up to 10,000; `more` when there are more. */
  total: number;
  more: boolean;
};
