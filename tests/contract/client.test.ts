import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type { Dotdigital, DotdigitalAccount } from '../../server/src/dotdigital/types';
import { createSkippingClock } from '../support/skipping-clock';
import { contractDir, openApi, readExamples } from '../support/openapi';
import { startVendorStub, type VendorStub } from '../support/vendor-stub';

const dir = contractDir();

const credentials = { username: 'apiuser-1@apiconnector.com', password: 'secret' };
const jobId = 'af4ac4bc-e1e7-4817-8a66-73fb59e91ce6';
const since = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const email = 'ada+news@example.com';

type Subject = { dotdigital: Dotdigital; account: DotdigitalAccount };

const all = async <T>(rows: AsyncIterable<T> | null): Promise<T[]> => {
  const found: T[] = [];
  for await (const row of rows ?? []) found.push(row);
  return found;
};
const feed = async <T>(pages: AsyncIterable<{ rows: T[] }>): Promise<T[]> =>
  (await all(pages)).flatMap((page) => page.rows);

/** Every method of the client, with the page of the vendor's reference whose samples it must read. */
const METHODS: Record<string, { pages: string[]; run: (subject: Subject) => Promise<unknown> }> = {
  accountInfo: {
    pages: ['GET /v2/account-info'],
    run: ({ dotdigital }) => dotdigital.accountInfo(credentials),
  },
  'addressBooks.list': {
    pages: ['GET /v2/address-books'],
    run: ({ account }) => account.addressBooks.list(),
  },
  'addressBooks.get': {
    pages: ['GET /v2/address-books/{id}'],
    run: ({ account }) => account.addressBooks.get(5),
  },
  'addressBooks.create': {
    pages: ['POST /v2/address-books'],
    run: ({ account }) => account.addressBooks.create({ name: 'Members', visibility: 'Private' }),
  },
  'addressBooks.delete': {
    pages: ['DELETE /v2/address-books/{id}'],
    run: ({ account }) => account.addressBooks.delete(5),
  },
  'contacts.ofBook': {
    pages: ['GET /v2/address-books/{id}/contacts'],
    run: ({ account }) => feed(account.contacts.ofBook(5, {})),
  },
  'contacts.ofBook since': {
    pages: ['GET /v2/address-books/{id}/contacts/modified-since/{date}'],
    run: ({ account }) => feed(account.contacts.ofBook(5, { since })),
  },
  'contacts.booksOf': {
    pages: ['GET /v2/contacts/{id}/address-books'],
    run: ({ account }) => account.contacts.booksOf(5),
  },
  'contacts.byEmail': {
    pages: ['GET /v2/contacts/{contactIdentifier}'],
    run: ({ account }) => account.contacts.byEmail(email),
  },
  'contacts.unsubscribedFromBook': {
    pages: ['GET /v2/address-books/{id}/contacts/unsubscribed-since/{date}'],
    run: ({ account }) => feed(account.contacts.unsubscribedFromBook(5, { since: 0 })),
  },
  'contacts.suppressed': {
    pages: ['GET /v2/contacts/suppressed-since/{date}'],
    run: ({ account }) => feed(account.contacts.suppressed({ since })),
  },
  'contacts.unsubscribeFromBook': {
    pages: ['POST /v2/address-books/{id}/contacts/unsubscribe'],
    run: ({ account }) => account.contacts.unsubscribeFromBook(5, email),
  },
  'contacts.resubscribe': {
    pages: ['POST /v2/address-books/{id}/contacts/resubscribe'],
    run: ({ account }) => account.contacts.resubscribe({ bookId: 5 }, email),
  },
  'contacts.resubscribe account': {
    pages: ['POST /v2/contacts/resubscribe', 'POST /v2/contacts/resubscribe-with-no-challenge'],
    run: ({ account }) => account.contacts.resubscribe('account', email),
  },
  'contacts.removeFromBook': {
    pages: ['POST /v2/address-books/{addressBookId}/contacts/delete'],
    run: ({ account }) => account.contacts.removeFromBook(5, [1, 2]),
  },
  'contacts.removalStatus': {
    pages: ['GET /v2/contacts/deletion/{deletionRequestId}'],
    run: ({ account }) => account.contacts.removalStatus(jobId),
  },
  'dataFields.list': {
    pages: ['GET /v2/data-fields'],
    run: ({ account }) => account.dataFields.list(),
  },
  'dataFields.create': {
    pages: ['POST /v2/data-fields'],
    run: ({ account }) =>
      account.dataFields.create({
        name: 'BIRTHDAY',
        type: 'Date',
        visibility: 'Private',
        defaultValue: '2015-10-16T00:00:00',
      }),
  },
  'dataFields.delete': {
    pages: ['DELETE /v2/data-fields/{name}'],
    run: ({ account }) => account.dataFields.delete('BIRTHDAY'),
  },
  'imports.start': {
    pages: ['POST /v2/address-books/{id}/contacts/import/with-merge-option/{mergeOption}'],
    run: ({ account }) =>
      account.imports.start(5, {
        stream: Readable.from(['Email\nada@example.com\n']),
        mergeOption: 'OnlyOverwriteIfNotEmpty',
      }),
  },
  'imports.status': {
    pages: ['GET /v2/contacts/import/{id}'],
    run: ({ account }) => account.imports.status(jobId),
  },
  'imports.report': {
    pages: ['GET /v2/contacts/import/{id}/report'],
    run: ({ account }) => account.imports.report(jobId),
  },
  'imports.faults': {
    pages: ['GET /v2/contacts/import/{id}/report-faults'],
    run: async ({ account }) => all(await account.imports.faults(jobId)),
  },
};

