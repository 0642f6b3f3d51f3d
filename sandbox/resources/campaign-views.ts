/** How campaigns and what people did with them look in answers. */
import type { Campaign } from '../campaigns/campaign';
import { BOOKMARKS, ipAddressOf, MAIL_CLIENTS } from '../campaigns/clients';
import type { CampaignEvent } from '../campaigns/event-log';
import { keywordOf } from '../campaigns/links';
import { FLAG } from '../campaigns/recipients';
import { totalsOf, type Count } from '../campaigns/summary';
import { isoSeconds } from '../store/field-values';
import type { Switches } from '../switches';

/** `undefined` leaves the property out of the answer. */
const dateView = (at: number | null, switches: Switches): string | null | undefined => {
  if (at) {
    return switches.eventDates === 'seconds' ? isoSeconds(at) : new Date(at).toISOString();
  }
  if (switches.emptyDate === 'absent') return undefined;
  return switches.emptyDate === 'null' ? null : '0001-01-01T00:00:00Z';
};

/** What a version to come may add. */
const newer = (switches: Switches): object =>
  switches.newerVersion ? { channel: { kind: 'Email', weight: 1.5 }, regions: ['eu'] } : {};

type Content = 'listed' | 'full';

export const campaignView = (campaign: Campaign, switches: Switches, content: Content) => {
  const isFull = content === 'full' || switches.campaignListContent === 'full';
  return {
    id: campaign.id,
    name: campaign.name,
    subject: campaign.subject,
    fromName: campaign.fromName,
    fromAddress: { id: 1, email: campaign.fromEmail },
    htmlContent: isFull ? campaign.htmlContent : null,
    plainTextContent: isFull ? campaign.plainTextContent : null,
    replyAction: switches.newerVersion ? 'AskAssistant' : campaign.replyAction,
    replyToAddress: campaign.replyToAddress,
    isSplitTest: campaign.isSplitTest,
    status: campaign.status,
    ...newer(switches),
  };
};

export const campaignDetailsView = (campaign: Campaign, switches: Switches, content: Content) => ({
  ...campaignView(campaign, switches, content),
  type: campaign.type,
  tags: campaign.tags.map((name) => ({ name })),
  splitTestOptions: null,
  sentDate: dateView(campaign.sentAt, switches),
});

/** The filtered list: tags are bare texts here, and dates that never were are null. */
export const filteredCampaignView = (campaign: Campaign, switches: Switches) => ({
  ...campaignView(campaign, switches, 'listed'),
  type: campaign.type,
  tags: campaign.tags,
  sentDate: campaign.sentAt === null ? null : dateView(campaign.sentAt, switches),
  scheduledDate: campaign.scheduledAt === null ? null : dateView(campaign.scheduledAt, switches),
});

const whoView = ({ recipients }: Campaign, recipient: number) => {
  const contact = recipients.contacts[recipient];
  return { contactId: contact?.id ?? 0, email: contact?.email ?? null };
};

/** Everything one recipient did, added up. */
export const activityView = (campaign: Campaign, recipient: number, switches: Switches) => {
  const { recipients } = campaign;
  const { tallies } = recipients;
  return {
    ...whoView(campaign, recipient),
    numOpens: tallies.opens.at(recipient),
    numPageViews: tallies.pageViews.at(recipient),
    numClicks: tallies.clicks.at(recipient),
    numForwards: tallies.forwards.at(recipient),
    numEstimatedForwards: tallies.estimatedForwards.at(recipient),
    numReplies: tallies.replies.at(recipient),
    dateSent: dateView(recipients.sentAt.at(recipient), switches),
    dateFirstOpened: dateView(recipients.firstOpened.at(recipient), switches),
    dateLastOpened: dateView(recipients.lastOpened.at(recipient), switches),
    firstOpenIp: tallies.opens.at(recipient) > 0 ? ipAddressOf(recipient) : '',
    unsubscribed: recipients.has(recipient, FLAG.unsubscribed),
    softBounced: recipients.has(recipient, FLAG.softBounced),
    hardBounced: recipients.has(recipient, FLAG.hardBounced),
    ...newer(switches),
  };
};

export type EventView = (campaign: Campaign, event: CampaignEvent, switches: Switches) => object;

export const openView: EventView = (campaign, { at, recipient, detail, client }, switches) => {
  const mailClient = MAIL_CLIENTS[client];
  return {
    ...whoView(campaign, recipient),
    mailClient: mailClient?.name ?? null,
    mailClientVersion: mailClient?.version ?? null,
    ipAddress: ipAddressOf(recipient),
    userAgent: mailClient?.userAgent ?? null,
    isHtml: !campaign.recipients.has(recipient, FLAG.text),
    isForward: detail === 1,
    dateOpened: dateView(at, switches),
    ...newer(switches),
  };
};

