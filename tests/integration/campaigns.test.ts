import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MAIL_CLIENTS } from '../../sandbox/campaigns/clients';
import { COUNTERS } from '../../server/src/core/campaign-counts';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let at: ConnectedSite;
let listId: string;
let book: { id: number; remoteId: number };

type Row = Record<string, unknown> & { id: number };

const PEOPLE = 40;

beforeAll(async () => {
  at = await startConnectedSite();
  await at.addPeople(
    Array.from({ length: PEOPLE }, (_, index) => ({ email: `reader${index}@example.com` }))
  );
  listId = await at.createList({ name: 'Readers' });
  book = await at.createBook('Readers');
  await at.connect(listId, book.id);
  await at.scheduledSync();
});

afterAll(() => at.close());

beforeEach(() => at.sandbox.control.clearCalls());

const sent = (name: string, { ago = 0, bookId = book.remoteId } = {}) => {
  const { control } = at.sandbox;
  const { id } = control.createCampaign({ name });
  control.sendCampaign(id, { bookIds: [bookId], ago });
  return id;
};

const rows = (name: string, where: Record<string, unknown>): Promise<Row[]> =>
  at.table(name).where(where).orderBy('id') as unknown as Promise<Row[]>;

const stored = async (remoteId: number): Promise<Row> => {
  const [row] = await rows('dotmailer_campaigns', { remote_id: remoteId });
  if (!row) throw new Error(`the campaign ${remoteId} is not known`);
  return row;
};

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What Strapi holds of a campaign, in the words of the sandbox. */
const held = async (remoteId: number) => {
  const { id } = await stored(remoteId);
  const [summary] = await rows('dotmailer_campaign_summaries', { campaign_id: id });
  const activities = await rows('dotmailer_activities', { campaign_id: id });
  const events = async (kind: string) =>
    (await rows('dotmailer_campaign_events', { campaign_id: id, kind })).length;
  return {
    totals: Object.fromEntries(
      COUNTERS.map((counter) => [
        counter,
        {
          html: Number(summary?.[`${snake(counter)}_html`]),
          text: Number(summary?.[`${snake(counter)}_text`]),
          total: Number(summary?.[`${snake(counter)}_total`]),
        },
      ])
    ),
    activities,
    events: {
      opens: await events('open'),
      clicks: await events('click'),
      views: await events('view'),
    },
  };
};

const clickedBy = async (remoteId: number): Promise<number> => {
  const { id } = await stored(remoteId);
  const [summary] = await rows('dotmailer_campaign_summaries', { campaign_id: id });
  return Number(summary?.recipients_clicked);
};

const expectAgreement = async (remoteId: number) => {
  const { totals, activities, events } = await held(remoteId);
  const vendor = at.sandbox.control.campaign(remoteId);
  const { recipientsClicked, ...counts } = vendor.totals;
  expect(await clickedBy(remoteId)).toBe(recipientsClicked);
  expect(totals).toEqual(counts);
  expect(activities).toHaveLength(counts.sent.total);
  for (const [column, total] of [
    ['opens', counts.opens.total],
    ['clicks', counts.clicks.total],
    ['page_views', counts.pageViews.total],
    ['replies', counts.replies.total],
  ] as const)
    expect([column, activities.reduce((sum, one) => sum + Number(one[column]), 0)]).toEqual([
      column,
      total,
    ]);
  expect(events).toEqual({
    opens: vendor.events.opens,
    clicks: vendor.events.clicks,
    views: vendor.events.pageViews,
  });
};

const dayLater = async () => {
  await at.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).update({ read_at: 0 });
  await at.scheduledSync();
};

test('a campaign comes in with its mail, totals, recipients and single events, and gets a marketing campaign', async () => {
  const { control } = at.sandbox;
  const id = sent('Spring', { ago: 3 * DAY });
  control.simulateReactions(id, 2);
  await dayLater();
  await expectAgreement(id);

  const campaign = await stored(id);
  expect(campaign).toMatchObject({ name: 'Spring', status: 'Sent' });
  expect(String(campaign.html_content)).toContain('http://$UNSUB$');
  expect(String(campaign.plain_text_content)).toContain('$UNSUB$');
  const [marketing] = await rows('dotmailer_marketing_campaigns', {
    id: campaign.marketing_campaign_id,
  });
  expect(marketing).toMatchObject({ name: 'Spring', integration_id: at.integrationId });
  expect(new Date(marketing?.sent_at as string).getTime()).toBeCloseTo(
    control.campaign(id).sentAt ?? 0,
    -4
  );
  expect(await rows('dotmailer_campaign_books', { campaign_id: campaign.id })).toMatchObject([
    { book_remote_id: book.remoteId, list_id: listId },
  ]);
});

test('what happens later comes in with the next cycle, and reading it five times changes nothing', async () => {
  const { control } = at.sandbox;
  const id = sent('Later', { ago: DAY });
  await dayLater();
  await expectAgreement(id);
  await control.advanceClock(10 * MINUTE);
  control.react(id, 'open', { count: 5, times: 2 });
  control.react(id, 'click', { count: 3, times: 2 });
  control.react(id, 'pageView', { count: 2 });
  await at.scheduledSync();
  await expectAgreement(id);
  const before = await held(id);
  for (let time = 0; time < 5; time += 1) {
    await at.table('dotmailer_campaigns').update({ due_at: 1, read_until: null, whole_at: null });
    await at.scheduledSync();
  }
  expect(await held(id)).toEqual(before);
});

test('an open says with which mail client, named once', async () => {
  const { control } = at.sandbox;
  const id = sent('Clients', { ago: DAY });
  control.react(id, 'open', { count: 10, over: MINUTE });
  await dayLater();
  const { id: campaignId } = await stored(id);
  const opens = await rows('dotmailer_campaign_events', { campaign_id: campaignId, kind: 'open' });
  const known = MAIL_CLIENTS.map(({ version }) => version);
  for (const { client } of opens) expect(known).toContain(client);
  expect(opens).toHaveLength(10);
});