const CAMPAIGN_METHODS: typeof METHODS = {
  'campaigns.withActivitySince': {
    pages: ['GET /v2/campaigns/with-activity-since/{date}'],
    run: ({ account }) => feed(account.campaigns.withActivitySince({ since })),
  },
  'campaigns.list': {
    pages: ['GET /v2/campaigns/filtered', 'GET /v2/campaigns'],
    run: ({ account }) => account.campaigns.list(),
  },
  'campaigns.ofBook': {
    pages: ['GET /v2/address-books/{id}/campaigns'],
    run: ({ account }) => account.campaigns.ofBook(5),
  },
  'campaigns.booksOf': {
    pages: ['GET /v2/campaigns/{id}/address-books'],
    run: ({ account }) => account.campaigns.booksOf(4),
  },
  'campaigns.get': {
    pages: ['GET /v2/campaigns/{id}/with-details', 'GET /v2/campaigns/{id}'],
    run: ({ account }) => account.campaigns.get(4),
  },
  'campaigns.summary': {
    pages: ['GET /v2/campaigns/{id}/summary'],
    run: ({ account }) => account.campaigns.summary(4),
  },
  'campaigns.activities': {
    pages: ['GET /v2/campaigns/{id}/activities'],
    run: ({ account }) => feed(account.campaigns.activities(4, {})),
  },
  'campaigns.activities since': {
    pages: ['GET /v2/campaigns/{id}/activities/since-date/{date}'],
    run: ({ account }) => feed(account.campaigns.activities(4, { since })),
  },
  'campaigns.opens': {
    pages: ['GET /v2/campaigns/{id}/opens'],
    run: ({ account }) => feed(account.campaigns.opens(4, {})),
  },
  'campaigns.opens since': {
    pages: ['GET /v2/campaigns/{id}/opens/since-date/{date}'],
    run: ({ account }) => feed(account.campaigns.opens(4, { since })),
  },
  'campaigns.clicks': {
    pages: ['GET /v2/campaigns/{id}/clicks', 'GET /v2/campaigns/{id}/clicks-with-groups'],
    run: ({ account }) => feed(account.campaigns.clicks(4, {})),
  },
  'campaigns.clicks since': {
    pages: ['GET /v2/campaigns/{id}/clicks/since-date/{date}'],
    run: ({ account }) => feed(account.campaigns.clicks(4, { since })),
  },
  'campaigns.pageViews': {
    pages: ['GET /v2/campaigns/{id}/page-views/since-date/{date}'],
    run: ({ account }) => feed(account.campaigns.pageViews(4, {})),
  },
};
Object.assign(METHODS, CAMPAIGN_METHODS);

