/**
 * Campaigns and their reports, read as leniently as everything else (schemas.ts). A report may have a
 * million rows, so that their properties are read by plain functions.
 */
import { z } from 'zod';
import type { CampaignCounts, Counter } from '../core/campaign-counts';
import type {
  CampaignActivity,
  CampaignClick,
  CampaignContent,
  CampaignOpen,
  CampaignPageView,
  CampaignSummary,
  DatedCampaign,
  RemoteCampaign,
} from './campaign-types';
import { parseVendorDate } from './dates';
import { answer, id, NO_STATUS } from './schemas';

type Row = Record<string, unknown>;

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const row = z.custom<Row>(isObject);

/** A text, null for none; a client of the vendor's has seen the word "null". */
const text = (value: unknown): string | null => {
  if (typeof value === 'number') return String(value);
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed === 'null' ? null : trimmed;
};

/** A number, also where it comes as text; null for none or what is none. */
const number = (value: unknown): number | null => {
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof given === 'number' && Number.isFinite(given) ? given : null;
};
const count = (value: unknown): number => number(value) ?? 0;

/** Also as text: "true". */
const flag = (value: unknown): boolean =>
  value === true || (typeof value === 'string' && value.toLowerCase() === 'true');

/** An object in the OpenAPI document, a text in older answers. */
const sender = (value: unknown): string | null => text(isObject(value) ? value.email : value);

/** Objects with details, bare texts in the filtered list. */
const tags = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).flatMap(
    (tag: unknown) => text(isObject(tag) ? tag.name : tag) ?? []
  );

/** Without an id there is nothing to tell campaigns apart by. */
const campaignRow = z.looseObject({ id });

const toCampaign = (campaign: Row & { id: number }): RemoteCampaign => ({
  id: campaign.id,
  name: text(campaign.name) ?? '',
  subject: text(campaign.subject) ?? '',
  fromName: text(campaign.fromName),
  fromAddress: sender(campaign.fromAddress),
  replyAction: text(campaign.replyAction),
  replyToAddress: text(campaign.replyToAddress),
  isSplitTest: flag(campaign.isSplitTest),
  status: text(campaign.status) ?? NO_STATUS,
});

const toDated = (campaign: Row & { id: number }): DatedCampaign => ({
  ...toCampaign(campaign),
  type: text(campaign.type),
  tags: tags(campaign.tags),
  sentAt: parseVendorDate(campaign.sentDate),
});

/** As it is, blanks and all. */
const content = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const toContent = (campaign: Row & { id: number }): CampaignContent => ({
  ...toDated(campaign),
  html: content(campaign.htmlContent),
  text: content(campaign.plainTextContent),
});

/** The vendor's names of the HTML, the text and the total count. */
const namesOf = (name: string, unique = ''): [html: string, text: string, total: string] => [
  `num${unique}${name}`,
  `num${unique}Text${name}`,
  `numTotal${unique}${name}`,
];

const COUNTERS: Record<Counter, ReturnType<typeof namesOf>> = {
  sent: namesOf('Sent'),
  delivered: namesOf('Delivered'),
  opens: namesOf('Opens'),
  uniqueOpens: namesOf('Opens', 'Unique'),
  clicks: namesOf('Clicks'),
  pageViews: namesOf('PageViews'),
  forwards: namesOf('Forwards'),
  estimatedForwards: namesOf('EstimatedForwards'),
  replies: namesOf('Replies'),
  hardBounces: namesOf('HardBounces'),
  softBounces: namesOf('SoftBounces'),
  mailBlocks: namesOf('MailBlocks'),
  unsubscribes: namesOf('Unsubscribes'),
  ispComplaints: namesOf('IspComplaints'),
};

const countsOf = (summary: Row): CampaignCounts =>
  Object.fromEntries(
    Object.entries(COUNTERS).map(([counter, [ofHtml, ofText, ofBoth]]) => {
      const html = count(summary[ofHtml]);
      const plain = count(summary[ofText]);
      return [counter, { html, text: plain, total: number(summary[ofBoth]) ?? html + plain }];
    })
  ) as CampaignCounts;

const toSummary = (summary: Row): CampaignSummary => ({
  sentAt: parseVendorDate(summary.dateSent),
  counts: countsOf(summary),
  recipientsClicked: count(summary.numRecipientsClicked),
  revenue: text(summary.revenue),
  assistedRevenue: text(summary.assistedRevenue),
  orders: number(summary.numOrders),
  assistedOrders: number(summary.numAssistedOrders),
  conversionRate: number(summary.conversionRate),
});

const contactId = (value: unknown): number | null => number(value) || null;

/** Null where nobody is named. */
const told = <T extends { contactId: number | null; email: string | null }>(report: T): T | null =>
  report.contactId === null && report.email === null ? null : report;

const toActivity = (activity: Row): CampaignActivity | null =>
  told({
    contactId: contactId(activity.contactId),
    email: text(activity.email),
    opens: count(activity.numOpens),
    clicks: count(activity.numClicks),
    pageViews: count(activity.numPageViews),
    forwards: count(activity.numForwards),
    estimatedForwards: count(activity.numEstimatedForwards),
    replies: count(activity.numReplies),
    sentAt: parseVendorDate(activity.dateSent),
    firstOpenedAt: parseVendorDate(activity.dateFirstOpened),
    lastOpenedAt: parseVendorDate(activity.dateLastOpened),
    firstOpenIp: text(activity.firstOpenIp),
    unsubscribed: flag(activity.unsubscribed),
    softBounced: flag(activity.softBounced),
    hardBounced: flag(activity.hardBounced),
  });

type Event = { contactId: number | null; email: string | null; at: number };

/** Who did it and when; null where one of the two is not told. */
const toEvent = (row: Row, date: unknown): Event | null => {
  const at = parseVendorDate(date);
  return at === null
    ? null
    : told({ contactId: contactId(row.contactId), email: text(row.email), at });
};

const toOpen = (open: Row): CampaignOpen | null => {
  const event = toEvent(open, open.dateOpened);
  return (
    event &&
    Object.assign(event, {
      mailClient: text(open.mailClient),
      mailClientVersion: text(open.mailClientVersion),
      ipAddress: text(open.ipAddress),
      userAgent: text(open.userAgent),
      isHtml: flag(open.isHtml),
      isForward: flag(open.isForward),
    })
  );
};

const toClick = (click: Row): CampaignClick | null => {
  const event = toEvent(click, click.dateClicked);
  return (
    event &&
    Object.assign(event, {
      url: text(click.url) ?? '',
      keyword: text(click.keyword),
      ipAddress: text(click.ipAddress),
      userAgent: text(click.userAgent),
    })
  );
};

const toPageView = (view: Row): CampaignPageView | null => {
  const event = toEvent(view, view.dateViewed);
  return event && Object.assign(event, { url: text(view.url) ?? '' });
};

export const campaignsSchema = answer(z.array(campaignRow.transform(toCampaign)));
export const datedCampaignsSchema = answer(z.array(campaignRow.transform(toDated)));
export const campaignContentSchema = answer(campaignRow.transform(toContent));
export const campaignSummarySchema = answer(row.transform(toSummary));
export const activitiesSchema = answer(z.array(row.transform(toActivity)));
export const opensSchema = answer(z.array(row.transform(toOpen)));
export const clicksSchema = answer(z.array(row.transform(toClick)));
export const pageViewsSchema = answer(z.array(row.transform(toPageView)));
