import { z } from 'zod';
import type { Pagination } from './common';

const moment = z.iso.datetime({ offset: true });

/** GET /api/dotmailer/campaigns and …/campaigns/summaries: latest first. */
export const findReportedCampaigns = z.object({
  pagination: z
    .object({
      page: z.coerce.number().int().min(1).default(1),
      pageSize: z.coerce.number().int().min(1).max(100).default(25),
    })
    .prefault({}),
  /** Sent at or after this moment, and before that one. */
  sentFrom: moment.optional(),
  sentBefore: moment.optional(),
  /** documentId of a marketing list whose book it was sent to. */
  list: z.string().min(1).max(36).optional(),
});

/** `id` is the campaign's documentId. */
export type ReportedCampaign = {
  id: string;
  name: string;
  subject: string | null;
  fromName: string | null;
  fromAddress: string | null;
  status: string | null;
  isSplitTest: boolean;
  sentAt: string | null;
  /** It is no longer there at Dotdigital. */
  gone: boolean;
  integration: string;
  /** documentIds of the marketing lists it was sent to. */
  lists: string[];
};

/** Of those who got the HTML version, of those who got the text, and of both. */
type ReportedCount = { html: number; text: number; total: number };

/** Null counts: they were not read yet. */
export type ReportedSummary = {
  id: string;
  name: string;
  sentAt: string | null;
  /** `sent`, `delivered`, `opens`, `uniqueOpens`, `clicks`, … */
  counts: Record<string, ReportedCount> | null;
  recipientsClicked: number | null;
  /** With its currency, as Dotdigital writes it. */
  revenue: string | null;
  assistedRevenue: string | null;
  orders: number | null;
  assistedOrders: number | null;
  conversionRate: number | null;
};

/** GET /api/dotmailer/campaigns/:id/activities: pages by key. */
export const findReportedActivities = z.object({
  pagination: z
    .object({
      pageSize: z.coerce.number().int().min(1).max(1000).default(100),
      /** `after` of the page before. */
      after: z.string().max(191).optional(),
    })
    .prefault({}),
});

/** What one recipient did with the campaign. */
export type ReportedActivity = {
  email: string | null;
  sentAt: string | null;
  opens: number;
  firstOpenedAt: string | null;
  lastOpenedAt: string | null;
  clicks: number;
  lastClickedAt: string | null;
  pageViews: number;
  forwards: number;
  replies: number;
  unsubscribed: boolean;
  softBounced: boolean;
  hardBounced: boolean;
};

export type ReportedPage<Row> = { data: Row[]; meta: { pagination: Pagination } };
export type ReportedActivities = {
  data: ReportedActivity[];
  /** `after` is null on the last page. */
  meta: { pagination: { pageSize: number; after: string | null } };
};
