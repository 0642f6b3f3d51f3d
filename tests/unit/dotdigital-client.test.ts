import net from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDotdigital } from '../../server/src/dotdigital/client';
import { HostNotAllowedError } from '../../server/src/dotdigital/errors';
import type { AccountInfo, DotdigitalAccount } from '../../server/src/dotdigital/types';
import { createSkippingClock, type SkippingClock } from '../support/skipping-clock';
import { startVendorStub, type Reply, type VendorStub } from '../support/vendor-stub';

const credentials = { username: 'apiuser-1@apiconnector.com', password: 'pässword:1' };

let stub: VendorStub;
let clock: SkippingClock;
let logged: string[];

const client = (entryUrl = stub.url) => {
  const log = (message: string) => void logged.push(message);
  return createDotdigital({
    api: { entryUrl, allowedHosts: ['127.0.0.1'] },
    clock,
    random: () => 0.5,
    logger: { debug: log, warn: log },
  });
};
const account = (
  endpoint = stub.url,
  onEndpoint?: (found: AccountInfo) => void
): DotdigitalAccount =>
  client().account({ key: '1', credentials, endpoint, ...(onEndpoint ? { onEndpoint } : {}) });

const problem = (status: number, message: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: { message },
});
const accountInfo = (endpoint: string): Reply => ({
  body: {
    id: 42,
    properties: [
      { name: 'Name', value: 'Demo' },
      { name: 'ApiEndpoint', value: endpoint },
    ],
  },
});
const book = { id: 5, name: 'Members', visibility: 'Private', contacts: 0 };
const csv = (text = 'Email\nada@example.com\n') => Readable.from([text]);

beforeEach(async () => {
  stub = await startVendorStub();
  clock = createSkippingClock();
  logged = [];
});
afterEach(() => stub.close());

describe('finding the account', () => {
  it('asks the entry address and answers id, name, region', async () => {
    stub.reply(accountInfo('https://r2-api.dotdigital.com/v2/'));
    await expect(client(`${stub.url}/v2/`).accountInfo(credentials)).resolves.toEqual({
      accountId: '42',
      name: 'Demo',
      endpoint: 'https://r2-api.dotdigital.com',
      region: 'r2',
    });
    expect(stub.lines()).toEqual(['GET /v2/account-info']);
    const header = stub.received[0]?.headers.authorization?.replace('Basic ', '') ?? '';
    expect(Buffer.from(header, 'base64').toString()).toBe(
      `${credentials.username}:${credentials.password}`
    );
  });

  it('refuses an ApiEndpoint outside the allow-list', async () => {
    stub.reply(accountInfo('https://evil.example'));
    await expect(client().accountInfo(credentials)).rejects.toThrow(HostNotAllowedError);
  });

  it('never passes a wrong password, and does not ask twice', async () => {
    stub.reply(problem(401, 'Authorization has been denied for this request.'));
    await expect(client().accountInfo(credentials)).rejects.toMatchObject({
      kind: 'authentication',
      retry: false,
      message: 'Authorization has been denied for this request.',
    });
    expect(stub.received).toHaveLength(1);
  });

  it('takes a page of a proxy for no account', async () => {
    stub.reply({ status: 200, body: '<html>Sign in to the hotel</html>' });
    await expect(client().accountInfo(credentials)).rejects.toMatchObject({ kind: 'unexpected' });
  });

  it('does not wait long for a person at a screen', async () => {
    stub.reply(problem(429, 'Slow down', { 'retry-after': '50' }));
    await expect(client().accountInfo(credentials)).rejects.toMatchObject({
      kind: 'rateLimited',
      waitMs: 50_000,
    });
    expect(clock.slept).toEqual([]);
  });

  it('asks nothing without a user name or password', async () => {
    await expect(client().accountInfo({ username: ' ', password: 'x' })).rejects.toMatchObject({
      kind: 'rejected',
    });
    await expect(client().accountInfo({ username: 'x', password: '' })).rejects.toMatchObject({
      kind: 'rejected',
    });
    expect(stub.received).toEqual([]);
  });
});

