import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListPreview } from '../../contracts/marketing-lists';
import { startSite, type Site } from '../support/site';

const LIST = 'plugin::dotmailer.marketing-list';
const CONTACT = 'api::contact.contact';
const READ = 'plugin::content-manager.explorer.read';
const UPDATE = 'plugin::content-manager.explorer.update';

type Data = Record<string, unknown>;

let site: Site;
const ids: string[] = [];

const preview = async (changes: Data = {}, token?: string) => {
  const answer = await site.request<{ data: ListPreview }>(
    'POST',
    '/dotmailer/marketing-lists/preview',
    {
      listId: 'the-list',
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: { version: 1, where: { tier: { $eq: 'gold' } }, activity: [] },
      ...changes,
    },
    token
  );
  expect(answer.status).toBe(200);
  return answer.body.data;
};

type Permission = { action: string; subject: string; properties?: Data };

/** Token of a user whose only role has these permissions. */
const signInWith = async (name: string, permissions: Permission[]): Promise<string> => {
  const roles = site.strapi.service('admin::role') as unknown as {
    create(role: Data): Promise<{ id: number }>;
    assignPermissions(id: number, permissions: unknown[]): Promise<unknown>;
  };
  const users = site.strapi.service('admin::user') as unknown as {
    create(user: Data): Promise<unknown>;
  };
  const role = await roles.create({ name, description: name });
  await roles.assignPermissions(role.id, permissions);
  const credentials = { email: `${name}@example.com`, password: 'Playground1' };
  const person = { firstname: name, lastname: name, isActive: true, roles: [role.id] };
  await users.create({ ...credentials, ...person });
  const answer = await site.request<{ data: { token: string } }>(
    'POST',
    '/admin/login',
    credentials
  );
  return answer.body.data.token;
};

const optOut = (scope: string, ref: string, email: string, liftedAt: number | null = null) =>
  site.strapi.db.getConnection('dotmailer_opt_outs').insert({
    scope,
    ref,
    email_norm: email,
    source: 'editor',
    opted_out_at: 1,
    lifted_at: liftedAt,
  });

beforeAll(async () => {
  site = await startSite();
  const emails = [
    'ada@example.com',
    ' ADA@Example.com ',
    'bob@example.com',
    'cy@example.com',
    'dee@example.com',
    null,
    '   ',
    'not an address',
    'gone@example.com',
  ];
  for (const [index, email] of emails.entries()) {
    const data = { email, tier: 'gold', firstName: `F${index}`, lastName: `L${index}` };
    const row = await site.strapi.db.query(CONTACT).create({ data });
    ids.push(row.documentId as string);
  }
  await site.strapi.db.query(CONTACT).create({ data: { email: 'x@example.com', tier: 'silver' } });
  const removed = { list_id: 'the-list', kind: 'removed', doc_id: ids[8], created_at: 1 };
  await site.strapi.db.getConnection('dotmailer_list_records').insert(removed);
  await optOut('list', 'the-list', 'bob@example.com');
  await optOut('account', '77', 'cy@example.com');
  await optOut('list', 'another-list', 'dee@example.com');
  await optOut('account', '78', 'ada@example.com', 5);
});
afterAll(() => site.close());

test('everybody is counted once', async () => {
  expect(await preview()).toMatchObject({
    broken: null,
    matching: 9,
    removed: 1,
    withoutEmail: 3,
    duplicates: 1,
    optedOut: 2,
    more: false,
  });
});

test('a connected list counts the opt-outs of its own book and account', async () => {
  const [integration] = [
    { name: 'i', username: 'u', active: true, state: 'ready', accountId: '77' },
  ];
  const { id } = await site.strapi.db
    .query('plugin::dotmailer.integration')
    .create({ data: integration });
  const connection = { list_id: 'the-list', open_list: 'the-list', open_book: 1 };
  await site.strapi.db.getConnection('dotmailer_connections').insert({
    ...connection,
    integration_id: id,
    address_book_id: 1,
    book_remote_id: 7,
    collection: CONTACT,
    email_field: 'email',
  });
  await optOut('account', '99', 'dee@example.com');
  expect((await preview()).optedOut).toBe(2);
  await optOut('book', '77:7', 'dee@example.com');
  expect((await preview()).optedOut).toBe(3);
  await site.strapi.db.getConnection('dotmailer_connections').delete();
});

test('the first members have a name and an e-mail', async () => {
  const { first } = await preview();
  expect(first).toHaveLength(8);
  expect(first[0]).toMatchObject({ documentId: ids[0], email: 'ada@example.com' });
  expect(first.map((member) => member.documentId)).not.toContain(ids[8]);
});

test('a manual list is what was picked, a static one what a snapshot would take', async () => {
  await site.strapi.db
    .getConnection('dotmailer_list_records')
    .insert({ list_id: 'the-list', kind: 'picked', doc_id: ids[0], created_at: 1 });
  expect((await preview({ kind: 'manual' })).matching).toBe(1);
  expect((await preview({ kind: 'static' })).matching).toBe(9);
});

describe('what a viewer may not see', () => {
  test('the list’s own permission is asked first', async () => {
    const token = await signInWith('nobody', [{ action: READ, subject: CONTACT }]);
    const answer = await site.request('POST', '/dotmailer/marketing-lists/preview', {}, token);
    expect(answer.status).toBe(403);
  });

  test('without the right to read the collection: counts, of no filter of one’s own, and no picking', async () => {
    const fields = { fields: ['name', 'kind'] };
    const token = await signInWith('counter', [
      { action: READ, subject: LIST, properties: fields },
      { action: UPDATE, subject: LIST, properties: fields },
    ]);
    const everybody = { filter: { version: 1, where: 'all', activity: [] } };
    expect(await preview(everybody, token)).toMatchObject({ matching: 10, first: [] });
    expect((await preview({}, token)).broken).toContain('Your role may not read “Tier” of Contact');
    const { documentId } = await site.strapi.db.query(LIST).create({
      data: { name: 'By hand', collection: CONTACT, emailField: 'email', kind: 'manual' },
    });
    const route = `/dotmailer/marketing-lists/${documentId}/records`;
    const body = { documentIds: [ids[0]] };
    expect((await site.request('POST', route, body, token)).status).toBe(403);
    expect((await site.request('POST', route, body)).status).toBe(200);
  });

  test('only the fields the role may read', async () => {
    const token = await signInWith('namer', [
      { action: READ, subject: LIST, properties: { fields: ['name'] } },
      { action: READ, subject: CONTACT, properties: { fields: ['firstName', 'tier'] } },
    ]);
    const { first } = await preview({}, token);
    expect(first).toHaveLength(8);
    expect(first.map((member) => member.email)).toEqual(Array(8).fill(null));
    expect(JSON.stringify(first)).not.toMatch(/example\.com/);
  });
});

test('100,000 people are counted while somebody waits', async () => {
  const table = () => site.strapi.db.getConnection('contacts');
  for (let from = 0; from < 100_000; from += 400) {
    await table().insert(
      Array.from({ length: 400 }, (_, index) => ({
        document_id: `bulk${from + index}`,
        email: `p${from + index}@example.com`,
        tier: 'gold',
        created_at: site.strapi.db.dialect.client === 'sqlite' ? 1 : new Date(1e12),
        published_at: site.strapi.db.dialect.client === 'sqlite' ? 1 : new Date(1e12),
      }))
    );
  }
  const started = Date.now();
  expect((await preview()).matching).toBe(100_009);
  const took = Date.now() - started;
  console.log(`preview of 100,000: ${took} ms`);
  expect(took).toBeLessThan(10_000);
});
