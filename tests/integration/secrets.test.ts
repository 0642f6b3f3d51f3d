import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Integration } from '../../contracts/integrations';
import { startSandbox, type Sandbox } from '../../sandbox';
import { createTerminal } from '../../server/src/cli/terminal';
import { appOf } from '../../server/src/app';
import { addressOf, lineOf, routesOf } from '../support/routes';
import { startSite, type Site } from '../support/site';
import { witnessOf, type Witness } from '../support/witness';
import { workOff } from '../support/work-off';

const PASSWORD = 'planted-Passw0rd-1';
const WRONG_PASSWORD = 'planted-Passw0rd-2';
const CONTACT = 'api::contact.contact';

let vendor: Sandbox;
let site: Site;
let witness: Witness;
let integration: Integration;
let listId: string;
const printed: string[] = [];

const env = () => ({
  PUBLIC_URL: '',
  DOTMAILER_WORKER: 'off',
  DOTMAILER_API_ENTRY_URL: vendor.url,
  DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
});
const table = (name: string) => site.strapi.db.getConnection(name);
const sync = async () => {
  await witness.request('POST', '/dotmailer/synchronize', { integrationId: integration.id });
  await workOff(appOf(site.strapi));
};
const save = (change: Record<string, unknown>) =>
  witness.request('PUT', `/dotmailer/integrations/${integration.id}`, {
    name: 'Main',
    username: vendor.credentials.username,
    active: true,
    ...change,
  });

/** A site that has been through all that can go right and wrong with its credentials. */
beforeAll(async () => {
  vendor = await startSandbox({ importSpeed: { milliseconds: 0 } });
  site = await startSite({ env: env() });
  witness = witnessOf(site);
  const { username } = vendor.credentials;
  vendor.control.changePassword(username, PASSWORD);
  const made = await witness.request<{ data: Integration }>('POST', '/dotmailer/integrations', {
    name: 'Main',
    username,
    password: PASSWORD,
    active: true,
  });
  integration = made.body.data;
  await site.strapi
    .documents(CONTACT as never)
    .create({ data: { email: 'a@example.com' } } as never);
  const book = await witness.request<{ data: { id: number } }>('POST', '/dotmailer/address-books', {
    integrationId: integration.id,
    name: 'News',
  });
  const list = await witness.request<{ data: { documentId: string } }>(
    'POST',
    '/content-manager/collection-types/plugin::dotmailer.marketing-list',
    {
      name: 'All',
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: { version: 1, where: 'all', activity: [] },
    }
  );
  listId = list.body.data.documentId;
  await witness.request('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId: integration.id,
    addressBookId: book.body.data.id,
  });
  await sync();
  await save({ password: WRONG_PASSWORD });
  await save({ password: PASSWORD });
  await witness.request('POST', '/dotmailer/integrations/check', {
    username,
    password: WRONG_PASSWORD,
  });
  vendor.control.failNext(1, 'drop-connection', 'account-info');
  await save({ password: PASSWORD });
  vendor.control.changePassword(username, 'another');
  await sync();
  vendor.control.changePassword(username, PASSWORD);
  vendor.control.setSwitch('maintenance', true);
  await save({ password: WRONG_PASSWORD });
  vendor.control.setSwitch('maintenance', false);
  await save({ password: PASSWORD });
  const terminal = createTerminal(() => appOf(site.strapi));
  await terminal.run({ name: 'sync' }, (line) => printed.push(line));
  await terminal.run({ name: 'status', json: true }, (line) => printed.push(line));
}, 300_000);
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

/** The secrets, and every form in which they travel or rest. */
const planted = async (): Promise<string[]> => {
  const { username } = vendor.credentials;
  const row = await table('dotmailer_integrations').where({ id: integration.id }).first();
  const plain = [PASSWORD, WRONG_PASSWORD];
  return [
    String(row.password),
    ...plain,
    ...plain.map((secret) => encodeURIComponent(secret)),
    ...plain.map((secret) => Buffer.from(secret).toString('base64')),
    ...plain.map((secret) => Buffer.from(`${username}:${secret}`).toString('base64')),
  ];
};

test('no read of any route tells one', async () => {
  const values = { id: String(integration.id), uid: CONTACT };
  let asked = 0;
  for (const route of routesOf(site).filter(({ method }) => method === 'GET')) {
    for (const id of [values.id, listId]) {
      const address = addressOf(route, { ...values, id });
      for (const query of ['', `?integrationId=${integration.id}&collection=${CONTACT}`]) {
        const { status } = await witness.request('GET', address + query);
        expect([200, 400, 404], lineOf(route)).toContain(status);
        asked += status === 200 ? 1 : 0;
      }
    }
  }
  expect(asked).toBeGreaterThan(20);
  for (const secret of await planted())
    for (const answer of witness.answers) expect(answer).not.toContain(secret);
});