describe('where requests go', () => {
  it('sends nothing to a stored endpoint outside the list', async () => {
    const elsewhere = account(stub.url.replace('127.0.0.1', 'localhost'));
    await expect(elsewhere.addressBooks.list()).rejects.toThrow(HostNotAllowedError);
    expect(stub.received).toEqual([]);
  });

  it('follows no redirect', async () => {
    const other = await startVendorStub();
    other.reply({ body: [] });
    stub.reply({ status: 302, headers: { location: `${other.url}/v2/address-books` } });
    await expect(account().addressBooks.list()).rejects.toMatchObject({
      kind: 'unexpected',
      httpStatus: 302,
    });
    expect(other.received).toEqual([]);
    await other.close();
  });

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect with %s, of a write either',
    async (status) => {
      const other = await startVendorStub();
      other.reply({ body: book });
      stub.reply({ status, headers: { location: `${other.url}/v2/address-books` } });
      const create = account().addressBooks.create({ name: 'News', visibility: 'Private' });
      await expect(create).rejects.toMatchObject({ httpStatus: status });
      await expect(client().accountInfo(credentials)).rejects.toMatchObject({ httpStatus: status });
      expect(other.received).toEqual([]);
      await other.close();
    }
  );

  it.each([
    'https://r1-api.dotdigital.com@evil.example',
    'http://r1-api.dotdigital.com',
    'https://169.254.169.254/latest/meta-data',
    'http://[::1]:80',
    'https://r1-api.dotdigital.com.evil.example',
  ])('does not follow the account to %s', async (found) => {
    stub.reply((request) =>
      request.url.includes('account-info') ? accountInfo(found) : problem(403, 'Wrong region')
    );
    await expect(account().addressBooks.list()).rejects.toThrow();
    await expect(client().accountInfo(credentials)).rejects.toThrow(HostNotAllowedError);
  });

  it('finds the region again after a 403, tells it, and goes on there', async () => {
    const home = await startVendorStub();
    home.reply({ body: [book] });
    stub.reply((request) =>
      request.url.includes('account-info')
        ? accountInfo(home.url)
        : problem(403, 'Forbidden: Access is denied')
    );
    const onEndpoint = vi.fn();
    const moving = account(stub.url, onEndpoint);
    await expect(moving.addressBooks.list()).resolves.toEqual([book]);
    await moving.addressBooks.list();
    expect(onEndpoint).toHaveBeenCalledTimes(1);
    expect(onEndpoint).toHaveBeenCalledWith(
      expect.objectContaining({ accountId: '42', endpoint: home.url })
    );
    expect(stub.lines()).toHaveLength(2);
    expect(home.received).toHaveLength(2);
    await home.close();
  });

  it('does not go to a region that the caller refuses', async () => {
    const home = await startVendorStub();
    stub.reply((request) =>
      request.url.includes('account-info')
        ? accountInfo(home.url)
        : problem(403, 'Forbidden: Access is denied')
    );
    const refusal = new Error('another account');
    const moving = account(stub.url, () => {
      throw refusal;
    });
    await expect(moving.addressBooks.list()).rejects.toBe(refusal);
    expect(home.received).toEqual([]);
    await home.close();
  });

  it('reports a 403 of the right region as it is', async () => {
    stub.reply((request) =>
      request.url.includes('account-info')
        ? accountInfo(stub.url)
        : problem(403, 'Forbidden: Access is denied')
    );
    await expect(account().addressBooks.list()).rejects.toMatchObject({
      kind: 'rejected',
      httpStatus: 403,
    });
    expect(stub.lines().filter((line) => line.includes('account-info'))).toHaveLength(1);
  });
});

