/** The sandbox as a service: who may call, how often, what goes wrong on order, the control API. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { SWITCHES } from '../../sandbox/switches';
import { callerOf, csvForm, type Caller } from '../support/sandbox-client';

type AccountInfo = { id: number; properties: { name: string; type: string; value: string }[] };

let sandbox: Sandbox;
let call: Caller;
beforeEach(async () => {
  sandbox = await startSandbox();
  call = callerOf(sandbox);
});
afterEach(() => sandbox.close());

const DENIED = { message: 'Authorization has been denied for this request.' };
const propertyOf = ({ properties }: AccountInfo, name: string) =>
  properties.find((property) => property.name === name)?.value;

describe('who calls', () => {
  it('must know the password', async () => {
    const wrong = [
      { ...sandbox.credentials, password: 'wrong' },
      { username: 'stranger@apiconnector.com', password: sandbox.credentials.password },
      { username: sandbox.credentials.username, password: '' },
    ];
    for (const credentials of wrong) {
      const answer = await callerOf({ url: sandbox.url, credentials })('GET', '/v2/account-info');
      expect([answer.status, answer.body]).toEqual([401, DENIED]);
    }
    const response = await fetch(`${sandbox.url}/v2/account-info`);
    expect([response.status, await response.json()]).toEqual([401, DENIED]);
    expect((await call('GET', '/v2/account-info')).status).toBe(200);
  });

  it('learns the account and its endpoint, with or without a slash', async () => {
    const { body } = await call<AccountInfo>('GET', '/v2/account-info');
    expect(body.id).toBe(sandbox.control.accountId);
    expect(body.properties.every(({ value }) => typeof value === 'string')).toBe(true);
    expect(propertyOf(body, 'ApiEndpoint')).toBe(`${sandbox.url}/`);
    sandbox.control.setSwitch('apiEndpointForm', 'no-slash');
    const bare = await call<AccountInfo>('GET', '/v2/account-info');
    expect(propertyOf(bare.body, 'ApiEndpoint')).toBe(sandbox.url);
  });

  it('is sent to the region of the account: account-info answers anywhere, the rest does not', async () => {
    sandbox.control.moveToRegion('r2');
    const { body } = await call<AccountInfo>('GET', '/v2/account-info');
    expect(propertyOf(body, 'ApiEndpoint')).toBe(`${sandbox.regions.r2}/`);
    expect((await call('GET', '/v2/address-books')).status).toBe(403);
    const there = callerOf({ ...sandbox, url: sandbox.regions.r2 });
    expect((await there('GET', '/v2/address-books')).status).toBe(200);
    sandbox.control.moveToRegion('r1');
    expect((await there('GET', '/v2/address-books')).status).toBe(403);
  });

  it('sees the own account only, whichever of its users calls', async () => {
    const credentials = { username: 'other@apiconnector.com', password: 'p:with:colons' };
    const other = sandbox.control.createAccount({ credentials });
    sandbox.control.createBook('Ours');
    other.createBook('Theirs');
    const theirs = callerOf({ url: sandbox.url, credentials });
    const second = { username: 'second@apiconnector.com', password: 'x' };
    sandbox.control.addUser(second);
    const books = async (caller: Caller) =>
      (await caller<{ name: string }[]>('GET', '/v2/address-books')).body.map(({ name }) => name);
    expect(await books(theirs)).toEqual(['Test', 'Theirs']);
    expect(await books(callerOf({ url: sandbox.url, credentials: second }))).toEqual([
      'Test',
      'Ours',
    ]);
    sandbox.control.changePassword(second.username, 'y');
    const old = await callerOf({ url: sandbox.url, credentials: second })(
      'GET',
      '/v2/account-info'
    );
    expect(old.status).toBe(401);
  });

  it('is gone with its users when it is deleted, and the first one stays', async () => {
    const credentials = { username: 'gone@apiconnector.com', password: 'x' };
    const { accountId } = sandbox.control.createAccount({ credentials });
    sandbox.control.deleteAccount(accountId);
    const gone = callerOf({ url: sandbox.url, credentials });
    expect((await gone('GET', '/v2/account-info')).status).toBe(401);
    expect(() => sandbox.control.deleteAccount(sandbox.control.accountId)).toThrow('stays');
    expect((await call('GET', '/v2/account-info')).status).toBe(200);
  });
});

describe('requests that are not understood', () => {
  it.each([
    ['GET', '/v2/nothing', undefined, 404, 'No HTTP resource was found'],
    ['PATCH', '/v2/address-books', undefined, 405, 'does not support http method'],
    ['GET', '//v2/account-info', undefined, 404, 'No HTTP resource was found'],
    ['POST', '/v2/address-books', '{"name":"x"}', 400, 'ERROR_CONTENT_TYPE_IS_NOT_SUPPORTED'],
  ])('%s %s', async (method, path, body, status, message) => {
    const answer = await call<{ message: string }>(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it('broken JSON', async () => {
    const json = callerOf(sandbox, { 'content-type': 'application/json' });
    const answer = await json('POST', '/v2/address-books', '{"name":');
    expect(answer.text).toContain('ERROR_BODY_DOES_NOT_MATCH_CONTENT_TYPE');
  });

  it('ends codes with a blank by switch', async () => {
    sandbox.control.setSwitch('errorTrailingBlank', true);
    expect((await call('GET', '/v2/address-books/1')).body).toEqual({
      message: 'Error: ERROR_ADDRESSBOOK_NOT_FOUND ',
    });
  });
});

describe('rate limits', () => {
  it('tiered: counts per tier and minute, with headers, 429 beyond', async () => {
    sandbox.control.setRateLimit({ scheme: 'tiered', perMinute: { low: 2, medium: 5, high: 50 } });
    const first = await call('GET', '/v2/address-books');
    expect(first.headers.get('x-ratelimit-limit')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    expect(first.headers.get('x-ratelimit-scope')).toBe('lowCallRate');
    const reset = Number(first.headers.get('x-ratelimit-reset'));
    expect(reset).toBeGreaterThan(Date.now() / 1000);
    expect(reset).toBeLessThan(Date.now() / 1000 + 62);
    await call('GET', '/v2/contacts');
    const refused = await call('GET', '/v2/contacts');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBeNull();
    expect((await call('GET', '/v2/account-info')).status).toBe(200);
    await sandbox.control.advanceClock(60_000);
    expect((await call('GET', '/v2/contacts')).status).toBe(200);
  });

  it('tiered: the reset may be a delta, Retry-After may be there', async () => {
    sandbox.control.setRateLimit({ scheme: 'tiered', perMinute: { low: 1, medium: 1, high: 1 } });
    sandbox.control.setSwitch('rateLimitReset', 'delta');
    sandbox.control.setSwitch('retryAfter', true);
    await call('GET', '/v2/contacts');
    const refused = await call('GET', '/v2/contacts');
    expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(60);
    expect(refused.headers.get('retry-after')).toBe(refused.headers.get('x-ratelimit-reset'));
  });

  it('flat: a rolling hour, 400 beyond, counted in account-info', async () => {
    sandbox.control.setRateLimit({ scheme: 'flat', perHour: 3 });
    await call('GET', '/v2/contacts');
    const { body } = await call<AccountInfo>('GET', '/v2/account-info');
    expect(propertyOf(body, 'ApiCallsInLastHour')).toBe('2');
    expect(propertyOf(body, 'ApiCallsRemaining')).toBe('1');
    await call('GET', '/v2/contacts');
    const refused = await call('GET', '/v2/contacts');
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('ERROR_APIUSAGE_EXCEEDED');
    expect(refused.headers.get('x-ratelimit-limit')).toBeNull();
    await sandbox.control.advanceClock(61 * 60_000);
    expect((await call('GET', '/v2/contacts')).status).toBe(200);
  });
});

describe('trouble on order', () => {
  it('fails the next calls, all or some', async () => {
    sandbox.control.failNext(2, 500);
    sandbox.control.failNext(1, 429, 'GET /v2/contacts');
    const statuses = [];
    for (const path of [
      '/v2/address-books',
      '/v2/data-fields',
      '/v2/data-fields',
      '/v2/contacts',
    ]) {
      statuses.push((await call('GET', path)).status);
    }
    expect(statuses).toEqual([500, 500, 200, 429]);
  });

  it('drops the connection before or after the call has had its effect', async () => {
    const { id } = sandbox.control.createBook('Newsletter');
    const path = `/v2/address-books/${id}/contacts/import`;
    const csv = () => csvForm('email\na@example.com\n');
    sandbox.control.failNext(1, 'drop-connection');
    await expect(call('POST', path, csv())).rejects.toThrow();
    expect(sandbox.control.imports()).toHaveLength(0);
    sandbox.control.failNext(1, 'drop-after-accept');
    await expect(call('POST', path, csv())).rejects.toThrow();
    expect(sandbox.control.imports()).toHaveLength(1);
    expect(sandbox.control.calls().log.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('answers slowly', async () => {
    sandbox.control.setLatency(150, 'account-info');
    const startedAt = performance.now();
    await call('GET', '/v2/address-books');
    const quick = performance.now() - startedAt;
    await call('GET', '/v2/account-info');
    expect(performance.now() - startedAt - quick).toBeGreaterThanOrEqual(145);
  });

  it('is down for maintenance', async () => {
    sandbox.control.setSwitch('maintenance', true);
    const answer = await call('GET', '/v2/account-info');
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE');
  });
});

describe('the clock', () => {
  it('shows in the Date header and server-time and moves on order', async () => {
    await sandbox.control.advanceClock(3 * 86_400_000);
    const { headers, body } = await call<string>('GET', '/v2/server-time');
    const expected = Date.now() + 3 * 86_400_000;
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - expected)).toBeLessThan(5000);
    expect(Math.abs(Date.parse(body) - expected)).toBeLessThan(5000);
  });
});

describe('control', () => {
  const pull = async <T>(lever: string, args: unknown = {}): Promise<T> => {
    const response = await fetch(`${sandbox.url}/control/${lever}`, {
      method: 'POST',
      body: JSON.stringify(args),
    });
    return (await response.json()) as T;
  };

  it('mirrors the levers over HTTP', async () => {
    const book = await pull<{ id: number }>('createBook', { name: 'News' });
    await pull('addContact', {
      email: 'a@example.com',
      bookId: book.id,
      dataFields: { firstname: 'Ada' },
    });
    await pull('setDataField', { email: 'a@example.com', key: 'LASTNAME', value: 'L' });
    await pull('changeEmail', { email: 'a@example.com', to: 'b@example.com' });
    expect(await pull('book', { bookId: book.id })).toMatchObject({
      contacts: 1,
      members: [{ email: 'b@example.com', dataFields: { FIRSTNAME: 'Ada', LASTNAME: 'L' } }],
    });
    await pull('unsubscribe', { email: 'b@example.com', bookId: String(book.id) });
    expect(sandbox.control.book(book.id).unsubscribed).toMatchObject([{ email: 'b@example.com' }]);
    await pull('failNext', { count: 1, failure: 'drop-connection' });
    await expect(call('GET', '/v2/contacts')).rejects.toThrow();
    expect(await pull('calls')).toMatchObject({ total: 1, byEndpoint: { 'GET /v2/contacts': 1 } });
  });

  it('says what is wrong', async () => {
    expect(await pull('unsubscribe', { email: 'nobody@example.com' })).toEqual({
      error: 'there is no contact nobody@example.com',
    });
    expect(await pull('unsubscribe')).toEqual({ error: 'email is missing' });
    expect(await pull('fly')).toEqual({ error: 'there is no lever fly' });
    expect(await pull('setSwitch', { name: 'listOrder', value: 'random' })).toEqual({
      error: 'switch listOrder cannot be "random"',
    });
  });

  it('sets every switch to every position and back', async () => {
    for (const [name, definition] of Object.entries(SWITCHES)) {
      const positions: unknown[] =
        'values' in definition ? [...definition.values] : [definition.default];
      for (const value of [...positions, definition.default]) {
        expect(await pull('setSwitch', { name, value })).toEqual({ done: true });
        expect(sandbox.control.switches()).toMatchObject({ [name]: value });
      }
    }
  });

  it('resets everything but ports and credentials', async () => {
    const seeded = await startSandbox({ seed: { books: [{ name: 'Seeded', contacts: 3 }] } });
    try {
      const seededCall = callerOf(seeded);
      const before = await seededCall('GET', '/v2/address-books');
      seeded.control.seedContacts(seeded.control.createBook('Extra').id, 5);
      seeded.control.setSwitch('maintenance', true);
      seeded.control.setRateLimit({ scheme: 'flat', perHour: 1 });
      seeded.control.failNext(5, 500);
      seeded.control.reset();
      expect(seeded.control.calls().total).toBe(0);
      expect(seeded.control.books().map(({ name }) => name)).not.toContain('Extra');
      expect((await seededCall('GET', '/v2/address-books')).body).toEqual(before.body);
    } finally {
      await seeded.close();
    }
  });

  it('counts calls per endpoint, reads and writes', async () => {
    await call('GET', '/v2/address-books?select=1');
    await call('GET', '/v2/address-books');
    await call('POST', '/v2/address-books', { name: 'x' });
    expect(sandbox.control.calls()).toMatchObject({
      total: 3,
      reads: 2,
      writes: 1,
      byEndpoint: { 'GET /v2/address-books': 2, 'POST /v2/address-books': 1 },
    });
    sandbox.control.clearCalls();
    expect(sandbox.control.calls()).toMatchObject({ total: 0, log: [] });
  });

  it('shows a page', async () => {
    const { id } = sandbox.control.createBook('<Readers>');
    sandbox.control.addContact('ada@example.com', { bookIds: [id] });
    await call('GET', '/v2/data-fields');
    const overview = await (await fetch(`${sandbox.url}/`)).text();
    expect(overview).toContain('&lt;Readers&gt;');
    expect(overview).toContain('GET /v2/data-fields');
    const book = await (await fetch(`${sandbox.url}/?book=${id}`)).text();
    expect(book).toContain('ada@example.com');
  });
});
