import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AddressBook, AddressBookPage } from '../../contracts/address-books';
import type { Integration } from '../../contracts/integrations';
import type { ListStatus } from '../../contracts/marketing-lists';
import { startSandbox, type AccountControl, type Sandbox } from '../../sandbox';
import { createDotdigital } from '../../server/src/dotdigital/client';
import { importAddressBooks } from '../../server/src/sync/import/address-books';
import { createLog, createNode } from '../support/node';
import { startSite, type Answer, type Site } from '../support/site';
import { createSkippingClock } from '../support/skipping-clock';

type Refused = {
  error: { message: string; details: { code: string; errors: { path: string[] }[] } };
};

const ROUTE = '/dotmailer/address-books';

let vendor: Sandbox;
let site: Site;
let account: AccountControl;
let integration: Integration;
let accounts = 0;

beforeAll(async () => {
  vendor = await startSandbox();
  site = await startSite({
    env: {
      PUBLIC_URL: '',
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
});
beforeEach(async () => {
  for (const name of ['integrations', 'address_books', 'connections', 'marketing_lists'])
    await table(name).delete();
  ({ account, integration } = await connected('Main'));
  for (const name of ['jobs', 'runs']) await table(name).delete();
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

const table = (name: string) => site.strapi.db.getConnection(`dotmailer_${name}`);

/** An account at the vendor and its integration here. */
const connected = async (name: string) => {
  accounts += 1;
  const credentials = { username: `apiuser-${accounts}@apiconnector.com`, password: 'Passw0rd-1' };
  const account = vendor.control.createAccount({ credentials });
  const answer = await site.request<{ data: Integration }>('POST', '/dotmailer/integrations', {
    name,
    ...credentials,
    active: true,
  });
  expect(answer.status).toBe(200);
  return { account, integration: answer.body.data, credentials };
};

/** Runs the step of a sync against the sandbox and the site's database. */
const runImport = async (of = integration) => {
  const api = { entryUrl: vendor.url, allowedHosts: ['127.0.0.1'] };
  const clock = createSkippingClock(Date.now());
  const dotdigital = createDotdigital({ api, clock, random: () => 0.5, logger: createLog() });
  const deps = { ...createNode(site, { clock }), dotdigital };
  const stored = await deps.repositories.integrations.find(of.id);
  if (!stored) throw new Error('no integration');
  const counts: Record<string, number> = {};
  const warnings: string[] = [];
  await importAddressBooks(
    {
      deps,
      integration: stored,
      account: dotdigital.account({
        key: 'test',
        credentials: { username: stored.username, password: 'Passw0rd-1' },
        endpoint: stored.endpoint,
      }),
      lease: { name: 'test', fence: 1, signal: new AbortController().signal },
    },
    {
      count: (name, by = 1) => {
        counts[name] = (counts[name] ?? 0) + by;
      },
      warn: ({ text }) => warnings.push(text),
    }
  );
  return { counts, warnings };
};

const page = async (query = '') =>
  (await site.request<{ data: AddressBookPage }>('GET', `${ROUTE}?${query}`)).body.data;
const names = async (query = '') => (await page(query)).results.map((book) => book.name);
const create = (body: Record<string, unknown>) =>
  site.request<{ data: AddressBook } & Refused>('POST', ROUTE, {
    integrationId: integration.id,
    ...body,
  });
const expectRefusal = (answer: Answer<Refused>, code: string, field: string | null) => {
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.code).toBe(code);
  const paths = answer.body.error.details.errors.map((error) => error.path);
  expect(paths).toEqual(field === null ? [] : [[field]]);
};

describe('importing', () => {
  test('brings name, visibility and size; reserved books stay out whatever their case', async () => {
    vendor.control.setSwitch('allContactsListed', true);
    const news = account.createBook('News', 'Public');
    account.seedContacts(news.id, 3, `n${accounts}-`);
    const shouting = account.createBook('Shouting');
    account.renameBook(shouting.id, ' ALL CONTACTS ');
    account.renameBook(account.createBook('Other').id, 'tEST');
    account.createBook('Test drive');

    const { counts } = await runImport();
    vendor.control.setSwitch('allContactsListed', false);
    expect(counts).toMatchObject({ listed: 2, added: 2, vanished: 0 });
    const { results, pagination } = await page();
    expect(pagination).toEqual({ page: 1, pageSize: 20, pageCount: 1, total: 2 });
    expect(results.map((book) => book.name)).toEqual(['News', 'Test drive']);
    expect(results[0]).toEqual({
      id: expect.any(Number),
      integrationId: integration.id,
      integrationName: 'Main',
      remoteId: news.id,
      name: 'News',
      visibility: 'Public',
      contactCount: 3,
      vanishedAt: null,
      connection: null,
    });
  });

  test('a second import of the same books writes nothing', async () => {
    account.createBook('News');
    await runImport();
    const before = await table('address_books').select();
    expect((await runImport()).counts).toEqual({ listed: 1, vanished: 0 });
    expect(await table('address_books').select()).toEqual(before);
  });

  test('a renamed book is renamed, not made anew', async () => {
    const { id } = account.createBook('Before');
    await runImport();
    const [before] = (await page()).results;
    account.renameBook(id, 'After');
    expect((await runImport()).counts).toMatchObject({ renamed: 1 });
    expect((await page()).results).toEqual([{ ...before, name: 'After' }]);
  });

  test('a vanished book is flagged, keeps its connection, and can come back', async () => {
    account.createBook('Stays');
    const { id } = account.createBook('Goes');
    await runImport();
    const goes = (await page('search=goes')).results[0];
    if (!goes) throw new Error('not imported');
    await connect(goes, 'Customers');
    account.deleteBook(id);

    const { counts, warnings } = await runImport();
    expect(counts).toMatchObject({ vanished: 1 });
    expect(warnings).toEqual([expect.stringContaining('Goes')]);
    const flagged = (await page('vanished=yes')).results;
    expect(flagged).toMatchObject([{ id: goes.id, connection: { status: 'blocked' } }]);
    expect(flagged[0]?.vanishedAt).not.toBeNull();
    expect(await names('vanished=no')).toEqual(['Stays']);
    expect((await runImport()).warnings).toEqual([]);

    await table('address_books').where({ id: goes.id }).update({ name: 'Stays', remote_id: 1 });
    const back = account.books().find((book) => book.name === 'Stays');
    await table('address_books').where({ name: 'Stays' }).whereNot({ id: goes.id }).delete();
    await table('address_books').where({ id: goes.id }).update({ remote_id: back?.id });
    expect((await runImport()).counts).toMatchObject({ returned: 1 });
    expect((await page()).results).toMatchObject([
      { id: goes.id, vanishedAt: null, connection: { status: 'never-synchronised' } },
    ]);
  });

  test('an empty answer changes nothing', async () => {
    const { id } = account.createBook('Only one');
    await runImport();
    const before = await page();
    account.deleteBook(id);
    const { warnings } = await runImport();
    expect(warnings).toHaveLength(1);
    expect(await page()).toEqual(before);
  });

  test('two books of the same name are both kept', async () => {
    const first = account.createBook('Twin');
    const second = account.createBook('Other');
    account.renameBook(second.id, 'Twin');
    await runImport();
    const remoteIds = (await page()).results.map((book) => book.remoteId).sort();
    expect(remoteIds).toEqual([first.id, second.id].sort());
  });

  test('books of other integrations are left alone', async () => {
    account.createBook('Mine');
    await runImport();
    const other = await connected('Other');
    other.account.createBook('Theirs');
    await runImport(other.integration);
    account.createBook('Mine too');
    await runImport();
    expect(await names()).toEqual(['Mine', 'Mine too', 'Theirs']);
    expect(await names(`integrationId=${other.integration.id}`)).toEqual(['Theirs']);
    expect((await page('vanished=yes')).results).toEqual([]);
  });

  test('more books than one page of the vendor are read whole', async () => {
    vendor.control.setSwitch('addressBookLimit', 5000);
    for (let number = 1; number <= 1205; number += 1) account.createBook(`Book ${number}`);
    expect((await runImport()).counts).toMatchObject({ listed: 1205, added: 1205 });
    expect((await page()).pagination.total).toBe(1205);
  });
});

const connect = async (book: AddressBook, listName: string) => {
  const listId = `list-${book.id}`;
  await table('marketing_lists').insert({ document_id: listId, name: listName });
  await table('connections').insert({
    integration_id: book.integrationId,
    address_book_id: book.id,
    book_remote_id: book.remoteId,
    list_id: listId,
    collection: 'api::contact.contact',
    email_field: 'email',
    open_book: book.id,
    open_list: listId,
  });
};

describe('the page', () => {
  beforeEach(async () => {
    for (const [name, size, visibility] of [
      ['alpha', 3, 'Private'],
      ['Beta', 1, 'Public'],
      ['100% wool', 2, 'Private'],
      ['gamma_ray', 0, 'Public'],
    ] as const)
      account.seedContacts(account.createBook(name, visibility).id, size, `${name}${accounts}`);
    await runImport();
  });

  test('sorts, ignoring case, and pages', async () => {
    expect(await names()).toEqual(['100% wool', 'alpha', 'Beta', 'gamma_ray']);
    expect(await names('sort=name:desc')).toEqual(['gamma_ray', 'Beta', 'alpha', '100% wool']);
    expect(await names('sort=contactCount:desc')).toEqual([
      'alpha',
      '100% wool',
      'Beta',
      'gamma_ray',
    ]);
    const second = await page('pageSize=3&page=2');
    expect(second.results.map((book) => book.name)).toEqual(['gamma_ray']);
    expect(second.pagination).toEqual({ page: 2, pageSize: 3, pageCount: 2, total: 4 });
    expect((await site.request('GET', `${ROUTE}?sort=remoteId:asc`)).status).toBe(400);
  });

  test('searches the beginning of a name, whatever the case, and takes % and _ literally', async () => {
    expect(await names('search=BET')).toEqual(['Beta']);
    expect(await names('search=eta')).toEqual([]);
    expect(await names('search=100%25')).toEqual(['100% wool']);
    expect(await names('search=%25')).toEqual([]);
    expect(await names('search=gamma_')).toEqual(['gamma_ray']);
    expect(await names('search=a_pha')).toEqual([]);
  });

  test('filters by visibility and by connection, and shows the connected list', async () => {
    expect(await names('visibility=Public')).toEqual(['Beta', 'gamma_ray']);
    const alpha = (await page('search=alpha')).results[0];
    if (!alpha) throw new Error('no alpha');
    await connect(alpha, 'Customers');
    expect(await names('connected=no')).toEqual(['100% wool', 'Beta', 'gamma_ray']);
    const shown = async () => (await page('connected=yes')).results[0]?.connection;
    expect(await shown()).toEqual({
      id: expect.any(Number),
      listId: `list-${alpha.id}`,
      listName: 'Customers',
      lastSyncedAt: null,
      status: 'never-synchronised',
    });

    const syncedAt = Date.UTC(2026, 0, 2);
    await table('connections').update({ last_synced_at: syncedAt });
    expect(await shown()).toMatchObject({
      lastSyncedAt: '2026-01-02T00:00:00.000Z',
      status: 'up-to-date',
    });
    await table('connections').update({ open_book: null, open_list: null });
    expect(await names('connected=yes')).toEqual([]);
  });

  test('says how a connected book is doing, in the words of its list', async () => {
    const alpha = (await page('search=alpha')).results[0];
    if (!alpha) throw new Error('no alpha');
    await connect(alpha, 'Customers');
    const everybody = JSON.stringify({ version: 1, where: 'all', activity: [] });
    const definition = { collection: 'api::contact.contact', email_field: 'email' };
    await table('marketing_lists').update({ ...definition, kind: 'dynamic', filter: everybody });
    const { id: connection_id } = await table('connections').first();
    const integration_id = integration.id;
    const run = { integration_id, kind: 'sync', trigger: 'manual', started_at: 1 };
    const status = async () => {
      const of = `/dotmailer/marketing-lists/list-${alpha.id}/status`;
      const list = await site.request<{ data: ListStatus }>('GET', of);
      const [book] = (await page('connected=yes')).results;
      return [book?.connection?.status, list.body.data.connection?.state];
    };
    const both = (state: string) => [state, state];

    await table('runs').insert({ ...run, status: 'completed' });
    await table('runs').insert({ ...run, status: 'failed', error: 'no answer' });
    expect(await status()).toEqual(both('failed'));
    const payload = JSON.stringify({ integrationId: integration_id, trigger: 'manual' });
    await table('jobs').insert({ kind: 'sync', payload, state: 'waiting', run_at: 1, attempts: 0 });
    expect(await status()).toEqual(both('queued'));
    await table('holds').insert({ connection_id, kind: 'removal', state: 'asked' });
    expect(await status()).toEqual(both('held'));
    await table('connections').update({ blocked_reason: 'ERROR_ADDRESSBOOK_NOTWRITABLE' });
    expect(await status()).toEqual(both('blocked'));
    const upload = { integration_id, connection_id, kind: 'values', status: 'x' };
    await table('uploads').insert({ ...upload, open: true });
    expect(await status()).toEqual(both('uploading'));
    await table('runs').insert({ ...run, status: 'running' });
    expect(await status()).toEqual(both('running'));
    await table('integrations').update({ state: 'needs-credentials' });
    expect(await status()).toEqual(both('needs-credentials'));
    await table('integrations').update({ active: false });
    expect(await status()).toEqual(both('inactive'));

    for (const name of ['uploads', 'holds']) await table(name).delete();
  });
});

describe('creating', () => {
  test('makes the book at the vendor first, then here', async () => {
    const answer = await create({ name: '  Spring sale ', visibility: 'Public' });
    expect(answer.status).toBe(200);
    const remote = account.books().find((book) => book.name === 'Spring sale');
    expect(answer.body.data).toMatchObject({
      remoteId: remote?.id,
      name: 'Spring sale',
      visibility: 'Public',
      contactCount: 0,
      connection: null,
    });
    expect((await page()).results).toEqual([answer.body.data]);
    expect((await runImport()).counts).toEqual({ listed: 1, vanished: 0 });
  });

  test.each(['Test', 'ALL contacts', ' test '])('the name "%s" is reserved', async (name) => {
    const before = vendor.control.calls().total;
    expectRefusal(await create({ name }), 'NAME_RESERVED', 'name');
    expect(vendor.control.calls().total).toBe(before);
  });

  test('a name the vendor has already is refused in its words, next to the field', async () => {
    account.createBook('Taken');
    const answer = await create({ name: 'taken' });
    expectRefusal(answer, 'NAME_TAKEN', 'name');
    expect(answer.body.error.message).toBe('That name is in use already, please choose another.');
    expect((await page()).results).toEqual([]);
  });

  test.each([['   '], ['x'.repeat(129)]])('the name %j is no name', async (name) => {
    expectRefusal(await create({ name }), 'INVALID', 'name');
  });

  test('a full account is refused in the words of the vendor', async () => {
    vendor.control.setSwitch('addressBookLimit', 1);
    const answer = await create({ name: 'One too many' });
    vendor.control.setSwitch('addressBookLimit', 5000);
    expectRefusal(answer, 'VENDOR_REJECTED', 'name');
    expect(answer.body.error.message).toContain('ERROR_ADDRESSBOOK_LIMITEXCEEDED');
  });

  test('a lost answer loses no book: what the vendor made is found', async () => {
    vendor.control.failNext(1, 'drop-after-accept', 'POST /v2/address-books');
    const answer = await create({ name: 'Half heard' });
    expect(answer.status).toBe(200);
    expect(account.books().filter((book) => book.name === 'Half heard')).toHaveLength(1);
    expect(await names()).toEqual(['Half heard']);
  });

  test('refused credentials make the integration wait for new ones', async () => {
    vendor.control.changePassword(integration.username, 'Another-1');
    expectRefusal(await create({ name: 'News' }), 'VENDOR_AUTHENTICATION', null);
    const answer = await site.request<{ data: Integration }>(
      'GET',
      `/dotmailer/integrations/${integration.id}`
    );
    expect(answer.body.data.state).toBe('needs-credentials');
  });

  test('needs an active integration', async () => {
    await table('integrations').update({ active: false });
    expectRefusal(await create({ name: 'News' }), 'INTEGRATION_INACTIVE', null);
    expect((await create({ name: 'News', integrationId: 999 })).status).toBe(404);
  });
});
