/** Campaigns themselves: which there are, what is in them, where they were sent. Read-only. */
import type { Campaign } from '../campaigns/campaign';
import { invalidParameter } from '../http/api-error';
import type { Answer, Call, Route } from '../http/router';
import { parseDate } from '../store/field-values';
import { campaignDetailsView, campaignView, filteredCampaignView } from './campaign-views';
import { bookInPath, campaignInPath } from './lookups';
import { pageOf, sinceOf } from './paging';
import { bookView } from './views';

const DAY = 24 * 3600 * 1000;

const listOf = (call: Call, campaigns: readonly Campaign[]): Answer => ({
  status: 200,
  json: pageOf(call, campaigns).map((one) => campaignView(one, call.world.switches, 'listed')),
});

/** Sent ones, wholly or in part, with whom something happened. */
const withActivitySince = (call: Call): Answer => {
  const since = sinceOf(call);
  const { sendingIsActivity } = call.world.switches;
  const active = call.account.campaigns
    .all()
    .filter(
      ({ sentAt, lastActive }) =>
        sentAt !== null && (lastActive >= since || (sendingIsActivity && sentAt >= since))
    );
  return listOf(call, active);
};

const dateOf = ({ request }: Call, name: string): number | undefined => {
  const text = request.query(name);
  if (text === undefined || text === '') return undefined;
  const date = parseDate(text);
  if (date === undefined) throw invalidParameter();
  return date;
};

const wordsOf = ({ request }: Call, name: string): string[] =>
  request.queryAll(name).flatMap((word) => (word === '' ? [] : word.toLowerCase()));

/** Each filter that is given must fit; of several tags or statuses, one. */
const filtered = (call: Call): Answer => {
  const [type] = wordsOf(call, '~type');
  const tags = wordsOf(call, '~tags');
  const statuses = wordsOf(call, '~statuses');
  const sent = dateOf(call, '~sentDate');
  const from = dateOf(call, '~scheduledDateFrom');
  const to = dateOf(call, '~scheduledDateTo');
  const day = call.world.switches.sentDateFilter === 'day';
  const fits = (campaign: Campaign): boolean =>
    (type === undefined || campaign.type.toLowerCase() === type) &&
    (tags.length === 0 || campaign.tags.some((tag) => tags.includes(tag.toLowerCase()))) &&
    (statuses.length === 0 || statuses.includes(campaign.status.toLowerCase())) &&
    isWithin(campaign.sentAt, sent, sent !== undefined && day ? endOfDay(sent) : undefined) &&
    isWithin(campaign.scheduledAt, from, to);
  const found = call.account.campaigns.all().filter(fits);
  return {
    status: 200,
    json: pageOf(call, found).map((one) => filteredCampaignView(one, call.world.switches)),
  };
};

/** What has no date fits only where none is asked for. */
const isWithin = (at: number | null, from: number | undefined, to: number | undefined): boolean => {
  if (from === undefined && to === undefined) return true;
  return at !== null && at >= (from ?? 0) && at <= (to ?? Number.POSITIVE_INFINITY);
};

const endOfDay = (at: number): number => at - (at % DAY) + DAY - 1;

/** Books that are still there. */
const booksOf = (call: Call): Answer => {
  const { books } = campaignInPath(call);
  const kept = books.filter(({ id }) => call.account.store.books.has(id));
  return {
    status: 200,
    json: pageOf(
      call,
      kept.sort((a, b) => a.id - b.id)
    ).map(bookView),
  };
};

export const campaignRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/campaigns',
    tier: 'low',
    handle: (call) => listOf(call, call.account.campaigns.all()),
  },
  { method: 'GET', path: '/v2/campaigns/filtered', tier: 'low', handle: filtered },
  {
    method: 'GET',
    path: '/v2/campaigns/with-details',
    tier: 'low',
    handle: (call) => ({
      status: 200,
      json: pageOf(call, call.account.campaigns.all()).map((one) =>
        campaignDetailsView(one, call.world.switches, 'listed')
      ),
    }),
  },
  {
    method: 'GET',
    path: '/v2/campaigns/with-activity-since/{date}',
    tier: 'low',
    handle: withActivitySince,
  },
  {
    method: 'GET',
    path: '/v2/address-books/{addressBookId}/campaigns',
    tier: 'low',
    handle: (call) => {
      const book = bookInPath(call);
      const sent = call.account.campaigns.all().filter(({ books }) => books.includes(book));
      return listOf(call, sent);
    },
  },
  {
    method: 'GET',
    path: '/v2/campaigns/{id}',
    tier: 'high',
    handle: (call) => ({
      status: 200,
      json: campaignView(campaignInPath(call), call.world.switches, 'full'),
    }),
  },
  {
    method: 'GET',
    path: '/v2/campaigns/{campaignId}/with-details',
    tier: 'high',
    handle: (call) => ({
      status: 200,
      json: campaignDetailsView(campaignInPath(call), call.world.switches, 'full'),
    }),
  },
  {
    method: 'GET',
    path: '/v2/campaigns/{campaignId}/address-books',
    tier: 'high',
    handle: booksOf,
  },
];