describe('repeating', () => {
  it.each([
    ['500', { status: 500, body: 'oops' }],
    ['502', { status: 502, body: '<html/>' }],
    ['503', problem(503, 'Error: ERROR_SYSTEM_SERVICETEMPORARILYUNAVAILABLE')],
    ['429', problem(429, 'Too many', { 'retry-after': '3' })],
    ['flat limit', problem(400, 'Capped. ERROR_APIUSAGE_EXCEEDED')],
    ['a broken connection', { drop: true }],
  ])('reads again after %s', async (_, reply: Reply) => {
    stub.reply(reply, reply, { body: book });
    await expect(account().addressBooks.get(5)).resolves.toEqual(book);
    expect(stub.received).toHaveLength(3);
    expect(clock.slept.length).toBeGreaterThanOrEqual(2);
  });

  it('backs off 1, 2, 4, 8 s with jitter and gives up on a broken server after five attempts', async () => {
    stub.reply({ status: 500, body: 'oops' });
    await expect(account().addressBooks.get(5)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(clock.slept).toEqual([750, 1500, 3000, 6000]);
    expect(stub.received).toHaveLength(5);
  });

  it('waits for maintenance, but not for ever', async () => {
    stub.reply({ status: 503, body: '' });
    const started = clock.now();
    await expect(account().addressBooks.get(5)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(clock.now() - started).toBeGreaterThan(500_000);
    expect(clock.now() - started).toBeLessThanOrEqual(600_000);
  });

  it('does not repeat what the vendor rejected', async () => {
    stub.reply(problem(404, 'Error: ERROR_ADDRESSBOOK_NOT_FOUND'));
    await expect(account().addressBooks.get(5)).rejects.toMatchObject({ kind: 'rejected' });
    expect(stub.received).toHaveLength(1);
  });

  it('repeats creating a book only when surely nothing was made', async () => {
    stub.reply(problem(429, '', { 'retry-after': '1' }), { status: 201, body: book });
    await expect(account().addressBooks.create(book)).resolves.toEqual(book);
    for (const reply of [
      { drop: true },
      { status: 500, body: '' },
      { status: 201, body: 'what?' },
    ]) {
      stub.received.length = 0;
      stub.reply(reply);
      await expect(account().addressBooks.create(book)).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'OUTCOME_UNKNOWN',
      });
      expect(stub.received).toHaveLength(1);
    }
  });

  it('is not unsure about a server it never reached', async () => {
    const gone = await startVendorStub();
    await gone.close();
    await expect(account(gone.url).addressBooks.create(book)).rejects.toMatchObject({
      kind: 'unavailable',
      code: null,
    });
  });

  it('takes a book that is gone for deleted', async () => {
    stub.reply({ drop: true }, problem(404, 'Error: ERROR_ADDRESSBOOK_NOT_FOUND'));
    await expect(account().addressBooks.delete(5)).resolves.toBeUndefined();
  });

  it('takes a data field for deleted when it is gone, and for kept when it is still listed', async () => {
    const gone = problem(404, 'Error: ERROR_DATAFIELD_NOTFOUND');
    stub.reply(gone, { body: [{ name: 'OTHER', type: 'String' }] });
    await expect(account().dataFields.delete('POINTS')).resolves.toEqual({ deleted: true });
    stub.reply(gone, { body: [{ name: 'points', type: 'String' }] });
    await expect(account().dataFields.delete('POINTS')).rejects.toMatchObject({
      kind: 'rejected',
      message: 'Dotdigital has no data field of this name that could be deleted',
    });
  });

  it('reads a refused deletion out of a 409, unless it says nothing or is an error', async () => {
    const deletion = () => account().dataFields.delete('POINTS');
    stub.reply({ status: 409, body: { result: false, dependencies: ['Used in program 1'] } });
    await expect(deletion()).resolves.toEqual({
      deleted: false,
      dependencies: ['Used in program 1'],
    });
    stub.reply({ status: 409, body: { title: 'Conflict', status: 409 } });
    await expect(deletion()).resolves.toEqual({ deleted: false, dependencies: [] });
    stub.reply({ status: 409 });
    await expect(deletion()).rejects.toMatchObject({ kind: 'rejected' });
    stub.reply(problem(409, 'It is locked. ERROR_UNKNOWN'));
    await expect(deletion()).rejects.toMatchObject({ kind: 'rejected', message: 'It is locked.' });
    stub.reply({ status: 204 });
    await expect(deletion()).resolves.toEqual({ deleted: true });
  });

  it('answers a new data field as it was asked for while the vendor does not list it yet', async () => {
    stub.reply({ status: 201 }, { body: [] });
    const field = { name: 'Points', type: 'Numeric', visibility: 'Private', defaultValue: null };
    await expect(account().dataFields.create(field)).resolves.toEqual({ ...field, name: 'POINTS' });
    const [created] = stub.received;
    expect(JSON.parse(created?.body ?? '')).toEqual({
      name: 'Points',
      type: 'Numeric',
      visibility: 'Private',
    });
  });

  it('repeats opt-outs and removals', async () => {
    stub.reply({ drop: true }, { body: { suppressedContact: null, reason: 'Unsubscribed' } });
    await account().contacts.unsubscribeFromBook(5, 'ada@example.com');
    stub.reply({ status: 500, body: '' }, { status: 204 });
    await expect(account().contacts.removeFromBook(5, [1])).resolves.toEqual({
      id: null,
      status: 'Completed',
    });
  });

  it('lets opt-outs use the reserve, and does not make an editor wait for minutes', async () => {
    const used = account();
    const limits = {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '50',
    };
    stub.reply({ headers: limits, body: book });
    await used.addressBooks.get(5);
    await used.contacts.unsubscribeFromBook(5, 'ada@example.com');
    expect(clock.slept).toEqual([]);
    await expect(used.contacts.unsubscribeFromBook(5, 'bo@example.com')).rejects.toMatchObject({
      kind: 'rateLimited',
      waitMs: 50_000,
    });
    expect(clock.slept).toEqual([]);
    expect(stub.received).toHaveLength(2);
  });

  it('stops waiting with the signal’s reason', async () => {
    const reason = new Error('lease lost');
    const controller = new AbortController();
    stub.reply(() => {
      controller.abort(reason);
      return { status: 500, body: '' };
    });
    await expect(account().addressBooks.get(5, { signal: controller.signal })).rejects.toBe(reason);
    expect(stub.received).toHaveLength(1);
  });

  it('shares one rate budget among the callers of one key', async () => {
    const dotdigital = client();
    const [one, two] = [1, 2].map(() =>
      dotdigital.account({ key: 'k', credentials, endpoint: stub.url })
    );
    stub.reply({
      headers: {
        'x-ratelimit-limit': '10',
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': '20',
      },
      body: book,
    });
    await one?.addressBooks.get(5);
    expect(clock.slept).toEqual([]);
    await two?.addressBooks.get(5);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(20_000);
  });
});

