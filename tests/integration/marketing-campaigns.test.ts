import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  ListEngagement,
  MarketingCampaign,
  MarketingCampaignDetail,
  MarketingCampaignPage,
} from '../../contracts/marketing-campaigns';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { personWith } from '../support/people';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PEOPLE = 12;

const READ = 'plugin::dotmailer.campaigns.read';
const MERGE = 'plugin::dotmailer.campaigns.merge';

let at: ConnectedSite;
let listId: string;
let remoteId: number;
/** The vendor's ids by name. */
const sent: Record<string, number> = {};

const reader = (number: number) => `reader${number}@example.com`;

const send = (name: string, ago: number) => {
  const { control } = at.sandbox;
  const { id } = control.createCampaign({ name });
  control.sendCampaign(id, { bookIds: [remoteId], ago });
  sent[name] = id;
};

const react = (name: string, reaction: 'open' | 'click', people: number[]) => {
  for (const number of people)
    at.sandbox.control.react(sent[name] ?? 0, reaction, { email: reader(number), times: 2 });
};

beforeAll(async () => {
  at = await startConnectedSite();
  await at.addPeople(
    Array.from({ length: PEOPLE }, (_, index) => ({ email: reader(index), firstName: `R${index}` }))
  );
  listId = await at.createList({ name: 'Readers' });
  const book = await at.createBook('Readers');
  ({ remoteId } = book);
  await at.connect(listId, book.id);
  await at.scheduledSync();
  send('Monday', 3 * DAY);
  send('Tuesday', 2 * DAY);
  send('Wednesday', DAY);
  await at.sandbox.control.advanceClock(10 * MINUTE);
  react('Monday', 'open', [0, 1, 2, 3, 4, 5]);
  react('Monday', 'click', [0, 1, 2]);
  react('Tuesday', 'open', [3, 4, 5, 6, 7, 8]);
  react('Tuesday', 'click', [2, 3]);
  react('Wednesday', 'open', [9]);
  await at.scheduledSync();
});

afterAll(() => at.close());

const page = async (query = ''): Promise<MarketingCampaignPage> => {
  const answer = await at.site.request<{ data: MarketingCampaignPage }>(
    'GET',
    `/dotmailer/marketing-campaigns?${query}`
  );
  expect(answer.status).toBe(200);
  return answer.body.data;
};

const named = async (name: string): Promise<MarketingCampaign> => {
  const found = (await page()).results.filter((one) => one.name === name);
  expect(found.map((one) => one.name)).toEqual([name]);
  return found[0] as MarketingCampaign;
};

const one = async (id: number): Promise<MarketingCampaignDetail> => {
  const answer = await at.site.request<{ data: MarketingCampaignDetail }>(
    'GET',
    `/dotmailer/marketing-campaigns/${id}`
  );
  expect(answer.status).toBe(200);
  return answer.body.data;
};

const merge = (body: { ids: number[]; intoId: number; name: string }, token?: string) =>
  at.site.request<{ data: MarketingCampaignDetail }>(
    'POST',
    '/dotmailer/marketing-campaigns/merge',
    body,
    token
  );

const split = (id: number, token?: string) =>
  at.site.request<{ data: { split: number } }>(
    'POST',
    `/dotmailer/marketing-campaigns/${id}/split`,
    undefined,
    token
  );

/** People by e-mail who did it with any of these campaigns, out of the activities as they came in. */
const peopleWho = async (did: 'opens' | 'clicks', names: string[]): Promise<number> => {
  const campaigns: { id: number }[] = await at
    .table('dotmailer_campaigns')
    .whereIn(
      'remote_id',
      names.map((name) => sent[name] ?? 0)
    )
    .select('id');
  const rows: { email_norm: string }[] = await at
    .table('dotmailer_activities')
    .whereIn(
      'campaign_id',
      campaigns.map(({ id }) => id)
    )
    .where(did, '>', 0)
    .select('email_norm');
  return new Set(rows.map((row) => row.email_norm)).size;
};