describe.skipIf(dir === null)('the client and the vendor’s documents', () => {
  let stub: VendorStub;
  let subject: Subject;

  beforeEach(async () => {
    stub = await startVendorStub();
    const quiet = { debug: () => undefined, warn: () => undefined };
    const dotdigital = createDotdigital({
      api: { entryUrl: stub.url, allowedHosts: ['127.0.0.1'] },
      clock: createSkippingClock(),
      random: () => 0.5,
      logger: quiet,
    });
    subject = {
      dotdigital,
      account: dotdigital.account({ key: '1', credentials, endpoint: stub.url }),
    };
  });
  afterEach(() => stub.close());

  it('covers every method', () => {
    const { addressBooks, campaigns, contacts, dataFields, imports } = subject.account;
    const groups = { addressBooks, campaigns, contacts, dataFields, imports };
    const methods = Object.entries(groups).flatMap(([group, calls]) =>
      Object.keys(calls).map((name) => `${group}.${name}`)
    );
    const covered = new Set(Object.keys(METHODS).map((name) => name.split(' ')[0]));
    expect([...covered].sort()).toEqual([...methods, 'accountInfo'].sort());
  });

  const sampleOf = (page: string, value: unknown): unknown => {
    if (typeof value !== 'string' || page.endsWith('report-faults')) return value;
    // One sample is printed as text, with a comma too many.
    return JSON.parse(value.replace(/,\s*\]$/, ']'));
  };

  const samples = Object.entries(METHODS).flatMap(([method, { pages, run }]) =>
    pages.flatMap((page) =>
      Object.entries(dir ? (readExamples(dir)[page]?.responses ?? {}) : {}).flatMap(
        ([status, bodies]) =>
          bodies.map(({ value }) => ({ method, page, status: Number(status), value, run }))
      )
    )
  );

  const answers = samples.filter(({ status }) => status < 400);
  const refusals = samples.filter(({ status }) => status >= 400);

  it('has a sample for each method', () => {
    const sampled = new Set(answers.map((sample) => sample.method));
    expect(Object.keys(METHODS).filter((method) => !sampled.has(method))).toEqual([]);
  });

  it.each(answers)(
    '$method reads the sample of $page ($status)',
    async ({ page, status, value, run }) => {
      const body = sampleOf(page, value);
      stub.reply({ status, body: status === 204 ? undefined : body });
      const read = await run(subject);
      const hasRows = page.endsWith('report-faults') || Array.isArray(body);
      if (hasRows) expect(read).toHaveLength(Array.isArray(body) ? body.length : 2);
      else if (status !== 204 && !page.endsWith('unsubscribe')) expect(read).toBeTruthy();
      expect(JSON.stringify(read) ?? '').not.toContain('NotAvailableInThisVersion');
    }
  );

  it.each(refusals)(
    '$method knows the refusal of $page ($status) for one',
    async ({ status, value, run }) => {
      stub.reply({ status, body: value });
      await expect(run(subject)).rejects.toMatchObject({ httpStatus: status });
    }
  );

  it('reads the values of the samples', async () => {
    const sample = (page: string, status: string) =>
      dir ? readExamples(dir)[page]?.responses[status]?.[0]?.value : undefined;
    stub.reply({ body: sample('GET /v2/contacts/deletion/{deletionRequestId}', '200') });
    await expect(subject.account.contacts.removalStatus(jobId)).resolves.toBe('Completed');
    stub.reply({ body: sample('GET /v2/contacts/suppressed-since/{date}', '200') });
    const suppressed = await feed(subject.account.contacts.suppressed({ since }));
    expect(suppressed.map((row) => row.removedAt)).toEqual([
      Date.UTC(2020, 0, 1, 9, 40, 18, 527),
      Date.UTC(2020, 0, 1, 9, 40, 18, 527),
    ]);
    stub.reply({ body: sample('GET /v2/contacts/{contactIdentifier}', '200') });
    await expect(subject.account.contacts.byEmail(email)).resolves.toMatchObject({
      dataFields: { FIRSTNAME: 'John', POSTCODE: null },
    });
    stub.reply({ body: sample('GET /v2/data-fields', '200') });
    const fields = await subject.account.dataFields.list();
    expect(fields.map(({ name, type, defaultValue }) => [name, type, defaultValue])).toEqual([
      ['FIRSTNAME', 'String', null],
      ['LASTNAME', 'String', null],
      ['FULLNAME', 'String', null],
      ['IS_HAPPY', 'Boolean', 'true'],
      ['BIRTHDAY', 'Date', null],
    ]);
  });

  it('reads the values of the samples of campaigns', async () => {
    const { campaigns } = subject.account;
    const reply = (page: string) => {
      const value = dir ? readExamples(dir)[page]?.responses['200']?.[0]?.value : undefined;
      stub.reply({ body: sampleOf(page, value) });
    };
    reply('GET /v2/campaigns/filtered');
    const listed = await campaigns.list();
    expect(listed).toMatchObject([
      {
        id: 2,
        fromAddress: 'demo@apiconnector.com',
        type: 'Triggered',
        tags: ['re-engagement', 'lapsed'],
        sentAt: Date.UTC(2025, 0, 1, 9, 40, 18),
      },
      { status: 'Unsent', replyToAddress: null, sentAt: null },
    ]);
    reply('GET /v2/campaigns/{id}/with-details');
    const mail = await campaigns.get(1);
    expect(mail?.html).toContain('http://$UNSUB$');
    expect(mail?.text).toContain('$UNSUB$');

    reply('GET /v2/campaigns/{id}/summary');
    const summary = await campaigns.summary(4);
    expect(summary).toMatchObject({
      sentAt: Date.UTC(2020, 0, 1, 9, 40, 18, 527),
      recipientsClicked: 9,
      counts: {
        sent: { html: 6, text: 12, total: 18 },
        delivered: { html: 4, text: 12, total: 16 },
        opens: { html: 4, text: 14, total: 18 },
        uniqueOpens: { html: 3, text: 10, total: 13 },
        clicks: { html: 1, text: 8, total: 9 },
        pageViews: { html: 6, text: 27, total: 33 },
        forwards: { html: 1, text: 8, total: 9 },
        estimatedForwards: { html: 6, text: 27, total: 33 },
        replies: { html: 2, text: 2, total: 4 },
        hardBounces: { html: 1, text: 0, total: 1 },
        softBounces: { html: 1, text: 0, total: 1 },
        unsubscribes: { html: 1, text: 2, total: 3 },
        ispComplaints: { html: 1, text: 0, total: 1 },
        mailBlocks: { html: 0, text: 0, total: 0 },
      },
    });
    reply('GET /v2/campaigns/{id}/activities/since-date/{date}');
    expect(await feed(campaigns.activities(4, { since }))).toMatchObject([
      // The sample writes the day of the first open with three digits: no date.
      { contactId: 2, opens: 2, estimatedForwards: 4, firstOpenedAt: null, hardBounced: false },
      { contactId: 3, replies: 1, firstOpenIp: '192.168.156.140' },
    ]);
    reply('GET /v2/campaigns/{id}/opens/since-date/{date}');
    expect(await feed(campaigns.opens(4, { since }))).toMatchObject([
      { email: 'darryl.netherland@example.com', mailClient: 'Opera', isForward: false },
      { email: 'deonna.medine@example.com', at: Date.UTC(2020, 0, 1, 9, 40, 18), isForward: true },
    ]);
    reply('GET /v2/campaigns/{id}/clicks');
    expect((await feed(campaigns.clicks(4, {}))).map(({ url, keyword }) => [url, keyword])).toEqual(
      [
        ['http://example.com/page3', 'example'],
        ['http://example.com/page2', 'example'],
      ]
    );
  });

  it.each(Object.entries(METHODS))('%s asks as documented', async (method, { run }) => {
    if (!dir) return;
    const document = openApi(dir);
    stub.reply({ status: 400, body: { message: 'Error: ERROR_UNKNOWN' } });
    await expect(run(subject)).rejects.toMatchObject({ kind: 'rejected' });
    const [request] = stub.received;
    if (!request) throw new Error('nothing was sent');
    const { method: verb, url, headers, body } = request;
    const exchange = { method: verb, url, contentType: headers['content-type'], body };
    // The document declares JSON for uploads only; multipart is described on the reference page.
    if (method === 'imports.start') {
      expect(document.urlProblems(exchange)).toEqual([]);
      expect(exchange.contentType).toMatch(/^multipart\/form-data/);
    } else {
      expect(document.requestProblems(exchange)).toEqual([]);
    }
  });

  it('would notice what is not documented', () => {
    if (!dir) return;
    const { requestProblems } = openApi(dir);
    const json = { contentType: 'application/json' };
    const wrong = [
      { method: 'PATCH', url: '/v2/address-books' },
      { method: 'GET', url: '/v2/address-books?limit=5' },
      { method: 'GET', url: '/v2/address-books?select=many' },
      { method: 'GET', url: '/v2/address-books/x' },
      { method: 'GET', url: '/v2/contacts/suppressed-since/yesterday' },
      { method: 'GET', url: '/v2/contacts/deletion/1' },
      { method: 'POST', url: '/v2/address-books', ...json, body: '{"visibility":"Private"}' },
      {
        method: 'POST',
        url: '/v2/address-books',
        ...json,
        body: '{"name":"A","visibility":"Odd"}',
      },
      { method: 'POST', url: '/v2/address-books/5/contacts/delete', ...json, body: '["1"]' },
    ];
    expect(wrong.filter((exchange) => requestProblems(exchange).length === 0)).toEqual([]);
  });
});
