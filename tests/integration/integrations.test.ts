import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  CheckedConnection,
  CreateIntegration,
  DeletionEffects,
  Integration,
  Overview,
  UpdateIntegration,
} from '../../contracts/integrations';
import { startSandbox, type Sandbox } from '../../sandbox';
import { personWith } from '../support/people';
import { startSite, type Answer, type Site, type SiteOptions } from '../support/site';
import { witnessOf, type Witness } from '../support/witness';

type Refused = {
  error: { message: string; details: { code: string; errors: { path: string[] }[] } };
};
type Row = Record<string, unknown>;

const ROUTE = '/dotmailer/integrations';
const PASSWORD = 'planted-Passw0rd-1';
const OTHER_PASSWORD = 'planted-Passw0rd-2';
const WRONG_PASSWORD = 'planted-Passw0rd-wrong';
const SECRETS = [PASSWORD, OTHER_PASSWORD, WRONG_PASSWORD];

let vendor: Sandbox;
let site: Site;
let witness: Witness;
let accounts = 0;

const boot = async (options: SiteOptions = {}) => {
  site = await startSite({
    ...options,
    env: {
      PUBLIC_URL: '',
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
      ...options.env,
    },
  });
  witness = witnessOf(site);
};
const reboot = async (options: SiteOptions = {}) => {
  await site.stop();
  await boot({ ...options, reuse: site.database });
};

