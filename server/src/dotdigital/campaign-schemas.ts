/** Campaigns and their reports, read as leniently as everything else (schemas.ts). */
import { z } from 'zod';
import type {
  CampaignActivity,
  CampaignClick,
  CampaignContent,
  CampaignCount,
  CampaignCounter,
  CampaignOpen,
  CampaignPageView,
  CampaignSummary,
  DatedCampaign,
  RemoteCampaign,
} from './campaign-types';
import { parseVendorDate } from './dates';
import { answer, id, NO_STATUS, word } from './schemas';

/** Whatever is there, or not there. */
const anything = z.unknown().optional();

/** A text, null for none; a client of the vendor's has seen the word "null". */
const text = word
  .nullish()
  .transform((value) => (value?.trim() && value !== 'null' ? value.trim() : null));

/** A number, also where it comes as text; null for none or what is none. */
const number = anything.transform((value): number | null => {
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof given === 'number' && Number.isFinite(given) ? given : null;
});
const count = number.transform((value) => value ?? 0);

/** Also as text: "true". */
const flag = anything.transform((value) => String(value).toLowerCase() === 'true');

const date = anything.transform(parseVendorDate);

const contactId = anything
  .transform((value) => id.safeParse(value).data ?? 0)
  .transform((value) => (value > 0 ? value : null));

/** An object in the OpenAPI document, a text in older answers. */
const fromAddress = z
  .union([word, z.object({ email: text })])
  .nullish()
  .transform((from) => (typeof from === 'object' ? (from?.email ?? null) : (from ?? null)));

/** Objects with details, bare texts in the filtered list. */
const tags = z
  .array(z.union([word, z.object({ name: text }).transform(({ name }) => name)]))
  .nullish()
  .transform((names) => (names ?? []).filter((name): name is string => Boolean(name)));

const campaignFields = {
  id,
  name: text,
  subject: text,
  fromName: text,
  fromAddress,
  replyAction: text,
  replyToAddress: text,
  isSplitTest: flag,
  status: text,
};
const datedFields = { ...campaignFields, type: text, tags, sentDate: date };

type CampaignRow = z.output<z.ZodObject<typeof campaignFields>>;
type DatedRow = z.output<z.ZodObject<typeof datedFields>>;

const toCampaign = (row: CampaignRow): RemoteCampaign => ({
  id: row.id,
  name: row.name ?? '',
  subject: row.subject ?? '',
  fromName: row.fromName,
  fromAddress: row.fromAddress,
  replyAction: row.replyAction,
  replyToAddress: row.replyToAddress,
  isSplitTest: row.isSplitTest,
  status: row.status ?? NO_STATUS,
});

const toDated = (row: DatedRow): DatedCampaign => ({
  ...toCampaign(row),
  type: row.type,
  tags: row.tags,
  sentAt: row.sentDate,
});

const content = z
  .object({
    ...datedFields,
    htmlContent: z.string().nullish(),
    plainTextContent: z.string().nullish(),
  })
  .transform((row): CampaignContent => ({
    ...toDated(row),
    html: row.htmlContent ?? null,
    text: row.plainTextContent ?? null,
  }));

const COUNTERS: Record<CampaignCounter, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  opens: 'Opens',
  uniqueOpens: 'Opens',
  clicks: 'Clicks',
  pageViews: 'PageViews',
  forwards: 'Forwards',
  estimatedForwards: 'EstimatedForwards',
  replies: 'Replies',
  hardBounces: 'HardBounces',
  softBounces: 'SoftBounces',
  mailBlocks: 'MailBlocks',
  unsubscribes: 'Unsubscribes',
  ispComplaints: 'IspComplaints',
};

/** `numOpens`, `numTextOpens`, `numTotalOpens`; unique ones have their word in front of or behind the second. */
const countOf = (row: Record<string, unknown>, counter: CampaignCounter): CampaignCount => {
  const name = COUNTERS[counter];
  const unique = counter === 'uniqueOpens' ? 'Unique' : '';
  const html = count.parse(row[`num${unique}${name}`]);
  const text = count.parse(row[`num${unique}Text${name}`]);
  const total = number.parse(row[`numTotal${unique}${name}`]);
  return { html, text, total: total ?? html + text };
};

const summary = z.record(z.string(), z.unknown()).transform((row): CampaignSummary => ({
  sentAt: parseVendorDate(row.dateSent),
  counts: Object.fromEntries(
    (Object.keys(COUNTERS) as CampaignCounter[]).map((name) => [name, countOf(row, name)])
  ) as Record<CampaignCounter, CampaignCount>,
  recipientsClicked: count.parse(row.numRecipientsClicked),
  revenue: text.safeParse(row.revenue).data ?? null,
  assistedRevenue: text.safeParse(row.assistedRevenue).data ?? null,
  orders: number.parse(row.numOrders),
  assistedOrders: number.parse(row.numAssistedOrders),
  conversionRate: number.parse(row.conversionRate),
}));

const who = { contactId, email: text };

/** Null for a row that names nobody. */
const known = <T extends { contactId: number | null; email: string | null }>(row: T): T | null =>
  row.contactId === null && row.email === null ? null : row;

const activity = z
  .object({
    ...who,
    numOpens: count,
    numClicks: count,
    numPageViews: count,
    numForwards: count,
    numEstimatedForwards: count,
    numReplies: count,
    dateSent: date,
    dateFirstOpened: date,
    dateLastOpened: date,
    firstOpenIp: text,
    unsubscribed: flag,
    softBounced: flag,
    hardBounced: flag,
  })
  .transform((row): CampaignActivity | null =>
    known({
      contactId: row.contactId,
      email: row.email,
      opens: row.numOpens,
      clicks: row.numClicks,
      pageViews: row.numPageViews,
      forwards: row.numForwards,
      estimatedForwards: row.numEstimatedForwards,
      replies: row.numReplies,
      sentAt: row.dateSent,
      firstOpenedAt: row.dateFirstOpened,
      lastOpenedAt: row.dateLastOpened,
      firstOpenIp: row.firstOpenIp,
      unsubscribed: row.unsubscribed,
      softBounced: row.softBounced,
      hardBounced: row.hardBounced,
    })
  );

const open = z
  .object({
    ...who,
    dateOpened: date,
    mailClient: text,
    mailClientVersion: text,
    ipAddress: text,
    userAgent: text,
    isHtml: flag,
    isForward: flag,
  })
  .transform(({ dateOpened: at, ...row }): CampaignOpen | null =>
    at === null ? null : known({ ...row, at })
  );

const click = z
  .object({ ...who, dateClicked: date, url: text, keyword: text, ipAddress: text, userAgent: text })
  .transform(({ dateClicked: at, url, ...row }): CampaignClick | null =>
    at === null ? null : known({ ...row, at, url: url ?? '' })
  );

const pageView = z
  .object({ ...who, dateViewed: date, url: text })
  .transform(({ dateViewed: at, url, ...row }): CampaignPageView | null =>
    at === null ? null : known({ ...row, at, url: url ?? '' })
  );

export const campaignsSchema = answer(z.array(z.object(campaignFields).transform(toCampaign)));
export const datedCampaignsSchema = answer(z.array(z.object(datedFields).transform(toDated)));
export const campaignContentSchema = answer(content);
export const campaignSummarySchema = answer(summary);
export const activitiesSchema = answer(z.array(activity));
export const opensSchema = answer(z.array(open));
export const clicksSchema = answer(z.array(click));
export const pageViewsSchema = answer(z.array(pageView));
