/** Reports of campaigns as the client reads them: what is odd, what is new, what moves while it is read. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type { DotdigitalAccount } from '../../server/src/dotdigital/types';
import { createSkippingClock } from '../support/skipping-clock';
import { startVendorStub, type VendorStub } from '../support/vendor-stub';

const credentials = { username: 'apiuser-1@apiconnector.com', password: 'secret' };
const MINUTE = 60_000;

const accountAt = (url: string, given = credentials): DotdigitalAccount =>
  createDotdigital({
    api: { entryUrl: url, allowedHosts: ['127.0.0.1'] },
    clock: createSkippingClock(),
    random: () => 0.5,
    logger: { debug: () => undefined, warn: () => undefined },
  }).account({ key: '1', credentials: given, endpoint: url });

const rowsOf = async <T>(pages: AsyncIterable<{ rows: T[] }>): Promise<T[]> => {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page.rows);
  return rows;
};

describe('answers that are odd', () => {
  let stub: VendorStub;
  let account: DotdigitalAccount;
  beforeEach(async () => {
    stub = await startVendorStub();
    account = accountAt(stub.url);
  });
  afterEach(() => stub.close());

  it('unknown words and properties of a campaign pass, missing ones are none', async () => {
    stub.reply({
      body: [
        {
          id: '7',
          Name: 'Spring',
          status: 'Archived',
          replyAction: 'AskAssistant',
          tags: null,
          ai: 1,
        },
        {
          id: 8,
          subject: 'Hello',
          fromAddress: 'old@example.com',
          replyToAddress: 'null',
          isSplitTest: 'True',
          tags: [{ name: 'sun' }, 'rain', { name: null }],
          sentDate: '0001-01-01T00:00:00',
        },
      ],
    });
    expect(await account.campaigns.list()).toEqual([
      {
        id: 7,
        name: 'Spring',
        subject: '',
        fromName: null,
        fromAddress: null,
        replyAction: 'AskAssistant',
        replyToAddress: null,
        isSplitTest: false,
        status: 'Archived',
        type: null,
        tags: [],
        sentAt: null,
      },
      {
        id: 8,
        name: '',
        subject: 'Hello',
        fromName: null,
        fromAddress: 'old@example.com',
        replyAction: null,
        replyToAddress: null,
        isSplitTest: true,
        status: 'NotAvailableInThisVersion',
        type: null,
        tags: ['sun', 'rain'],
        sentAt: null,
      },
    ]);
  });

  it('a campaign without id, and an answer that is no list, are no list of campaigns', async () => {
    for (const body of [[{ name: 'Spring' }], { campaigns: [] }, 'gone fishing']) {
      stub.reply({ body });
      await expect(account.campaigns.list()).rejects.toMatchObject({ kind: 'unexpected' });
    }
  });

  it('a summary has what it has: totals are added up where they are missing, numbers may be texts', async () => {
    stub.reply({
      body: {
        dateSent: '2026-01-02 03:04:05',
        numOpens: '4',
        numTextOpens: 2,
        numTotalClicks: 9,
        numSent: null,
        revenue: 12.5,
        numOrders: '3',
        conversionRate: 'n/a',
        opensByRobots: { html: 5 },
      },
    });
    const summary = await account.campaigns.summary(7);
    expect(summary).toMatchObject({
      sentAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      recipientsClicked: 0,
      revenue: '12.5',
      assistedRevenue: null,
      orders: 3,
      assistedOrders: null,
      conversionRate: null,
    });
    expect(summary?.counts.opens).toEqual({ html: 4, text: 2, total: 6 });
    expect(summary?.counts.clicks).toEqual({ html: 0, text: 0, total: 9 });
    expect(summary?.counts.sent).toEqual({ html: 0, text: 0, total: 0 });
  });

  it.each([
    [404, 'Error: ERROR_CAMPAIGN_NOT_FOUND'],
    [400, 'Error: ERROR_CAMPAIGN_INVALID '],
  ])('there is no summary where the vendor says %i %s', async (status, message) => {
    stub.reply({ status, body: { message } });
    expect(await account.campaigns.summary(7)).toBeNull();
  });

  it('a 404 of something in between makes no campaign look gone', async () => {
    stub.reply({ status: 404, body: { message: 'No HTTP resource was found.' } });
    for (const ask of [
      () => account.campaigns.get(7),
      () => account.campaigns.summary(7),
      () => account.campaigns.booksOf(7),
    ]) {
      await expect(ask()).rejects.toMatchObject({ kind: 'rejected', httpStatus: 404 });
    }
  });

  it('events of nobody and events without a time are left out, twins are one', async () => {
    const open = { contactId: 3, email: 'ada@example.com', dateOpened: '2026-01-02T03:04:05Z' };
    stub.reply({
      body: [
        open,
        { ...open, mailClient: 'Gmail' },
        { ...open, dateOpened: '2026-01-02T03:04:06Z' },
        { ...open, contactId: null },
        { ...open, contactId: 0, email: null },
        { ...open, contactId: 4, dateOpened: '2020-01-021T09:40:18.00Z' },
        { ...open, contactId: 5, email: '' },
      ],
    });
    const opens = await rowsOf(account.campaigns.opens(7, {}));
    const second = Date.UTC(2026, 0, 2, 3, 4, 5);
    expect(opens.map(({ contactId, email, at }) => [contactId, email, at])).toEqual([
      [3, 'ada@example.com', second],
      [3, 'ada@example.com', second + 1000],
      [null, 'ada@example.com', second],
      [5, null, second],
    ]);
  });

  it('clicks of one moment on two links are two', async () => {
    const click = { contactId: 3, dateClicked: '2026-01-02T03:04:05Z', url: 'https://a.example' };
    stub.reply({ body: [click, { ...click, url: 'https://b.example' }, click] });
    expect(await rowsOf(account.campaigns.clicks(7, {}))).toHaveLength(2);
  });

  it('asks nothing about a campaign without an id', async () => {
    const { campaigns } = account;
    const refused = { kind: 'rejected', code: 'BLANK_TARGET' };
    await expect(campaigns.get(0)).rejects.toMatchObject(refused);
    await expect(campaigns.summary(Number.NaN)).rejects.toMatchObject(refused);
    await expect(campaigns.ofBook(0)).rejects.toMatchObject(refused);
    expect(() => campaigns.activities(0, {})).toThrow(expect.objectContaining(refused));
    expect(stub.received).toEqual([]);
  });
});

describe('reports in pages', () => {
  let sandbox: Sandbox;
  let account: DotdigitalAccount;
  let campaignId: number;
  beforeEach(async () => {
    sandbox = await startSandbox();
    account = accountAt(sandbox.url, sandbox.credentials);
    const book = sandbox.control.createBook('Newsletter').id;
    sandbox.control.seedContacts(book, 3500);
    campaignId = sandbox.control.createCampaign().id;
    sandbox.control.sendCampaign(campaignId, { bookIds: [book], ago: 60 * MINUTE });
    sandbox.control.react(campaignId, 'open', { count: 3200, over: 30 * MINUTE });
    sandbox.control.clearCalls();
  });
  afterEach(() => sandbox.close());

  it.each([
    { eventOrder: 'time', listOrder: 'ascending' },
    { eventOrder: 'time', listOrder: 'descending' },
    { eventOrder: 'recipient', listOrder: 'ascending' },
    { eventOrder: 'recipient', listOrder: 'descending' },
  ] as const)('miss nothing while people go on opening: %j', async (order) => {
    sandbox.control.setSwitch('eventOrder', order.eventOrder);
    sandbox.control.setSwitch('listOrder', order.listOrder);
    const open = ({ email, at }: { email: string | null; at: number }) => `${email} ${at}`;
    const before = new Set((await rowsOf(account.campaigns.opens(campaignId, {}))).map(open));
    expect(before.size).toBe(3200);
    const seen: string[] = [];
    for await (const { rows } of account.campaigns.opens(campaignId, {})) {
      seen.push(...rows.map(open));
      sandbox.control.react(campaignId, 'open', { count: 80 });
    }
    expect([...before].filter((key) => !seen.includes(key))).toEqual([]);
  });

  it('that break in the middle go on there: nothing is lost, also when rows have come in meanwhile', async () => {
    const emails: (string | null)[] = [];
    let resumeAt = 0;
    const reading = async () => {
      for await (const { rows, next } of account.campaigns.opens(campaignId, { resumeAt })) {
        if (resumeAt === 0) sandbox.control.failNext(1, 400, 'opens');
        emails.push(...rows.map(({ email }) => email));
        resumeAt = next;
      }
    };
    await expect(reading()).rejects.toMatchObject({ kind: 'rejected' });
    expect(emails.length).toBeLessThan(3200);
    sandbox.control.react(campaignId, 'open', { count: 80 });
    await reading();
    expect(new Set(emails).size).toBe(3280);
    const calls = sandbox.control.calls().byEndpoint['GET /v2/campaigns/{campaignId}/opens'] ?? 0;
    expect(calls).toBeLessThanOrEqual(7);
  });

  it('read a page again that failed for a moment', async () => {
    sandbox.control.failNext(2, 500, 'activities');
    expect(await rowsOf(account.campaigns.activities(campaignId, {}))).toHaveLength(3500);
  });

  it('a quiet cycle is one call, however many campaigns were sent', async () => {
    const [book] = sandbox.control.books().filter(({ name }) => name === 'Newsletter');
    for (let number = 0; number < 300; number += 1) {
      const { id } = sandbox.control.createCampaign();
      sandbox.control.sendCampaign(id, { bookIds: [book?.id ?? 0], ago: 60 * MINUTE, first: 3 });
      sandbox.control.react(id, 'open', { count: 2, over: 30 * MINUTE });
    }
    await sandbox.control.advanceClock(10 * MINUTE);
    const since = sandbox.control.counts().now - MINUTE;
    let serverTime = 0;
    for await (const page of account.campaigns.withActivitySince({ since })) {
      expect(page.rows).toEqual([]);
      ({ serverTime } = page);
    }
    expect(Math.abs(serverTime - sandbox.control.counts().now)).toBeLessThan(5000);
    expect(account.calls()).toMatchObject({
      read: 1,
      byEndpoint: { 'GET campaigns/with-activity-since/{date}': 1 },
    });
  });

  it('page views are read since 1970 where no date is given', async () => {
    sandbox.control.react(campaignId, 'pageView', { count: 3 });
    expect(await rowsOf(account.campaigns.pageViews(campaignId, {}))).toHaveLength(3);
    const paths = sandbox.control.calls().log.map(({ path }) => path);
    expect(paths).toContain(
      `/v2/campaigns/${campaignId}/page-views/since-date/1970-01-01T00:00:00Z`
    );
  });
});