export const clickView: EventView = (campaign, { at, recipient, detail, client }, switches) => {
  const url = campaign.links[detail] ?? '';
  return {
    ...whoView(campaign, recipient),
    url,
    ipAddress: ipAddressOf(recipient),
    userAgent: MAIL_CLIENTS[client]?.userAgent ?? null,
    dateClicked: dateView(at, switches),
    keyword: keywordOf(url),
    ...newer(switches),
  };
};

export const pageViewView: EventView = (campaign, { at, recipient, detail }, switches) => ({
  ...whoView(campaign, recipient),
  url: campaign.links[detail] ?? '',
  dateViewed: dateView(at, switches),
  ...newer(switches),
});

export const replyView: EventView = (campaign, { at, recipient }, switches) => {
  const who = whoView(campaign, recipient);
  return {
    ...who,
    fromAddress: who.email,
    toAddress: campaign.replyToAddress ?? campaign.fromEmail,
    subject: `RE: ${campaign.subject}`,
    message: 'Thank you, very useful.',
    isHtml: false,
    dateReplied: dateView(at, switches),
    replyType: 'Reply',
    customReplyToAddress: null,
    ...newer(switches),
  };
};

/** Views per recipient and network. */
export const bookmarkViews = (campaign: Campaign, events: readonly CampaignEvent[]): object[] => {
  const views = new Map<string, { recipient: number; detail: number; count: number }>();
  for (const { recipient, detail } of events) {
    const key = `${recipient} ${detail}`;
    const before = views.get(key);
    if (before) before.count += 1;
    else views.set(key, { recipient, detail, count: 1 });
  }
  return [...views.values()].map(({ recipient, detail, count }) => ({
    ...whoView(campaign, recipient),
    bookmarkName: BOOKMARKS[detail],
    numViews: count,
  }));
};

/** The names of one count: `numOpens` of the HTML version, `numTextOpens`, `numTotalOpens`. */
const counted = (name: string, { html, text, total }: Count): Record<string, number> => ({
  [`num${name}`]: html,
  [`numText${name}`]: text,
  [`numTotal${name}`]: total,
});

/** Percentages are of the delivered mails, except where the formula says otherwise. */
export const summaryView = (campaign: Campaign, switches: Switches) => {
  const totals = totalsOf(campaign);
  const scale = switches.percentageScale === 'fraction' ? 1 : 100;
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * scale);
  const ofDelivered = (part: number): number => share(part, totals.delivered.total);
  return {
    dateSent: dateView(campaign.sentAt, switches),
    numUniqueOpens: totals.uniqueOpens.html,
    numUniqueTextOpens: totals.uniqueOpens.text,
    numTotalUniqueOpens: totals.uniqueOpens.total,
    ...counted('Opens', totals.opens),
    ...counted('Clicks', totals.clicks),
    ...counted('PageViews', totals.pageViews),
    numForwards: totals.forwards.html,
    numTextForwards: totals.forwards.text,
    ...counted('EstimatedForwards', totals.estimatedForwards),
    ...counted('Replies', totals.replies),
    ...counted('HardBounces', totals.hardBounces),
    ...counted('SoftBounces', totals.softBounces),
    ...counted('Unsubscribes', totals.unsubscribes),
    ...counted('IspComplaints', totals.ispComplaints),
    ...counted('MailBlocks', totals.mailBlocks),
    ...counted('Sent', totals.sent),
    numRecipientsClicked: totals.recipientsClicked,
    ...counted('Delivered', totals.delivered),
    percentageDelivered: share(totals.delivered.total, totals.sent.total),
    percentageUniqueOpens: ofDelivered(totals.uniqueOpens.total),
    percentageOpens: ofDelivered(totals.opens.total),
    percentageUnsubscribes: ofDelivered(totals.unsubscribes.total),
    percentageReplies: ofDelivered(totals.replies.total),
    percentageHardBounces: share(totals.hardBounces.total, totals.sent.total),
    percentageSoftBounces: ofDelivered(totals.softBounces.total),
    percentageUsersClicked: ofDelivered(totals.recipientsClicked),
    percentageClicksToOpens: share(totals.clicks.total, totals.opens.total),
    ...(switches.summaryRevenue
      ? {
          revenue: '$0.00',
          conversionRate: 0,
          assistedRevenue: '$0.00',
          numOrders: 0,
          numAssistedOrders: 0,
        }
      : {}),
    ...newer(switches),
  };
};