beforeAll(async () => {
  vendor = await startSandbox();
  await boot();
});
beforeEach(async () => {
  for (const name of ['integrations', 'jobs', 'leases']) await table(name).delete();
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

const table = (name: string) => site.strapi.db.getConnection(`dotmailer_${name}`);

/** A new account at the vendor, with one API user whose password is PASSWORD. */
const newAccount = (region: 'r1' | 'r2' = 'r1') => {
  accounts += 1;
  const username = `apiuser-${accounts}@apiconnector.com`;
  const credentials = { username, password: PASSWORD };
  const control = vendor.control.createAccount({ name: `Shop ${accounts}`, region, credentials });
  return { id: control.accountId, name: `Shop ${accounts}`, username, control };
};
/** While `work` runs, every call to the vendor fails. */
const whileVendorIsDown = async <T>(work: () => Promise<T>): Promise<T> => {
  vendor.control.setSwitch('maintenance', true);
  try {
    return await work();
  } finally {
    vendor.control.setSwitch('maintenance', false);
  }
};

const input = (username: string, change: Partial<CreateIntegration> = {}): CreateIntegration => ({
  name: 'Main',
  username,
  password: PASSWORD,
  active: true,
  ...change,
});

const create = (body: CreateIntegration) =>
  witness.request<{ data: Integration } & Refused>('POST', ROUTE, body);
const update = (id: number, body: UpdateIntegration) =>
  witness.request<{ data: Integration } & Refused>('PUT', `${ROUTE}/${id}`, body);
const read = async (id: number) =>
  (await witness.request<{ data: Integration }>('GET', `${ROUTE}/${id}`)).body.data;
const check = (body: unknown, token?: string) =>
  witness.request<{ data: CheckedConnection } & Refused>('POST', `${ROUTE}/check`, body, token);
const overview = async () =>
  (await witness.request<{ data: Overview }>('GET', '/dotmailer/overview')).body.data;
const created = async (username: string, change: Partial<CreateIntegration> = {}) => {
  const answer = await create(input(username, change));
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.data;
};
const storedRow = async (id: number): Promise<Row> => table('integrations').where({ id }).first();

const expectRefusal = (answer: Answer<Refused>, code: string, field: string | null) => {
  expect(answer.status).toBe(400);
  expect(answer.body.error.details.code).toBe(code);
  const paths = answer.body.error.details.errors.map((error) => error.path);
  expect(paths).toEqual(field === null ? [] : [[field]]);
};
const callsTo = (endpoint: string) => vendor.control.calls().byEndpoint[endpoint] ?? 0;

describe('Check Connection', () => {
  /** The site allows each person ten checks a minute. */
  let token: string;
  beforeEach(async () => {
    token = await personWith(site, ['plugin::dotmailer.integrations.manage']);
  });

  test('answers the account before anything is saved, and a region that is not the first', async () => {
    const { id, name, username } = newAccount('r2');
    const answer = await check({ username, password: PASSWORD }, token);
    expect(answer.body.data).toEqual({
      accountId: String(id),
      accountName: name,
      region: new URL(vendor.regions.r2).host,
      endpoint: vendor.regions.r2,
    });
    expect(await table('integrations').select()).toEqual([]);
  });

  test('never lets a wrong password pass, also right after the right one', async () => {
    const { username } = newAccount();
    expect((await check({ username, password: PASSWORD }, token)).status).toBe(200);
    const answer = await check({ username, password: WRONG_PASSWORD }, token);
    expectRefusal(answer, 'VENDOR_AUTHENTICATION', 'password');
    expect(answer.body.error.message).toContain('Authorization has been denied for this request');
  });

  test('checks a stored integration without retyping, and its new password when typed', async () => {
    const { id, username } = newAccount();
    const { id: integrationId } = await created(username);
    const before = callsTo('GET /v2/account-info');
    const stored = await check({ integrationId, username, password: '' }, token);
    expect(stored.body.data.accountId).toBe(String(id));
    expect(callsTo('GET /v2/account-info')).toBe(before + 1);

    const wrong = await check({ integrationId, username, password: WRONG_PASSWORD }, token);
    expectRefusal(wrong, 'VENDOR_AUTHENTICATION', 'password');
  });

  test('says so when the typed credentials are those of another account', async () => {
    const { id: integrationId } = await created(newAccount().username);
    const other = newAccount();
    const answer = await check(
      { integrationId, username: other.username, password: PASSWORD },
      token
    );
    expectRefusal(answer, 'OTHER_ACCOUNT', 'username');
    expect(answer.body.error.message).toContain(String(other.id));
  });

  test('tells in words when the vendor is down', async () => {
    const { username } = newAccount();
    const answer = await whileVendorIsDown(() => check({ username, password: PASSWORD }, token));
    expectRefusal(answer, 'VENDOR_UNAVAILABLE', null);
  });

  test('is allowed ten times a minute to each person', async () => {
    const { username } = newAccount();
    const statuses: number[] = [];
    for (let turn = 0; turn < 11; turn += 1)
      statuses.push((await check({ username, password: PASSWORD }, token)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
    const other = await personWith(site, ['plugin::dotmailer.integrations.manage']);
    expect((await check({ username, password: PASSWORD }, other)).status).toBe(200);
  });
});

describe('asking the vendor too often', () => {
  test('saving is a check as well: after sixty in a minute one has to wait', async () => {
    const token = await personWith(site, ['plugin::dotmailer.integrations.manage']);
    const body = input(newAccount().username, { password: WRONG_PASSWORD });
    const statuses: number[] = [];
    for (let turn = 0; turn < 61; turn += 1)
      statuses.push((await witness.request('POST', ROUTE, body, token)).status);
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([400]));
    expect(statuses[60]).toBe(429);
  });

  test('a synchronisation asked for again and again is queued once', async () => {
    const { id: integrationId } = await created(newAccount().username);
    await table('jobs').delete();
    for (let turn = 0; turn < 20; turn += 1) {
      const answer = await witness.request('POST', '/dotmailer/synchronize', { integrationId });
      expect(answer.status).toBe(200);
    }
    expect(await table('jobs').select()).toHaveLength(1);
  });
});

describe('creating', () => {
  test('stores the account, encrypts the password and queues the first sync', async () => {
    const { id: accountId, name: accountName, username } = newAccount();
    const integration = await created(username);
    expect(integration).toMatchObject({
      name: 'Main',
      username,
      hasPassword: true,
      active: true,
      state: 'ready',
      accountId: String(accountId),
      accountName,
      endpoint: vendor.url,
      lastSyncedAt: null,
      connections: 0,
    });
    expect(await read(integration.id)).toEqual(integration);
    expect((await storedRow(integration.id)).password).toMatch(/^v1:/);

    const jobs: Row[] = await table('jobs').select();
    expect(jobs.map((job) => [job.kind, job.dedupe])).toEqual([['sync', `sync:${integration.id}`]]);
    expect(JSON.parse(String(jobs[0]?.payload))).toEqual({
      integrationId: integration.id,
      trigger: 'credentials',
    });
  });

  test('an inactive one queues nothing', async () => {
    await created(newAccount().username, { active: false });
    expect(await table('jobs').select()).toEqual([]);
    expect(await overview()).toMatchObject({ integrations: 1, activeIntegrations: 0 });
  });

  test('wrong credentials store nothing', async () => {
    const answer = await create(input(newAccount().username, { password: WRONG_PASSWORD }));
    expectRefusal(answer, 'VENDOR_AUTHENTICATION', 'password');
    expect(await table('integrations').select()).toEqual([]);
  });

  test('an account has one integration, also when two people save at the same moment', async () => {
    const { id, username } = newAccount();
    vendor.control.addUser({ username: `second-${username}`, password: PASSWORD }, id);
    const answers = await Promise.all([
      create(input(username, { name: 'One' })),
      create(input(`second-${username}`, { name: 'Two' })),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
    const loser = answers.find((answer) => answer.status === 400);
    if (!loser) throw new Error('both were saved');
    expectRefusal(loser, 'ACCOUNT_TAKEN', 'username');
    expect(await table('integrations').select()).toHaveLength(1);
    expectRefusal(await create(input(username)), 'ACCOUNT_TAKEN', 'username');
  });

  test.each([
    ['name', { name: '  ' }],
    ['username', { username: '' }],
    ['username', { username: 'x'.repeat(256) }],
    ['password', { password: '' }],
  ])('a wrong %s is refused next to its field', async (field, change) => {
    const answer = await create(input(newAccount().username, change));
    expectRefusal(answer, 'INVALID', field);
  });
});

describe('changing', () => {
  test('a blank password keeps the stored one, and a new name asks nobody', async () => {
    const { username } = newAccount();
    const { id } = await created(username);
    const before = await storedRow(id);
    const answer = await whileVendorIsDown(() =>
      update(id, { name: 'Renamed', username, password: '', active: true })
    );
    expect(answer.body.data.name).toBe('Renamed');
    expect((await storedRow(id)).password).toBe(before.password);
  });

  test('can be switched off while the vendor is down, and on only with its yes', async () => {
    const { username } = newAccount();
    const { id } = await created(username);
    const off = await whileVendorIsDown(() =>
      update(id, { name: 'Main', username, active: false })
    );
    expect(off.status).toBe(200);
    vendor.control.changePassword(username, OTHER_PASSWORD);
    const answer = await update(id, { name: 'Main', username, active: true });
    expectRefusal(answer, 'VENDOR_AUTHENTICATION', 'password');
    expect((await read(id)).active).toBe(false);
  });

  test('new credentials must be right and of the same account', async () => {
    const { username } = newAccount();
    const { id } = await created(username);
    const before = await storedRow(id);
    const wrong = { name: 'Main', username, password: WRONG_PASSWORD, active: true };
    expectRefusal(await update(id, wrong), 'VENDOR_AUTHENTICATION', 'password');

    const other = newAccount();
    const answer = await update(id, { ...wrong, username: other.username, password: PASSWORD });
    expectRefusal(answer, 'OTHER_ACCOUNT', 'username');
    expect(answer.body.error.message).toContain('create a new integration');
    expect(await storedRow(id)).toEqual(before);
  });

  test('new credentials end a refusal at once, queue a sync and follow the account to its region', async () => {
    const { username, control } = newAccount();
    const { id } = await created(username);
    await table('integrations')
      .where({ id })
      .update({ state: 'needs-credentials', refused_at: new Date(), probed_at: new Date() });
    await table('jobs').delete();
    expect((await overview()).questions).toMatchObject([
      { integrationId: id, kind: 'needs-credentials' },
    ]);

    control.moveToRegion('r2');
    vendor.control.changePassword(username, OTHER_PASSWORD);
    const answer = await update(id, {
      name: 'Main',
      username,
      password: OTHER_PASSWORD,
      active: true,
    });
    expect(answer.body.data).toMatchObject({
      state: 'ready',
      endpoint: vendor.regions.r2,
    });
    expect(await storedRow(id)).toMatchObject({ refused_at: null, probed_at: null });
    expect(await table('jobs').select()).toHaveLength(1);
    expect((await overview()).questions).toEqual([]);
  });

  test('what does not exist is not found', async () => {
    for (const id of ['999', 'abc', '0']) {
      const body = { name: 'Main', username: 'x', active: true };
      expect((await witness.request('PUT', `${ROUTE}/${id}`, body)).status).toBe(404);
      expect((await witness.request('GET', `${ROUTE}/${id}`)).status).toBe(404);
      expect((await witness.request('DELETE', `${ROUTE}/${id}`)).status).toBe(404);
    }
  });
});

describe('deleting', () => {
  const filled = async () => {
    const { username } = newAccount();
    const integration = await created(username);
    const integration_id = integration.id;
    const book = { name: 'News', integration_id, remote_id: 7, document_id: 'b1' };
    await table('address_books').insert(book);
    const { id: address_book_id } = await table('address_books').first();
    await table('marketing_lists').insert({ document_id: 'l1', name: 'Customers' });
    await table('connections').insert({
      integration_id,
      address_book_id,
      book_remote_id: 7,
      list_id: 'l1',
      collection: 'api::contact.contact',
      email_field: 'email',
      open_book: address_book_id,
      open_list: 'l1',
    });
    const { id: connection_id } = await table('connections').first();
    const people = Array.from({ length: 1203 }, (_, index) => `p${index}@example.com`);
    for (let from = 0; from < people.length; from += 100) {
      const part = people.slice(from, from + 100);
      await table('contacts').insert(
        part.map((email) => ({ integration_id, email, email_norm: email }))
      );
      await table('ledger').insert(
        part.map((email) => ({
          connection_id,
          doc_id: email,
          email_norm: email,
          role: 'owner',
          state: 'acknowledged',
        }))
      );
    }
    const optOut = { source: 'vendor', email_norm: 'p1@example.com' };
    await table('opt_outs').insert([
      { ...optOut, scope: 'account', ref: integration.accountId },
      { ...optOut, scope: 'book', ref: `${integration.accountId}:7` },
      { ...optOut, scope: 'account', ref: 'somebody-else' },
    ]);
    return { integration, connection_id };
  };

  beforeEach(async () => {
    for (const name of [
      'address_books',
      'marketing_lists',
      'connections',
      'contacts',
      'ledger',
      'opt_outs',
      'uploads',
    ])
      await table(name).delete();
  });

  const effects = async (id: number) =>
    (await witness.request<{ data: DeletionEffects }>('GET', `${ROUTE}/${id}/deletion`)).body.data;

  test('tells what goes, then deletes it and keeps the opt-outs; the vendor is not called', async () => {
    const { integration } = await filled();
    const other = await created(newAccount().username, { name: 'Other' });
    await table('contacts').insert({
      integration_id: other.id,
      email: 'o@example.com',
      email_norm: 'o@example.com',
    });
    expect(await read(integration.id)).toMatchObject({ connections: 1 });
    expect(await effects(integration.id)).toEqual({
      connections: [{ list: 'Customers', addressBook: 'News' }],
      contacts: 1203,
      optOutsKept: 2,
      uploadsInFlight: 0,
    });

    const calls = vendor.control.calls().total;
    const answer = await witness.request('DELETE', `${ROUTE}/${integration.id}`);
    expect(answer.status).toBe(200);
    expect(vendor.control.calls().total).toBe(calls);
    for (const name of ['address_books', 'connections', 'ledger'])
      expect(await table(name).select(), name).toEqual([]);
    expect(await table('contacts').select('email')).toEqual([{ email: 'o@example.com' }]);
    expect(await table('opt_outs').select()).toHaveLength(3);
    expect(await table('marketing_lists').select()).toHaveLength(1);
    expect((await witness.request('GET', `${ROUTE}/${integration.id}`)).status).toBe(404);
    expect(await read(other.id)).toMatchObject({ active: true });
  });

  test('leaves the site its turns while thousands of rows go', async () => {
    const { integration } = await filled();
    const left = new Set<number>();
    let isDone = false;
    const deletion = witness
      .request('DELETE', `${ROUTE}/${integration.id}`)
      .finally(() => (isDone = true));
    while (!isDone) {
      left.add(Number((await table('ledger').count('* as n').first()).n));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect((await deletion).status).toBe(200);
    expect([...left].some((n) => n > 0 && n < 1203)).toBe(true);
  });

  test('is refused while uploads are in flight, and nothing is lost', async () => {
    const { integration, connection_id } = await filled();
    await table('uploads').insert({
      integration_id: integration.id,
      connection_id,
      kind: 'values',
      status: 'NotFinished',
      open: true,
    });
    expect((await effects(integration.id)).uploadsInFlight).toBe(1);
    const answer = await witness.request<Refused>('DELETE', `${ROUTE}/${integration.id}`);
    expectRefusal(answer, 'UPLOADS_IN_FLIGHT', null);
    expect(await read(integration.id)).toEqual({ ...integration, connections: 1 });
    expect(await table('ledger').select()).toHaveLength(1203);

    await table('uploads').update({ open: false });
    expect((await witness.request('DELETE', `${ROUTE}/${integration.id}`)).status).toBe(200);
    expect(await table('uploads').select()).toEqual([]);
  });

  test('is refused while a sync holds the integration', async () => {
    const { integration } = await filled();
    const lease = { name: `integration:${integration.id}`, owner: 'another node', fence: 1 };
    await table('leases').insert({ ...lease, expires_at: Date.now() + 60_000 });
    const answer = await witness.request<Refused>('DELETE', `${ROUTE}/${integration.id}`);
    expectRefusal(answer, 'UPLOADS_IN_FLIGHT', null);
    expect(answer.body.error.message).toContain('synchronised right now');
    expect(await table('ledger').select()).toHaveLength(1203);
  });
});

describe('an encryption key', () => {
  test('is needed to save, and the refusal says what to do', async () => {
    const { username } = newAccount();
    const { id } = await created(username);
    await reboot({ env: { ENCRYPTION_KEY: '' } });
    const answer = await create(input(newAccount().username));
    expectRefusal(answer, 'NO_ENCRYPTION_KEY', 'password');
    expect(answer.body.error.message).toContain('ENCRYPTION_KEY');
    expectRefusal(await check({ integrationId: id, username }), 'NO_ENCRYPTION_KEY', 'password');
    const typed = await check({ username, password: PASSWORD });
    expect(typed.status).toBe(200);
  });

  test('that changed makes stored passwords unreadable until they are typed again', async () => {
    await reboot({ env: { ENCRYPTION_KEY: 'first key' } });
    const { username } = newAccount();
    const { id } = await created(username);
    await reboot({ env: { ENCRYPTION_KEY: 'second key' } });
    const answer = await check({ integrationId: id, username });
    expectRefusal(answer, 'CREDENTIALS_UNREADABLE', 'password');
    const body = { name: 'Main', username, password: PASSWORD, active: true };
    expect((await update(id, body)).status).toBe(200);
    expect((await check({ integrationId: id, username })).status).toBe(200);
  });
});

describe('a copied database', () => {
  const at = (url: string) => reboot({ env: { PUBLIC_URL: url } });
  const answer = (id: number, word: 'same-site' | 'copy') =>
    witness.request<{ data: Integration } & Refused>('POST', `${ROUTE}/${id}/site-answer`, {
      answer: word,
    });

  test('waits for an answer; "copy" switches the integration off, and asks again when switched on', async () => {
    await at('https://crm.example.com');
    const { username } = newAccount();
    const { id } = await created(username);
    expectRefusal(await answer(id, 'copy'), 'INVALID', null);

    await at('https://staging.example.com');
    expect((await read(id)).state).toBe('needs-site-answer');
    expect((await overview()).questions).toEqual([
      {
        integrationId: id,
        name: 'Main',
        kind: 'needs-site-answer',
        storedSiteUrl: 'https://crm.example.com',
        siteUrl: 'https://staging.example.com',
      },
    ]);

    const calls = vendor.control.calls().total;
    expect((await answer(id, 'copy')).body.data.active).toBe(false);
    expect(vendor.control.calls().total).toBe(calls);
    expect((await overview()).questions).toEqual([]);

    await table('jobs').delete();
    const on = await update(id, { name: 'Main', username, active: true });
    expect(on.body.data).toMatchObject({ active: true, state: 'needs-site-answer' });
    expect(await table('jobs').select()).toEqual([]);
    expect((await overview()).questions).toHaveLength(1);
  });

  test('"same site" stores the new address, and the next start asks nothing', async () => {
    await at('https://crm.example.com');
    const { id } = await created(newAccount().username);
    await at('https://www.example.com');
    expect((await answer(id, 'same-site')).body.data.state).toBe('ready');
    await at('http://www.example.com');
    expect((await read(id)).state).toBe('ready');
  });

  test('the question goes away by itself when the address is the old one again', async () => {
    await at('https://crm.example.com');
    const { id } = await created(newAccount().username);
    await table('integrations').where({ id }).update({ refused_at: new Date() });
    await at('');
    expect((await read(id)).state).toBe('needs-site-answer');
    await at('https://crm.example.com');
    expect((await read(id)).state).toBe('needs-credentials');
  });

  test('a machine without a public address may change its port', async () => {
    await at('');
    const { id } = await created(newAccount().username);
    await at('http://localhost:4321');
    expect((await read(id)).state).toBe('ready');
  });
});

test('whoever may connect lists sees names of active integrations and nothing else', async () => {
  const { id } = await created(newAccount().username);
  await created(newAccount().username, { name: 'Off', active: false });
  const token = await personWith(site, ['plugin::dotmailer.marketing-lists.connect']);
  const answer = await site.request('GET', '/dotmailer/connectable-integrations', undefined, token);
  expect(answer.body).toEqual({ data: [{ id, name: 'Main' }] });
  expect((await site.request('GET', ROUTE, undefined, token)).status).toBe(403);
});

test('no answer and no log line ever held a password, its ciphertext or the Authorization header', async () => {
  const { username } = newAccount();
  const { id } = await created(username);
  await update(id, { name: 'Main', username, password: WRONG_PASSWORD, active: true });
  vendor.control.failNext(1, 'drop-connection', 'account-info');
  await update(id, { name: 'Main', username, password: PASSWORD, active: true });
  await check({ integrationId: id, username, password: '' });
  await witness.request('GET', ROUTE);
  const cipher = String((await storedRow(id)).password);
  const planted = [
    cipher,
    ...SECRETS,
    ...SECRETS.map((secret) => Buffer.from(`${username}:${secret}`).toString('base64')),
  ];
  expect(witness.answers.length).toBeGreaterThan(3);
  expect(witness.logLines.length).toBeGreaterThan(0);
  for (const text of [...witness.answers, ...witness.logLines])
    for (const secret of planted) expect(text).not.toContain(secret);
});