test('no other door of the site tells one: Content Manager, content API, permissions', async () => {
  for (const type of ['integration', 'address-book', 'mapping', 'marketing-list'])
    for (const path of [
      `/content-manager/collection-types/plugin::dotmailer.${type}`,
      `/content-manager/collection-types/plugin::dotmailer.${type}?populate=*`,
      `/api/dotmailer/${type}s`,
      `/api/${type}s?populate=*`,
    ])
      await witness.request('GET', path);
  for (const secret of await planted())
    for (const answer of witness.answers) expect(answer).not.toContain(secret);
});

test('no log line and no line of the terminal holds one', async () => {
  expect(witness.logLines.length).toBeGreaterThan(0);
  expect(printed.length).toBeGreaterThan(1);
  for (const secret of await planted())
    for (const line of [...witness.logLines, ...printed]) expect(line).not.toContain(secret);
});

test('no row holds one in plain text, and only its own column holds the ciphertext', async () => {
  const secrets = await planted();
  const names = [...site.strapi.db.metadata.values()].map(({ tableName }) => tableName);
  const ours = names.filter(
    (name) => name.startsWith('dotmailer_') || name === 'strapi_core_store_settings'
  );
  expect(ours).toContain('dotmailer_audit');
  for (const name of ours) {
    const rows = (await table(name).select()) as Record<string, unknown>[];
    const text = JSON.stringify(
      rows.map(({ password, ...row }) =>
        name === 'dotmailer_integrations' ? row : { password, ...row }
      )
    );
    for (const secret of secrets) expect(text, name).not.toContain(secret);
  }
  expect((await table('dotmailer_audit').select()).length).toBeGreaterThan(3);
  expect((await table('dotmailer_runs').where({ status: 'failed' })).length).toBeGreaterThan(0);
});

test('another encryption key: everything says what to do, nothing falls over, and typing it again ends it', async () => {
  const { database } = site;
  await site.stop();
  site = await startSite({
    reuse: database,
    env: { ...env(), ENCRYPTION_KEY: 'quite another key' },
  });
  witness = witnessOf(site);

  for (const path of ['/dotmailer/integrations', '/dotmailer/overview', '/dotmailer/address-books'])
    expect((await witness.request('GET', path)).status, path).toBe(200);
  const { username } = vendor.credentials;
  const checked = await witness.request<{ error: { details: { code: string }; message: string } }>(
    'POST',
    '/dotmailer/integrations/check',
    { integrationId: integration.id, username }
  );
  expect(checked.status).toBe(400);
  expect(checked.body.error.details.code).toBe('CREDENTIALS_UNREADABLE');
  expect(checked.body.error.message).toContain('Type the password again');

  for (const [method, path, body] of [
    ['POST', '/dotmailer/address-books', { integrationId: integration.id, name: 'Another' }],
    [
      'POST',
      '/dotmailer/data-fields',
      { integrationId: integration.id, name: 'A', type: 'String' },
    ],
  ] as const) {
    const answer = await witness.request<{ error: { details: { code: string } } }>(
      method,
      path,
      body
    );
    expect(answer.status, path).toBe(400);
    expect(answer.body.error.details.code, path).toBe('CREDENTIALS_UNREADABLE');
  }
  const [member] = await site.strapi.documents(CONTACT as never).findMany({});
  const documentIds = [(member as { documentId: string }).documentId];
  const members = `/dotmailer/marketing-lists/${listId}/members`;
  const unsubscribed = await witness.request('POST', `${members}/unsubscribe`, { documentIds });
  expect(unsubscribed.status).toBe(200);

  await sync();
  const runs = await witness.request<{
    data: { results: { status: string; error: { text: string } }[] };
  }>('GET', '/dotmailer/runs?pageSize=1');
  expect(runs.body.data.results[0]).toMatchObject({ status: 'failed' });
  expect(runs.body.data.results[0]?.error.text).toContain('Type the password again');

  expect((await save({ password: PASSWORD })).status).toBe(200);
  await sync();
  const after = await witness.request<{ data: { results: { status: string }[] } }>(
    'GET',
    '/dotmailer/runs?pageSize=1'
  );
  expect(['completed', 'warnings']).toContain(after.body.data.results[0]?.status);
  for (const secret of [PASSWORD, WRONG_PASSWORD])
    for (const text of [...witness.answers, ...witness.logLines])
      expect(text).not.toContain(secret);
});
