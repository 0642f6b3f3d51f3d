import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { callerOf, type Caller } from '../support/sandbox-client';

type Campaign = {
  id: number;
  name: string;
  htmlContent: string | null;
  status: string;
  sentDate?: string | null;
};
type Activity = {
  contactId: number;
  email: string;
  numOpens: number;
  numClicks: number;
  dateSent: string;
  dateFirstOpened?: string | null;
  firstOpenIp: string;
};
type Open = { contactId: number; email: string; dateOpened: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let sandbox: Sandbox;
let call: Caller;
let bookId: number;
let campaignId: number;

beforeEach(async () => {
  sandbox = await startSandbox();
  call = callerOf(sandbox);
  bookId = sandbox.control.createBook('Newsletter').id;
  sandbox.control.seedContacts(bookId, 20);
  campaignId = sandbox.control.createCampaign({ name: 'Spring' }).id;
});
afterEach(() => sandbox.close());

const path = (rest = '') => `/v2/campaigns/${campaignId}${rest}`;
const get = async <T>(url: string) => (await call<T>('GET', url)).body;
const iso = (at: number) => new Date(at).toISOString();
const now = () => sandbox.control.counts().now;
const send = (options: { ago?: number; first?: number } = {}) =>
  sandbox.control.sendCampaign(campaignId, { bookIds: [bookId], ...options });
const names = (campaigns: { name: string }[]) => campaigns.map(({ name }) => name);

describe('the life of a campaign', () => {
  it('goes from unsent over sending to sent, and is known to its books', async () => {
    expect(await get(path())).toMatchObject({ status: 'Unsent' });
    expect(await get(`/v2/address-books/${bookId}/campaigns`)).toEqual([]);
    expect(send({ first: 5 })).toMatchObject({ status: 'Sending', waiting: 15 });
    expect(await get(path())).toMatchObject({ status: 'Sending' });
    expect(await get<Activity[]>(path('/activities'))).toHaveLength(5);
    sandbox.control.finishSending(campaignId);
    expect(await get(path())).toMatchObject({ status: 'Sent' });
    expect(await get<Activity[]>(path('/activities'))).toHaveLength(20);
    const ofBook = await get<Campaign[]>(`/v2/address-books/${bookId}/campaigns`);
    expect(names(ofBook)).toEqual(['Spring']);
    expect(await get(path('/address-books'))).toMatchObject([{ id: bookId }]);
  });

  it('mails everybody once, also when two books are sent to, and nobody who waits for an opt-in', async () => {
    const other = sandbox.control.createBook('Customers').id;
    sandbox.control.addToBook('person1@example.com', other);
    sandbox.control.addContact('new@example.com', { bookIds: [other], status: 'PendingOptIn' });
    sandbox.control.sendCampaign(campaignId, { bookIds: [bookId, other] });
    expect(await get<Activity[]>(path('/activities'))).toHaveLength(20);
    sandbox.control.addContact('late@example.com', { bookIds: [other] });
    sandbox.control.sendCampaign(campaignId, { bookIds: [other] });
    expect(await get<Activity[]>(path('/activities'))).toHaveLength(21);
    sandbox.control.deleteBook(other);
    expect(await get(path('/address-books'))).toMatchObject([{ id: bookId }]);
  });

  it('ends in removal: no call knows it any more', async () => {
    send();
    sandbox.control.setCampaignStatus(campaignId, 'Paused');
    expect(await get(path())).toMatchObject({ status: 'Paused' });
    sandbox.control.removeCampaign(campaignId);
    for (const rest of ['', '/summary', '/activities', '/opens', '/address-books']) {
      const { status, body } = await call('GET', path(rest));
      expect([rest, status, body]).toEqual([
        rest,
        404,
        { message: 'Error: ERROR_CAMPAIGN_NOT_FOUND' },
      ]);
    }
    expect(await get('/v2/campaigns')).toEqual([]);
    expect(await get(`/v2/address-books/${bookId}/campaigns`)).toEqual([]);
    expect(sandbox.control.createCampaign().id).toBeGreaterThan(campaignId);
  });
});

describe('lists of campaigns', () => {
  it('leave the contents out, which the single call has, unless the switch says so', async () => {
    for (const list of ['', '/filtered', '/with-details']) {
      const [listed] = await get<Campaign[]>(`/v2/campaigns${list}`);
      expect(listed).toMatchObject({ name: 'Spring', htmlContent: null, plainTextContent: null });
    }
    for (const single of ['', '/with-details']) {
      expect((await get<Campaign>(path(single))).htmlContent).toContain('http://$UNSUB$');
    }
    sandbox.control.setSwitch('campaignListContent', 'full');
    const [listed] = await get<Campaign[]>('/v2/campaigns');
    expect(listed?.htmlContent).toContain('http://$UNSUB$');
  });

  it('with-activity-since shows who was opened since, a mere sending only while the switch says so', async () => {
    const since = (at: number) =>
      get<Campaign[]>(`/v2/campaigns/with-activity-since/${iso(at)}`).then(names);
    const before = now();
    send();
    expect(await since(before)).toEqual([]);
    sandbox.control.setSwitch('sendingIsActivity', true);
    expect(await since(before)).toEqual(['Spring']);
    sandbox.control.setSwitch('sendingIsActivity', false);
    sandbox.control.react(campaignId, 'open');
    expect(await since(before)).toEqual(['Spring']);
    await sandbox.control.advanceClock(MINUTE);
    expect(await since(now())).toEqual([]);
    sandbox.control.react(campaignId, 'softBounce');
    expect(await since(now() - 1000)).toEqual(['Spring']);
  });

  it('filtered narrows by sent date, status, type, tag and schedule', async () => {
    send({ ago: 3 * DAY });
    const { id } = sandbox.control.createCampaign({ name: 'Summer', tags: ['season', 'sun'] });
    sandbox.control.sendCampaign(id, { bookIds: [bookId] });
    const inAnHour = now() + 60 * MINUTE;
    sandbox.control.createCampaign({ name: 'Autumn', type: 'Triggered', scheduledAt: inAnHour });
    const filtered = (query: string) =>
      get<Campaign[]>(`/v2/campaigns/filtered?${query}`).then(names);
    expect(await filtered(`~sentDate=${iso(now() - DAY)}`)).toEqual(['Summer']);
    expect(await filtered(`~sentDate=${iso(now() - 4 * DAY)}`)).toEqual(['Spring', 'Summer']);
    expect(await filtered('~statuses=Unsent&~statuses=sending')).toEqual(['Autumn']);
    expect(await filtered('~statuses=Sent&~tags=sun&~tags=rain')).toEqual(['Summer']);
    expect(await filtered('~type=triggered')).toEqual(['Autumn']);
    expect(await filtered(`~scheduledDateFrom=${iso(now())}`)).toEqual(['Autumn']);
    expect(await filtered(`~scheduledDateTo=${iso(now())}`)).toEqual([]);
    sandbox.control.setSwitch('sentDateFilter', 'day');
    const threeDaysAgo = iso(now() - 3 * DAY).slice(0, 10);
    expect(await filtered(`~sentDate=${threeDaysAgo}`)).toEqual(['Spring']);
    expect((await call('GET', '/v2/campaigns/filtered?~sentDate=soon')).status).toBe(400);
  });
});

describe('paging', () => {
  it.each([
    '/v2/campaigns',
    '/v2/campaigns/filtered',
    '/v2/campaigns/with-details',
    '/v2/campaigns/with-activity-since/2020-01-01',
    '{campaign}/address-books',
    '{campaign}/activities',
    '{campaign}/opens',
    '{campaign}/opens/since-date/2020-01-01',
    '{campaign}/clicks',
    '{campaign}/clicks/since-date/2020-01-01',
    '{campaign}/page-views/since-date/2020-01-01',
    '{campaign}/hard-bouncing-contacts',
    '{campaign}/social-bookmark-views',
  ])('%s takes 1 to 1000 rows', async (template) => {
    send();
    const url = template.replace('{campaign}', path());
    expect((await call('GET', `${url}?select=1000`)).status).toBe(200);
    for (const query of ['select=0', 'select=1001', 'skip=-1']) {
      const { status, body } = await call('GET', `${url}?${query}`);
      expect([query, status, body]).toEqual([
        query,
        400,
        { message: 'Error: ERROR_PARAMETER_INVALID' },
      ]);
    }
  });

  it('has its own limits for activities since a date and for replies', async () => {
    sandbox.control.seedContacts(bookId, 2500, 'reader');
    send();
    sandbox.control.react(campaignId, 'open', { count: 2500 });
    const since = path('/activities/since-date/2020-01-01');
    expect(await get<Activity[]>(since)).toHaveLength(2000);
    expect((await call('GET', `${since}?select=2001`)).status).toBe(400);
    sandbox.control.setSwitch('activitiesSinceMaxSelect', 1000);
    expect((await call('GET', `${since}?select=2000`)).status).toBe(400);

    sandbox.control.react(campaignId, 'reply', { email: 'reader1@example.com', times: 7 });
    const contact = sandbox.control.contact('reader1@example.com');
    const replies = path(`/activities/${contact?.id}/replies`);
    expect(await get<object[]>(replies)).toHaveLength(5);
    expect(await get<object[]>(`${replies}?skip=5`)).toHaveLength(2);
    expect((await call('GET', `${replies}?select=6`)).status).toBe(400);
  });

  it('knows no recipient who did not get the campaign', async () => {
    send({ first: 1 });
    const stranger = sandbox.control.contact('person7@example.com');
    const { status, body } = await call('GET', path(`/activities/${stranger?.id}`));
    expect([status, body]).toEqual([404, { message: 'Error: ERROR_CONTACT_NOT_FOUND' }]);
  });
});

describe('what people do', () => {
  it('is done by those first who have not done it yet', async () => {
    send();
    expect(sandbox.control.react(campaignId, 'open', { count: 15 })).toBe(15);
    expect(sandbox.control.react(campaignId, 'open', { count: 10 })).toBe(10);
    const opens = (await get<Activity[]>(path('/activities'))).map(({ numOpens }) => numOpens);
    expect(opens.filter((count) => count === 0)).toEqual([]);
    expect(opens.reduce((sum, count) => sum + count, 0)).toBe(25);
    expect(sandbox.control.react(campaignId, 'unsubscribe', { count: 30 })).toBe(20);
    expect(() => sandbox.control.react(campaignId, 'open', { email: 'x@example.com' })).toThrow(
      'did not get'
    );
  });

  it('follows from what happened: a click opens, a bounced mail is not opened', async () => {
    send();
    sandbox.control.react(campaignId, 'hardBounce', { count: 4 });
    sandbox.control.react(campaignId, 'click', { count: 20 });
    const { totals } = sandbox.control.campaign(campaignId);
    expect([totals.sent.total, totals.delivered.total]).toEqual([20, 16]);
    expect([totals.uniqueOpens.total, totals.recipientsClicked]).toEqual([16, 16]);
    expect(sandbox.control.react(campaignId, 'hardBounce', { count: 20 })).toBe(0);
  });

  it('changes the contact where the vendor acts on it', async () => {
    send();
    const by = (email: string) => ({ email: `${email}@example.com` });
    sandbox.control.react(campaignId, 'hardBounce', by('person1'));
    sandbox.control.react(campaignId, 'softBounce', by('person2'));
    sandbox.control.react(campaignId, 'unsubscribe', by('person3'));
    sandbox.control.react(campaignId, 'unsubscribe', { ...by('person4'), bookId });
    sandbox.control.react(campaignId, 'complain', by('person5'));
    sandbox.control.react(campaignId, 'mailBlock', by('person6'));
    const statuses = [1, 2, 3, 4, 5, 6].map(
      (number) => sandbox.control.contact(`person${number}@example.com`)?.status
    );
    expect(statuses).toEqual([
      'HardBounced',
      'SoftBounced',
      'Unsubscribed',
      'Subscribed',
      'IspComplained',
      'MailBlocked',
    ]);
    expect(sandbox.control.book(bookId).unsubscribed.map(({ email }) => email)).toEqual([
      'person4@example.com',
    ]);
    const bounced = await get<{ email: string }[]>(path('/hard-bouncing-contacts'));
    expect(bounced.map(({ email }) => email)).toEqual(['person1@example.com']);
  });

  it('tells the same in every report, for HTML and text apart, by the formulas of the sample', async () => {
    for (let number = 1; number <= 80; number += 1) {
      const emailType = number % 4 === 0 ? 'PlainText' : 'Html';
      sandbox.control.addContact(`reader${number}@example.com`, { bookIds: [bookId], emailType });
    }
    send({ ago: 5 * DAY });
    sandbox.control.simulateReactions(campaignId, 3);
    sandbox.control.react(campaignId, 'forward', { count: 3, over: DAY });
    const summary = await get<Record<string, number>>(path('/summary'));
    const people = await get<Activity[]>(path('/activities'));
    expect([summary.numSent, summary.numTextSent, summary.numTotalSent]).toEqual([80, 20, 100]);
    const sum = (pick: (one: Activity) => number) =>
      people.reduce((total, one) => total + pick(one), 0);
    expect(summary.numTotalOpens).toBe(sum(({ numOpens }) => numOpens));
    expect(summary.numTotalClicks).toBe(sum(({ numClicks }) => numClicks));
    expect(summary.numTotalUniqueOpens).toBe(people.filter((one) => one.numOpens > 0).length);
    expect(await get<Open[]>(path('/opens'))).toHaveLength(summary.numTotalOpens ?? 0);
    expect(await get<Open[]>(path('/clicks'))).toHaveLength(summary.numTotalClicks ?? 0);
    expect(summary.numTotalOpens).toBe((summary.numOpens ?? 0) + (summary.numTextOpens ?? 0));
    const { numTotalDelivered = 0, numTotalSent = 0, numTotalOpens = 0 } = summary;
    expect(summary.percentageDelivered).toBeCloseTo(numTotalDelivered / numTotalSent);
    expect(summary.percentageOpens).toBeCloseTo(numTotalOpens / numTotalDelivered);
    sandbox.control.setSwitch('percentageScale', 'hundred');
    const hundred = await get<Record<string, number>>(path('/summary'));
    expect(hundred.percentageDelivered).toBeCloseTo((100 * numTotalDelivered) / numTotalSent);
  });

  it('happens between the sending and now, each deed of a person at a time of its own', async () => {
    const { sentAt } = send({ ago: DAY });
    sandbox.control.simulateReactions(campaignId, 7);
    sandbox.control.react(campaignId, 'open', { email: 'person9@example.com', times: 50 });
    const times = (await get<Open[]>(path('/opens'))).map(({ dateOpened }) =>
      Date.parse(dateOpened)
    );
    expect(Math.min(...times)).toBeGreaterThanOrEqual(sentAt ?? 0);
    expect(Math.max(...times)).toBeLessThanOrEqual(now());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('happens at a time of its own for each deed of a person, also when a day has just begun', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { id } = sandbox.control.createCampaign();
      sandbox.control.sendCampaign(id, { bookIds: [bookId], ago: round % 2 === 0 ? DAY : 0 });
      sandbox.control.simulateReactions(id, 7);
      sandbox.control.react(id, 'open', { email: 'person9@example.com', times: 50 });
      const opens = await get<Open[]>(`/v2/campaigns/${id}/opens`);
      const deeds = opens.map(({ contactId, dateOpened }) => `${contactId} ${dateOpened}`);
      expect(new Set(deeds).size).toBe(deeds.length);
    }
  });
});

describe('switches of reports', () => {
  it('eventOrder and listOrder', async () => {
    send();
    for (const number of [9, 2, 9, 5]) {
      sandbox.control.react(campaignId, 'open', { email: `person${number}@example.com` });
    }
    const order = async () =>
      (await get<Open[]>(path('/opens'))).map(({ email }) => Number(email.replace(/\D/g, '')));
    expect(await order()).toEqual([9, 2, 9, 5]);
    sandbox.control.setSwitch('eventOrder', 'recipient');
    expect(await order()).toEqual([2, 5, 9, 9]);
    sandbox.control.setSwitch('listOrder', 'descending');
    expect(await order()).toEqual([9, 9, 5, 2]);
    sandbox.control.setSwitch('eventOrder', 'time');
    expect(await order()).toEqual([5, 9, 2, 9]);
  });

  it('emptyDate and eventDates', async () => {
    send();
    const first = async () => (await get<Activity[]>(path('/activities?select=1')))[0];
    expect((await first())?.dateFirstOpened).toBe('0001-01-01T00:00:00Z');
    expect((await first())?.firstOpenIp).toBe('');
    sandbox.control.setSwitch('emptyDate', 'null');
    expect((await first())?.dateFirstOpened).toBeNull();
    sandbox.control.setSwitch('emptyDate', 'absent');
    expect(await first()).not.toHaveProperty('dateFirstOpened');
    expect((await first())?.dateSent).toMatch(/\.\d{3}Z$/);
    sandbox.control.setSwitch('eventDates', 'seconds');
    expect((await first())?.dateSent).toMatch(/:\d\dZ$/);
  });

  it('unsentReport', async () => {
    expect(await get(path('/summary'))).toMatchObject({ numTotalSent: 0, percentageDelivered: 0 });
    expect(await get(path('/activities'))).toEqual([]);
    sandbox.control.setSwitch('unsentReport', 'refused');
    for (const rest of ['/summary', '/activities', '/opens']) {
      expect((await call('GET', path(rest))).text).toContain('ERROR_CAMPAIGN_INVALID');
    }
    send();
    expect(await get(path('/summary'))).toMatchObject({ numTotalSent: 20 });
  });

  it('summaryRevenue and newerVersion', async () => {
    send();
    expect(await get(path('/summary'))).toMatchObject({ revenue: '$0.00', numOrders: 0 });
    sandbox.control.setSwitch('summaryRevenue', false);
    expect(await get(path('/summary'))).not.toHaveProperty('revenue');
    sandbox.control.setSwitch('newerVersion', true);
    expect(await get(path())).toMatchObject({ replyAction: 'AskAssistant', regions: ['eu'] });
    expect(await get(path('/summary'))).toHaveProperty('channel');
  });
});

describe('control', () => {
  const control = async (name: string, args: object) => {
    const response = await fetch(`${sandbox.url}/control/${name}`, {
      method: 'POST',
      body: JSON.stringify(args),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('does all of it over HTTP, with texts for numbers as the page sends them', async () => {
    const { body } = await control('createCampaign', { name: 'Autumn', isSplitTest: 'true' });
    const created = Number(body.id);
    const args = { campaignId: String(created) };
    await control('sendCampaign', { ...args, bookIds: String(bookId), ago: '86400000' });
    expect(await control('react', { ...args, reaction: 'click', count: '3' })).toEqual({
      status: 200,
      body: { people: 3 },
    });
    await control('simulateReactions', { ...args, days: '2' });
    expect((await control('campaign', args)).body).toMatchObject({
      name: 'Autumn',
      status: 'Sent',
      totals: { sent: { total: 20 } },
    });
    expect(await get(`/v2/campaigns/${created}`)).toMatchObject({ isSplitTest: true });
    expect(await control('react', { ...args, reaction: 'dance' })).toMatchObject({ status: 400 });
    expect(await control('react', { campaignId })).toEqual({
      status: 400,
      body: { error: 'Spring was not sent' },
    });
    await control('removeCampaign', args);
    expect((await control('campaign', args)).status).toBe(400);
  });

  it('shows campaigns on the page, with buttons for what can be done', async () => {
    sandbox.control.createCampaign({ name: '<b>Bold</b>' });
    send({ first: 3 });
    const page = await (await fetch(`${sandbox.url}/`)).text();
    expect(page).toContain('&lt;b&gt;Bold');
    for (const lever of ['createCampaign', 'sendCampaign', 'react', 'simulateReactions']) {
      expect(page).toContain(`data-lever="${lever}"`);
    }
    expect(page).toContain('3 (17 waiting)');
    expect(page).toContain('data-lever="finishSending"');
  });

  it('reset leaves no campaign', async () => {
    send();
    sandbox.control.reset();
    expect(sandbox.control.campaigns()).toEqual([]);
    expect(await get('/v2/campaigns')).toEqual([]);
  });
});

it(
  'holds a million events in columns: pages at the end are as quick as at the beginning',
  { timeout: 120_000 },
  async () => {
    sandbox.control.seedContacts(bookId, 100_000, 'reader');
    send({ ago: 10 * DAY });
    const before = process.memoryUsage();
    sandbox.control.react(campaignId, 'open', { count: 100_000, times: 9, over: 9 * DAY });
    sandbox.control.react(campaignId, 'click', { count: 100_000, over: DAY });
    const after = process.memoryUsage();
    const { events } = sandbox.control.campaign(campaignId);
    expect(events.opens + events.clicks).toBeGreaterThanOrEqual(1_000_000);
    const grown = (name: 'heapUsed' | 'arrayBuffers') => after[name] - before[name];
    expect(grown('arrayBuffers')).toBeLessThan(64 * 1024 * 1024);

    const startedAt = performance.now();
    const last = await get<Open[]>(path(`/opens?select=1000&skip=${events.opens - 500}`));
    expect(last).toHaveLength(500);
    const recent = path(`/opens/since-date/${iso(now() - MINUTE)}`);
    expect((await call('GET', recent)).status).toBe(200);
    for (let skip = 0; skip < 20_000; skip += 1000) {
      expect(await get<Open[]>(path(`/opens?skip=${skip}`))).toHaveLength(1000);
    }
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  }
);