describe('uploads', () => {
  const start = (stream: Readable, signal?: AbortSignal) =>
    account().imports.start(
      5,
      { stream, mergeOption: 'OnlyOverwriteIfNotEmpty' },
      signal ? { signal } : {}
    );

  it('streams a multipart file with a name', async () => {
    stub.reply({ status: 202, body: { id: 'abc-1', status: 'NotFinished' } });
    await expect(start(csv())).resolves.toEqual({ id: 'abc-1', status: 'NotFinished' });
    expect(stub.lines()).toEqual([
      'POST /v2/address-books/5/contacts/import/with-merge-option/OnlyOverwriteIfNotEmpty',
    ]);
    expect(stub.received[0]?.body).toMatch(
      /filename="contacts\.csv"[^]*\r\n\r\nEmail\nada@example\.com\n\r\n--/
    );
    expect(stub.received[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  it.each([
    ['a broken connection', { drop: true }, 'unavailable', 'OUTCOME_UNKNOWN'],
    ['a gateway’s timeout', { status: 504, body: '' }, 'unavailable', 'OUTCOME_UNKNOWN'],
    ['an answer without an id', { status: 202, body: {} }, 'unavailable', 'OUTCOME_UNKNOWN'],
    ['an answer nobody can read', { status: 202, body: '' }, 'unavailable', 'OUTCOME_UNKNOWN'],
    ['maintenance', { status: 503, body: '' }, 'unavailable', null],
    ['too many calls', { status: 429, body: '' }, 'rateLimited', null],
    [
      'too many imports',
      problem(400, 'Error: ERROR_IMPORT_TOOMANYACTIVEIMPORTS'),
      'rateLimited',
      'ERROR_IMPORT_TOOMANYACTIVEIMPORTS',
    ],
    [
      'no e-mail column',
      problem(400, 'Error: ERROR_NO_EMAIL_COLUMN'),
      'rejected',
      'ERROR_NO_EMAIL_COLUMN',
    ],
  ])('is never sent twice: %s', async (_, reply: Reply, kind, code) => {
    stub.reply(reply);
    await expect(start(csv())).rejects.toMatchObject({ kind, code });
    expect(stub.received).toHaveLength(1);
  });

  it('is not unsure about a file that broke off on its way', async () => {
    const impatient = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => impatient.listen(0, '127.0.0.1', resolve));
    const { port } = impatient.address() as net.AddressInfo;
    const endless = new Readable({
      read() {
        setImmediate(() => this.push('a@example.com\n'.repeat(1000)));
      },
    });
    await expect(
      account(`http://127.0.0.1:${port}`).imports.start(5, {
        stream: endless,
        mergeOption: 'Overwrite',
      })
    ).rejects.toMatchObject({ kind: 'unavailable', code: null });
    await new Promise((resolve) => impatient.close(resolve));
  });

  it('never lets half a file pass for a whole one', async () => {
    const failure = new Error('the database is gone');
    const broken = new Readable({
      read() {
        this.push('Email\n');
        this.destroy(failure);
      },
    });
    await expect(start(broken)).rejects.toBe(failure);
    const silent = new Readable({
      read() {
        this.push('Email\n');
        this.destroy();
      },
    });
    await expect(start(silent)).rejects.toThrow('Premature close');
    expect(stub.received).toEqual([]);
  });

  it('can be stopped on its way and lets go of the file', async () => {
    const reason = new Error('shutting down');
    const controller = new AbortController();
    const endless = new Readable({
      read() {
        setImmediate(() => this.push('a@example.com\n'.repeat(1000)));
      },
    });
    setTimeout(() => controller.abort(reason), 100);
    await expect(start(endless, controller.signal)).rejects.toBe(reason);
    expect(endless.destroyed).toBe(true);
  });

  it('has no fault report where the vendor has none', async () => {
    const missing = {
      message: 'Import is not processed yet or completed with error. ERROR_IMPORT_REPORT_NOT_FOUND',
    };
    for (const status of [200, 400, 404]) {
      stub.reply({ status, body: missing });
      await expect(account().imports.faults('abc')).resolves.toBeNull();
    }
    stub.reply(problem(401, 'Authorization has been denied for this request.'));
    await expect(account().imports.faults('abc')).rejects.toMatchObject({ kind: 'authentication' });
  });

  it('says when a fault report breaks off', async () => {
    stub.reply({
      status: 200,
      headers: { 'content-length': '1000' },
      body: 'Reason,email\nDuplicate,a@b.example\n',
      cut: true,
    });
    const rows: string[] = [];
    const reading = async () => {
      for await (const row of (await account().imports.faults('abc')) ?? []) rows.push(row.email);
    };
    await expect(reading()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('reads an empty fault report as no faults', async () => {
    stub.reply({ status: 200, body: '' });
    const rows = [];
    for await (const row of (await account().imports.faults('abc')) ?? []) rows.push(row);
    expect(rows).toEqual([]);
  });
});

describe('what is never sent', () => {
  it.each<[string, (of: DotdigitalAccount) => Promise<unknown>]>([
    ['no contacts to remove', (of) => of.contacts.removeFromBook(5, [])],
    ['a contact without id', (of) => of.contacts.removeFromBook(5, [1, 0])],
    [
      'more than 1,000 contacts',
      (of) =>
        of.contacts.removeFromBook(
          5,
          Array.from({ length: 1001 }, (__, id) => id + 1)
        ),
    ],
    ['a removal from no book', (of) => of.contacts.removeFromBook(0, [1])],
    ['nobody to unsubscribe', (of) => of.contacts.unsubscribeFromBook(5, ' ')],
    ['an e-mail that is a path', (of) => of.contacts.byEmail('..')],
    ['nobody to resubscribe', (of) => of.contacts.resubscribe('account', '')],
    ['a book without name', (of) => of.addressBooks.create({ name: ' ', visibility: 'Private' })],
    ['no book to delete', (of) => of.addressBooks.delete(Number.NaN)],
    ['a job without id', (of) => of.imports.status('')],
    ['a job that is a path', (of) => of.contacts.removalStatus('../account-info')],
    [
      'an upload to no book',
      (of) => of.imports.start(0, { stream: csv(), mergeOption: 'Overwrite' }),
    ],
  ])('%s', async (_, send) => {
    await expect(send(account())).rejects.toMatchObject({ kind: 'rejected', httpStatus: null });
    expect(stub.received).toEqual([]);
  });
});

describe('what is told', () => {
  it('keeps secrets, bodies and addresses out of errors and logs', async () => {
    const seen: unknown[] = [];
    for (const reply of [
      problem(400, 'ada+x@example.com is bad. ERROR_PARAMETER_INVALID'),
      { drop: true },
      { status: 500, body: 'ada+x@example.com' },
    ]) {
      stub.reply(reply);
      seen.push(
        await account()
          .contacts.byEmail('ada+x@example.com')
          .catch((error: unknown) => error)
      );
      seen.push(
        await account()
          .contacts.unsubscribeFromBook(5, 'ada+x@example.com')
          .catch((error: unknown) => error)
      );
    }
    expect(seen.every((error) => error instanceof Error)).toBe(true);
    const text = [
      ...logged,
      ...seen.map((error) => JSON.stringify(error, Object.getOwnPropertyNames(error))),
    ].join('\n');
    expect(text).toContain('GET contacts/{email}');
    expect(text).not.toMatch(/ada|example\.com|password|apiuser|Basic|authorization/i);
    expect(seen.every((error) => error instanceof Error && error.cause === undefined)).toBe(true);
  });

  it('counts every request sent, by endpoint and kind', async () => {
    const counted = account();
    stub.reply({ status: 500, body: '' }, { body: book });
    await counted.addressBooks.get(5);
    stub.reply({ status: 202, body: { id: 'abc', status: 'Started' } });
    await counted.contacts.removeFromBook(5, [1, 2]);
    await counted.contacts.removalStatus('abc');
    await counted.imports.status('abc');
    expect(counted.calls()).toEqual({
      read: 2,
      write: 1,
      poll: 2,
      byEndpoint: {
        'GET address-books/{id}': 2,
        'POST address-books/{id}/contacts/delete': 1,
        'GET contacts/deletion/{jobId}': 1,
        'GET contacts/import/{importId}': 1,
      },
    });
  });
});
