/** What became of a sent campaign: its summary, and what each person did. */
import type { Campaign } from '../campaigns/campaign';
import type { CampaignEvent, EventLog, Rows } from '../campaigns/event-log';
import { FLAG } from '../campaigns/recipients';
import { contactNotFound, refusal } from '../http/api-error';
import type { Answer, Call, Route } from '../http/router';
import type { Contact } from '../model';
import {
  activityView,
  bookmarkViews,
  clickView,
  openView,
  pageViewView,
  replyView,
  summaryView,
  type EventView,
} from './campaign-views';
import { campaignInPath } from './lookups';
import { pageOf, sinceOf } from './paging';
import { contactView } from './views';

/** "You may not request more than 5 records at a time". */
const REPLIES_LIMIT = 5;

/** A campaign that may have reports. */
const reportedCampaign = (call: Call): Campaign => {
  const campaign = campaignInPath(call);
  if (campaign.sentAt === null && call.world.switches.unsentReport === 'refused') {
    throw refusal(400, 'ERROR_CAMPAIGN_INVALID');
  }
  return campaign;
};

const recipientInPath = (call: Call, { recipients }: Campaign): number => {
  const recipient = recipients.numberOf(Number(call.params.contactId));
  if (recipient === undefined) throw contactNotFound();
  return recipient;
};

/** Everybody it was mailed to, in that order. */
const everybody = (call: Call): Answer => {
  const campaign = reportedCampaign(call);
  const { length } = campaign.recipients;
  const numbers: Rows<number> = {
    length,
    slice: (start, end) =>
      Array.from({ length: Math.max(0, Math.min(end, length) - start) }, (_, at) => start + at),
  };
  return activities(call, campaign, pageOf(call, numbers));
};

const activeSince = (call: Call): Answer => {
  const campaign = reportedCampaign(call);
  const { sendingIsActivity, activitiesSinceMaxSelect } = call.world.switches;
  const active = campaign.recipients.activeSince(sinceOf(call), sendingIsActivity);
  return activities(call, campaign, pageOf(call, active, activitiesSinceMaxSelect));
};

const activities = ({ world }: Call, campaign: Campaign, page: readonly number[]): Answer => ({
  status: 200,
  json: page.map((recipient) => activityView(campaign, recipient, world.switches)),
});

/** Pages of one kind of event; the events are made for the page alone. */
const events = (
  call: Call,
  logOf: (campaign: Campaign) => EventLog,
  view: EventView,
  since = 0
): Answer => {
  const campaign = reportedCampaign(call);
  const { switches } = call.world;
  const page = pageOf(call, logOf(campaign).since(since, switches.eventOrder));
  return { status: 200, json: page.map((event) => view(campaign, event, switches)) };
};

const eventsOfContact = (
  call: Call,
  logOf: (campaign: Campaign) => EventLog,
  view: EventView,
  limit?: number
): Answer => {
  const campaign = reportedCampaign(call);
  const own: CampaignEvent[] = logOf(campaign).of(recipientInPath(call, campaign));
  const page = pageOf(call, own, limit);
  return { status: 200, json: page.map((event) => view(campaign, event, call.world.switches)) };
};

const everyBookmark = (call: Call): Answer => {
  const campaign = reportedCampaign(call);
  const all = campaign.bookmarks.since(0, 'recipient');
  return { status: 200, json: pageOf(call, bookmarkViews(campaign, all.slice(0, all.length))) };
};

const bookmarksOfContact = (call: Call): Answer => {
  const campaign = reportedCampaign(call);
  const own = campaign.bookmarks.of(recipientInPath(call, campaign));
  return { status: 200, json: pageOf(call, bookmarkViews(campaign, own)) };
};

const hardBouncing = (call: Call): Answer => {
  const { recipients } = reportedCampaign(call);
  const fields = call.request.queryFlag('withFullData') ? call.account.store.fields : undefined;
  const bounced: Contact[] = recipients.contacts.filter((_, recipient) =>
    recipients.has(recipient, FLAG.hardBounced)
  );
  return { status: 200, json: pageOf(call, bounced).map((one) => contactView(one, fields)) };
};

const opensOf = ({ opens }: Campaign): EventLog => opens;
const clicksOf = ({ clicks }: Campaign): EventLog => clicks;
const pageViewsOf = ({ pageViews }: Campaign): EventLog => pageViews;
const repliesOf = ({ replies }: Campaign): EventLog => replies;

const CAMPAIGN = '/v2/campaigns/{campaignId}';
const CONTACT = `${CAMPAIGN}/activities/{contactId}`;

const read = (path: string, tier: Route['tier'], handle: Route['handle']): Route => ({
  method: 'GET',
  path,
  tier,
  handle,
});

export const campaignReportRoutes: Route[] = [
  read(`${CAMPAIGN}/summary`, 'high', (call) => ({
    status: 200,
    json: summaryView(reportedCampaign(call), call.world.switches),
  })),
  read(`${CAMPAIGN}/activities`, 'low', everybody),
  read(`${CAMPAIGN}/activities/since-date/{date}`, 'low', activeSince),
  read(`${CAMPAIGN}/opens`, 'low', (call) => events(call, opensOf, openView)),
  read(`${CAMPAIGN}/opens/since-date/{date}`, 'low', (call) =>
    events(call, opensOf, openView, sinceOf(call))
  ),
  read(`${CAMPAIGN}/clicks`, 'low', (call) => events(call, clicksOf, clickView)),
  read(`${CAMPAIGN}/clicks/since-date/{date}`, 'low', (call) =>
    events(call, clicksOf, clickView, sinceOf(call))
  ),
  read(`${CAMPAIGN}/page-views/since-date/{date}`, 'low', (call) =>
    events(call, pageViewsOf, pageViewView, sinceOf(call))
  ),
  read(`${CAMPAIGN}/social-bookmark-views`, 'low', everyBookmark),
  read(`${CAMPAIGN}/hard-bouncing-contacts`, 'low', hardBouncing),
  read(CONTACT, 'high', (call) => {
    const campaign = reportedCampaign(call);
    const recipient = recipientInPath(call, campaign);
    return { status: 200, json: activityView(campaign, recipient, call.world.switches) };
  }),
  read(`${CONTACT}/opens`, 'high', (call) => eventsOfContact(call, opensOf, openView)),
  read(`${CONTACT}/clicks`, 'high', (call) => eventsOfContact(call, clicksOf, clickView)),
  read(`${CONTACT}/page-views`, 'high', (call) => eventsOfContact(call, pageViewsOf, pageViewView)),
  read(`${CONTACT}/replies`, 'high', (call) =>
    eventsOfContact(call, repliesOf, replyView, REPLIES_LIMIT)
  ),
  read(`${CONTACT}/social-bookmark-views`, 'high', bookmarksOfContact),
];