const vendorTotals = (name: string) => {
  const { recipientsClicked, ...counts } = at.sandbox.control.campaign(sent[name] ?? 0).totals;
  const totals = Object.entries(counts).map(([counter, { total }]) => [counter, total]);
  return { ...Object.fromEntries(totals), recipientsClicked } as Record<string, number>;
};

/** Figures that are no people. */
const added = ({ uniqueOpens: _, recipientsClicked: __, ...counters }: Record<string, number>) =>
  counters;

test('each campaign that was sent is a marketing campaign with the vendor’s own totals', async () => {
  const { results, pagination } = await page();
  expect(pagination.total).toBe(3);
  expect(results.map(({ name }) => name)).toEqual(['Wednesday', 'Tuesday', 'Monday']);
  for (const { name, totals, campaigns, lists, rates } of results) {
    expect(totals).toEqual(vendorTotals(name));
    expect(campaigns).toBe(1);
    expect(lists).toEqual([{ id: listId, name: 'Readers' }]);
    expect(rates.uniqueOpens).toBe(totals.uniqueOpens / totals.delivered);
  }
});

test('search, sort and paging', async () => {
  expect((await page('search=tues')).results.map(({ name }) => name)).toEqual(['Tuesday']);
  expect((await page('sort=name:asc')).results.map(({ name }) => name)).toEqual([
    'Monday',
    'Tuesday',
    'Wednesday',
  ]);
  const byOpens = (await page('sort=opens:asc')).results.map(({ totals }) => totals.opens);
  expect(byOpens).toEqual([...byOpens].sort((a, b) => a - b));
  const second = await page('sort=sentAt:asc&page=2&pageSize=2');
  expect(second.results.map(({ name }) => name)).toEqual(['Wednesday']);
  expect(second.pagination).toEqual({ page: 2, pageSize: 2, pageCount: 2, total: 3 });
  expect((await page(`integrationId=${at.integrationId + 1}`)).results).toEqual([]);
});

test('merged ones add their counters up and count each person once; split restores them', async () => {
  const before = (await page('sort=name:asc')).results;
  const monday = await named('Monday');
  const tuesday = await named('Tuesday');
  const answer = await merge({
    ids: [monday.id, tuesday.id],
    intoId: monday.id,
    name: ' The first days ',
  });
  expect(answer.status).toBe(200);

  const merged = await one(monday.id);
  expect(answer.body.data).toEqual(merged);
  expect(merged).toMatchObject({ name: 'The first days', campaigns: 2, sentAt: monday.sentAt });
  expect(merged.members.map(({ name, totals }) => [name, totals])).toEqual([
    ['Monday', vendorTotals('Monday')],
    ['Tuesday', vendorTotals('Tuesday')],
  ]);
  const sums = added(vendorTotals('Monday'));
  for (const [counter, value] of Object.entries(added(vendorTotals('Tuesday'))))
    sums[counter] = (sums[counter] ?? 0) + value;
  expect(added(merged.totals)).toEqual(sums);

  const openers = await peopleWho('opens', ['Monday', 'Tuesday']);
  expect(openers).toBe(9);
  expect(merged.totals.uniqueOpens).toBe(openers);
  expect(monday.totals.uniqueOpens + tuesday.totals.uniqueOpens).toBeGreaterThan(openers);
  expect(merged.totals.recipientsClicked).toBe(await peopleWho('clicks', ['Monday', 'Tuesday']));
  expect(merged.totals.recipientsClicked).toBe(4);
  expect(merged.rates.uniqueOpens).toBe(openers / merged.totals.delivered);

  const listed = (await page('sort=name:asc')).results;
  expect(listed.map(({ name }) => name)).toEqual(['The first days', 'Wednesday']);
  expect(listed[0]?.totals).toEqual(merged.totals);
  expect(
    (await at.site.request('GET', `/dotmailer/marketing-campaigns/${tuesday.id}`)).status
  ).toBe(404);

  expect((await split(monday.id)).body.data).toEqual({ split: 1 });
  await at.site.request('PUT', `/dotmailer/marketing-campaigns/${monday.id}`, { name: 'Monday' });
  expect((await page('sort=name:asc')).results).toEqual(before);
});

