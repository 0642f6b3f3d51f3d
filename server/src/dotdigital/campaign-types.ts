/** Campaigns of the vendor and what became of them. Enum words are open strings because unknown ones must pass. */
import type { CampaignCounts, CampaignRevenue } from '../core/campaign-counts';
import type { ActivityFigures, Doer } from '../core/person-key';
import type { Call, Page } from './types';

export type RemoteCampaign = {
  id: number;
  name: string;
  subject: string;
  fromName: string | null;
  /** Address it is sent from. */
  fromAddress: string | null;
  replyAction: string | null;
  replyToAddress: string | null;
  isSplitTest: boolean;
  /** `Unsent`, `Sending`, `Sent`, `Paused`, … */
  status: string;
};

/** What `campaigns/filtered` and `with-details` know besides. */
export type DatedCampaign = RemoteCampaign & {
  /** `Standard` or `Triggered`. */
  type: string | null;
  tags: string[];
  /** When sending began, epoch milliseconds; null before, or where it cannot be read. */
  sentAt: number | null;
};

export type CampaignContent = DatedCampaign & { html: string | null; text: string | null };

/**
 * The vendor's totals. Its percentages are left out: samples have them as fractions and as 0 to 100, so
 * they are computed from the counts.
 */
export type CampaignSummary = CampaignRevenue & {
  sentAt: number | null;
  counts: CampaignCounts;
  /** People, not clicks. */
  recipientsClicked: number;
};

export type CampaignActivity = Doer & ActivityFigures;

type CampaignEvent = Doer & {
  /** Epoch milliseconds; some answers have full seconds only. */
  at: number;
};

export type CampaignOpen = CampaignEvent & {
  mailClient: string | null;
  mailClientVersion: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  isHtml: boolean;
  /** Opened by somebody it was forwarded to. */
  isForward: boolean;
};

export type CampaignClick = CampaignEvent & {
  url: string;
  keyword: string | null;
  ipAddress: string | null;
  userAgent: string | null;
};

export type CampaignPageView = CampaignEvent & { url: string };

/**
 * `since` (ms) reads only what happened from then on. `resumeAt` (the `next` of a page read earlier, of
 * the same campaign and `since`) goes on there, repeating a page.
 */
type ReportOptions = { since?: number; resumeAt?: number } & Call;
type Report<T> = (campaignId: number, options: ReportOptions) => AsyncIterable<Page<T>>;

/**
 * Campaigns and their reports, read-only. A report of a campaign that is gone throws
 * ERROR_CAMPAIGN_NOT_FOUND, one of a campaign that was never sent may throw ERROR_CAMPAIGN_INVALID or
 * be empty.
 */
export interface Campaigns {
  /**
   * Sent campaigns (of the whole account) with whom something happened since (ms). Whether being sent
   * is enough is not documented, so a fresh one without an open may be missing: `list` has it.
   */
  withActivitySince(options: { since: number } & Call): AsyncIterable<Page<RemoteCampaign>>;
  /**
   * Every campaign of the account, drafts included. Complete or it throws, so that what is not in it
   * is gone. Filters by sent date are not used: what the vendor's does with its date is not documented.
   */
  list(call?: Call): Promise<DatedCampaign[]>;
  /** Campaigns ever sent to a book. Complete or it throws. */
  ofBook(bookId: number, call?: Call): Promise<RemoteCampaign[]>;
  /** Ids of the books (and segments) a campaign was ever sent to; none when the campaign is gone. */
  booksOf(campaignId: number, call?: Call): Promise<number[]>;
  /** The campaign with its mail, which lists leave out; null when it is gone. */
  get(campaignId: number, call?: Call): Promise<CampaignContent | null>;
  /** Null when the campaign is gone, or was never sent and the vendor refuses for that. */
  summary(campaignId: number, call?: Call): Promise<CampaignSummary | null>;
  /**
   * One row per recipient. With `since`, only of those who did something from then on; being sent
   * to may not count, so that who was mailed late and does nothing shows without it alone.
   */
  activities: Report<CampaignActivity>;
  /**
   * Single opens. Rows of one person and one moment are one row, also where the vendor has several;
   * rows of nobody, or without a date that can be read, are left out.
   */
  opens: Report<CampaignOpen>;
  /** Single clicks; rows of one person, moment and link are one row. */
  clicks: Report<CampaignClick>;
  /** Pages of the site that were viewed coming from the mail; rows as with clicks. */
  pageViews: Report<CampaignPageView>;
}