test('who clicked last is remembered on the activity', async () => {
  const { control } = at.sandbox;
  const id = sent('Clicked', { ago: DAY });
  await control.advanceClock(10 * MINUTE);
  control.react(id, 'click', { email: 'reader7@example.com', times: 2 });
  await at.scheduledSync();
  const { id: campaignId } = await stored(id);
  const [person] = await rows('dotmailer_activities', {
    campaign_id: campaignId,
    email_norm: 'reader7@example.com',
  });
  const clicks = await rows('dotmailer_campaign_events', {
    campaign_id: campaignId,
    kind: 'click',
    person_key: person?.person_key,
  });
  expect(clicks).toHaveLength(2);
  expect(Number(person?.last_clicked_at)).toBe(Math.max(...clicks.map((one) => Number(one.at))));
});

/** Campaigns of more than a year ago whose reports were read a day ago. */
const readYesterday = async (count: number) => {
  const campaigns = Array.from({ length: count }, (_, number) =>
    at.sandbox.control.campaign(sent(`Old ${number}`, { ago: 400 * DAY }))
  );
  for (const { id, name, sentAt } of campaigns) {
    await at.table('dotmailer_campaigns').insert({
      document_id: `old${id}`,
      integration_id: at.integrationId,
      remote_id: id,
      name,
      status: 'Sent',
      sent_at: new Date(sentAt ?? 0),
      read_at: Date.now() - DAY,
    });
    const { id: campaignId } = await stored(id);
    await at.table('dotmailer_campaign_books').insert({
      integration_id: at.integrationId,
      campaign_id: campaignId,
      book_remote_id: book.remoteId,
      list_id: listId,
    });
  }
};

test('a quiet cycle makes one call, however many campaigns were ever sent', async () => {
  const quietCalls = async () => {
    await at.sandbox.control.advanceClock(10 * MINUTE);
    await at.scheduledSync();
    at.sandbox.control.clearCalls();
    await at.scheduledSync();
    const { log } = at.sandbox.control.calls();
    return log.map(({ endpoint }) => endpoint).filter((endpoint) => endpoint.includes('campaign'));
  };
  const before = await quietCalls();
  expect(before).toHaveLength(1);
  await readYesterday(1000);
  await dayLater();
  expect(await rows('dotmailer_campaigns', { due_at: null, gone_at: null })).not.toHaveLength(0);
  expect(await quietCalls()).toEqual(before);
}, 120_000);

test('a campaign that is gone stays, marked so; an empty listing marks nothing', async () => {
  const { control } = at.sandbox;
  const id = sent('Gone', { ago: DAY });
  await dayLater();
  control.removeCampaign(id);
  await dayLater();
  expect((await stored(id)).gone_at).not.toBeNull();
  expect((await held(id)).activities).toHaveLength(PEOPLE);
  for (const { id: each } of control.campaigns()) control.removeCampaign(each);
  const alive = () => rows('dotmailer_campaigns', { gone_at: null });
  const before = (await alive()).length;
  await dayLater();
  expect(await alive()).toHaveLength(before);
});

test('a campaign first seen while it is being sent becomes a marketing campaign when it was sent', async () => {
  const { control } = at.sandbox;
  const { id } = control.createCampaign({ name: 'Draft' });
  await dayLater();
  expect(await rows('dotmailer_campaigns', { remote_id: id })).toEqual([]);
  control.sendCampaign(id, { bookIds: [book.remoteId], first: 10 });
  await dayLater();
  expect(await rows('dotmailer_marketing_campaigns', { name: 'Draft' })).toHaveLength(1);
  expect((await held(id)).activities).toHaveLength(10);
  control.finishSending(id);
  await at
    .table('dotmailer_campaigns')
    .where({ remote_id: id })
    .update({ read_at: 1, whole_at: 1 });
  await dayLater();
  expect((await held(id)).activities).toHaveLength(PEOPLE);
  expect(await rows('dotmailer_marketing_campaigns', { name: 'Draft' })).toHaveLength(1);
});

test('campaigns of books that are not connected are nobody’s, until a list is connected', async () => {
  const { control } = at.sandbox;
  const other = await at.createBook('Others');
  control.seedContacts(other.remoteId, 5, 'other');
  const { id } = control.createCampaign({ name: 'Elsewhere' });
  control.sendCampaign(id, { bookIds: [other.remoteId] });
  await control.advanceClock(MINUTE);
  control.react(id, 'open', { count: 2 });
  await at.scheduledSync();
  expect((await held(id)).activities).toEqual([]);
  const [contact] = await at.addPeople([{ email: 'other1@example.com' }]);
  const elsewhere = await at.createList({ name: 'Elsewhere', kind: 'manual' });
  expect(contact).toBeDefined();
  await at.connect(elsewhere, other.id);
  await at.scheduledSync();
  await expectAgreement(id);
  const campaign = await stored(id);
  expect(await rows('dotmailer_campaign_books', { campaign_id: campaign.id })).toMatchObject([
    { list_id: elsewhere },
  ]);
});

test('an integration that is deleted takes its campaigns along', async () => {
  const answer = await at.site.request('DELETE', `/dotmailer/integrations/${at.integrationId}`);
  expect(answer.status).toBe(200);
  for (const name of [
    'campaigns',
    'campaign_summaries',
    'campaign_books',
    'campaign_links',
    'campaign_events',
    'activities',
    'marketing_campaigns',
  ])
    expect([name, await rows(`dotmailer_${name}`, {})]).toEqual([name, []]);
});