test('what people do afterwards is counted too', async () => {
  const monday = await named('Monday');
  const wednesday = await named('Wednesday');
  await merge({ ids: [wednesday.id, monday.id], intoId: wednesday.id, name: 'Both' });
  const before = (await one(wednesday.id)).totals;
  await at.sandbox.control.advanceClock(10 * MINUTE);
  react('Monday', 'open', [9, 10]);
  await at.scheduledSync();
  const after = (await one(wednesday.id)).totals;
  expect(after.uniqueOpens).toBe(before.uniqueOpens + 1);
  expect(after.opens).toBe(before.opens + 4);
});

test('merged ones merge further, and all of them split at once', async () => {
  const both = await named('Both');
  const tuesday = await named('Tuesday');
  await merge({ ids: [both.id, tuesday.id], intoId: tuesday.id, name: 'All' });
  const all = await one(tuesday.id);
  expect(all.campaigns).toBe(3);
  expect(all.totals.uniqueOpens).toBe(await peopleWho('opens', Object.keys(sent)));
  expect((await split(tuesday.id)).body.data).toEqual({ split: 2 });
  const names = (await page('sort=sentAt:asc')).results.map(({ name }) => name);
  expect(names).toEqual(['Monday', 'All', 'Both']);
});

test('of two merges at once that exclude each other one is done', async () => {
  const ids = (await page()).results.slice(0, 2).map(({ id }) => id);
  const [first, second] = ids as [number, number];
  const answers = await Promise.all([
    merge({ ids, intoId: first, name: 'First' }),
    merge({ ids, intoId: second, name: 'Second' }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  const { results } = await page();
  expect(results.filter(({ campaigns }) => campaigns === 2)).toHaveLength(1);
  const merged = results.find(({ campaigns }) => campaigns === 2);
  await split(merged?.id ?? 0);
  expect((await page()).pagination.total).toBe(3);
});

test('what is not there is not merged, and one campaign is not split', async () => {
  const { results: before } = await page();
  const [first, second] = before;
  const ids = [first?.id ?? 0, second?.id ?? 0, 999_999];
  expect((await merge({ ids, intoId: first?.id ?? 0, name: 'X' })).status).toBe(404);
  expect((await merge({ ids, intoId: 999_999, name: 'X' })).status).toBe(404);
  const [same] = ids;
  expect((await merge({ ids: [same ?? 0, same ?? 0], intoId: same ?? 0, name: 'X' })).status).toBe(
    400
  );
  expect((await split(first?.id ?? 0)).status).toBe(400);
  expect((await split(999_999)).status).toBe(404);
  const renamed = await at.site.request('PUT', `/dotmailer/marketing-campaigns/${first?.id}`, {
    name: '  ',
  });
  expect(renamed.status).toBe(400);
  expect((await page()).results).toEqual(before);
});

test('the audit trail says what was merged, split and renamed', async () => {
  const answer = await at.site.request<{
    data: { results: { action: string; subject: { name: string }; details: unknown }[] };
  }>('GET', '/dotmailer/audit?pageSize=100');
  const told = answer.body.data.results
    .filter(({ action }) => action.startsWith('marketing-campaign.'))
    .map(({ action, subject, details }) => [action, subject.name, details])
    .reverse();
  expect(told.slice(0, 3)).toEqual([
    ['marketing-campaign.merged', 'The first days', { merged: ['Monday', 'Tuesday'] }],
    ['marketing-campaign.split', 'The first days', { split: 1 }],
    ['marketing-campaign.renamed', 'Monday', { from: 'The first days' }],
  ]);
});

test('whoever may only read neither merges, splits nor renames', async () => {
  const [first, second] = (await page()).results;
  const reads = await personWith(at.site, [READ]);
  const body = { ids: [first?.id ?? 0, second?.id ?? 0], intoId: first?.id ?? 0, name: 'X' };
  const get = (token: string) =>
    at.site.request('GET', `/dotmailer/marketing-campaigns/${first?.id}`, undefined, token);
  expect((await get(reads)).status).toBe(200);
  expect((await merge(body, reads)).status).toBe(403);
  expect((await split(first?.id ?? 0, reads)).status).toBe(403);
  const rename = await at.site.request(
    'PUT',
    `/dotmailer/marketing-campaigns/${first?.id}`,
    { name: 'X' },
    reads
  );
  expect(rename.status).toBe(403);
  expect((await get(await personWith(at.site, [MERGE]))).status).toBe(403);
});

test('a list tells what its campaigns came to', async () => {
  const of = async (id: string) =>
    (
      await at.site.request<{ data: ListEngagement }>(
        'GET',
        `/dotmailer/marketing-lists/${id}/engagement`
      )
    ).body.data;
  const totals = Object.keys(sent).map(vendorTotals);
  const sum = (counter: string) => totals.reduce((all, one) => all + (one[counter] ?? 0), 0);
  expect(await of(listId)).toEqual({
    campaigns: 3,
    delivered: sum('delivered'),
    opens: sum('opens'),
    clicks: sum('clicks'),
    last: { id: expect.any(Number), name: 'Wednesday', sentAt: expect.any(String) },
  });
  expect(await of(await at.createList({ name: 'Nobody' }))).toEqual({
    campaigns: 0,
    delivered: 0,
    opens: 0,
    clicks: 0,
    last: null,
  });
});

test('a person in two accounts counts once, and campaigns outlive the account they were merged into', async () => {
  const credentials = { username: 'second@apiconnector.com', password: 'Passw0rd-2' };
  const account = at.sandbox.control.createAccount({ name: 'Second', credentials });
  const made = await at.site.request<{ data: { id: number } }>('POST', '/dotmailer/integrations', {
    name: 'Second',
    ...credentials,
    active: true,
  });
  const { id: integrationId } = made.body.data;
  await at.idle();
  const book = await at.site.request<{ data: { id: number; remoteId: number } }>(
    'POST',
    '/dotmailer/address-books',
    { integrationId, name: 'Elsewhere' }
  );
  const elsewhere = await at.createList({ name: 'Elsewhere' });
  await at.site.request('POST', `/dotmailer/marketing-lists/${elsewhere}/connection`, {
    integrationId,
    addressBookId: book.body.data.id,
  });
  await at.idle();
  const { id } = account.createCampaign({ name: 'Elsewhere' });
  account.sendCampaign(id, { bookIds: [book.body.data.remoteId], ago: DAY });
  await at.sandbox.control.advanceClock(10 * MINUTE);
  for (const number of [0, 11]) account.react(id, 'open', { email: reader(number).toUpperCase() });
  await at.scheduledSync({ integrationId });

  const monday = await named('Monday');
  const other = await named('Elsewhere');
  await merge({ ids: [monday.id, other.id], intoId: other.id, name: 'Two accounts' });
  const merged = await one(other.id);
  expect(merged.members.map(({ integrationName }) => integrationName)).toEqual([
    'Sandbox',
    'Second',
  ]);
  expect(merged.totals.uniqueOpens).toBe(monday.totals.uniqueOpens + 1);
  expect((await page(`integrationId=${at.integrationId}`)).pagination.total).toBe(3);

  await at.site.request('DELETE', `/dotmailer/integrations/${integrationId}`);
  expect((await named('Monday')).totals).toEqual(monday.totals);
});
