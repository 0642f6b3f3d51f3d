import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { callerOf, importCsv, type Caller } from '../support/sandbox-client';

type Row = { id: number; email: string; dataFields: { key: string; value: unknown }[] | null };

let sandbox: Sandbox;
let call: Caller;
let bookId: number;
const inBook = (rest = '') => `/v2/address-books/${bookId}/contacts${rest}`;
const emails = (rows: Row[]) => rows.map(({ email }) => email);

beforeEach(async () => {
  sandbox = await startSandbox();
  call = callerOf(sandbox);
  bookId = sandbox.control.createBook('Newsletter').id;
});
afterEach(() => sandbox.close());

describe('paging', () => {
  it('cuts pages by select and skip, in ascending id order, until a page is short', async () => {
    sandbox.control.seedContacts(bookId, 2500);
    const pages = [];
    for (const skip of [0, 1000, 2000, 3000]) {
      pages.push((await call<Row[]>('GET', inBook(`?select=1000&skip=${skip}`))).body);
    }
    expect(pages.map((page) => page.length)).toEqual([1000, 1000, 500, 0]);
    const ids = pages.flat().map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(2500);
  });

  it.each(['select=0', 'select=1001', 'select=-1', 'select=ten', 'skip=-1', 'withFullData=maybe'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await call('GET', inBook(`?${query}`));
      expect(status).toBe(400);
      expect(body).toEqual({ message: 'Error: ERROR_PARAMETER_INVALID' });
    }
  );

  it('takes up to 2000 for modified-since and reads query names in any case', async () => {
    sandbox.control.seedContacts(bookId, 2500);
    const since = inBook('/modified-since/2020-01-01T00:00:00Z');
    expect((await call<Row[]>('GET', since)).body).toHaveLength(2000);
    expect((await call<Row[]>('GET', `${since}?Select=2&SKIP=1`)).body).toHaveLength(2);
    expect((await call('GET', `${since}?select=2001`)).status).toBe(400);
    sandbox.control.setSwitch('modifiedSinceMaxSelect', 1000);
    expect((await call('GET', `${since}?select=2000`)).status).toBe(400);
  });

  it('lists backwards when the order switch says so', async () => {
    for (const name of ['a', 'b', 'c']) {
      sandbox.control.addContact(`${name}@example.com`, { bookIds: [bookId] });
    }
    sandbox.control.setSwitch('listOrder', 'descending');
    const { body } = await call<Row[]>('GET', inBook('?select=2'));
    expect(emails(body)).toEqual(['c@example.com', 'b@example.com']);
    const rest = await call<Row[]>('GET', inBook('?select=2&skip=2'));
    expect(emails(rest.body)).toEqual(['a@example.com']);
  });

  it('gives every data field with full data, null when unset, and none without', async () => {
    sandbox.control.createDataField('points', 'Numeric');
    sandbox.control.addContact('a@example.com', { bookIds: [bookId], dataFields: { POINTS: '7' } });
    const bare = await call<Row[]>('GET', inBook());
    expect(bare.body[0]?.dataFields).toBeNull();
    const full = await call<Row[]>('GET', inBook('?withFullData=true'));
    const values = Object.fromEntries(
      (full.body[0]?.dataFields ?? []).map(({ key, value }) => [key, value])
    );
    expect(values).toMatchObject({ FIRSTNAME: null, POSTCODE: null, POINTS: 7 });
    expect(Object.keys(values)).toContain('LASTSUBSCRIBED');
  });
});

describe('since feeds', () => {
  it('shows what changed from the given moment on, once each', async () => {
    sandbox.control.seedContacts(bookId, 5);
    await sandbox.control.advanceClock(60_000);
    const moment = new Date(sandbox.control.counts().now).toISOString();
    sandbox.control.setDataField('person4@example.com', 'FIRSTNAME', 'Four');
    sandbox.control.setDataField('person2@example.com', 'FIRSTNAME', 'Two');
    sandbox.control.setDataField('person2@example.com', 'FIRSTNAME', 'Deux');
    const { body } = await call<Row[]>('GET', inBook(`/modified-since/${moment}`));
    expect(emails(body)).toEqual(['person2@example.com', 'person4@example.com']);
    const account = await call<Row[]>('GET', `/v2/contacts/modified-since/${moment}`);
    expect(emails(account.body)).toEqual(emails(body));
    expect((await call<Row[]>('GET', `/v2/contacts/created-since/${moment}`)).body).toEqual([]);
  });

  it('includes or leaves out the very moment, as the switch says', async () => {
    const { modified } = sandbox.control.addContact('a@example.com', { bookIds: [bookId] });
    const path = `/v2/contacts/modified-since/${new Date(modified).toISOString()}`;
    expect((await call<Row[]>('GET', path)).body).toHaveLength(1);
    sandbox.control.setSwitch('sinceBoundary', 'exclusive');
    const { modified: last } = sandbox.control.contact('a@example.com') ?? { modified: 0 };
    const exactly = `/v2/contacts/modified-since/${new Date(last).toISOString()}`;
    expect((await call<Row[]>('GET', exactly)).body).toHaveLength(0);
  });

  it('counts joining a book as a change only while the switch says so', async () => {
    sandbox.control.addContact('a@example.com');
    sandbox.control.addContact('b@example.com');
    await sandbox.control.advanceClock(60_000);
    const moment = new Date(sandbox.control.counts().now).toISOString();
    sandbox.control.setSwitch('importTouchesUnchanged', false);
    sandbox.control.setSwitch('joiningCountsAsModified', false);
    await importCsv(sandbox, bookId, 'email\na@example.com\n');
    const since = inBook(`/modified-since/${moment}`);
    expect((await call<Row[]>('GET', since)).body).toEqual([]);
    sandbox.control.setSwitch('joiningCountsAsModified', true);
    await importCsv(sandbox, bookId, 'email\nb@example.com\n');
    expect(emails((await call<Row[]>('GET', since)).body)).toEqual(['b@example.com']);
    expect(sandbox.control.book(bookId).contacts).toBe(2);
  });

  it.each([
    '2013-02-01T15:30:45Z',
    '2015-10-01T00:00:00',
    '2015-10-16T09:00:00+0000',
    '2015-10-16T09%3A00%3A00%2B00:00',
    '2018-01-10',
  ])('reads the date %s', async (date) => {
    sandbox.control.addContact('a@example.com', { bookIds: [bookId] });
    const { status, body } = await call<Row[]>('GET', inBook(`/modified-since/${date}`));
    expect(status).toBe(200);
    expect(body).toHaveLength(1);
  });

  it.each(['yesterday', '2015-13-01', '2015-02-30', '1700000000'])(
    'refuses the date %s',
    async (date) => {
      expect((await call('GET', inBook(`/modified-since/${date}`))).status).toBe(400);
    }
  );
});

it(
  'holds a million contacts: pages, feeds and single reads stay quick',
  { timeout: 240_000 },
  async () => {
    sandbox.control.seedContacts(bookId, 1_000_000);
    await call('GET', inBook('?select=1'));
    const startedAt = performance.now();
    const last = await call<Row[]>('GET', inBook('?select=1000&skip=999500&withFullData=true'));
    expect(last.body).toHaveLength(500);
    const moment = new Date(sandbox.control.counts().now).toISOString();
    sandbox.control.setDataField('person500000@example.com', 'FIRSTNAME', 'Half');
    const changed = await call<Row[]>('GET', inBook(`/modified-since/${moment}`));
    expect(emails(changed.body)).toContain('person500000@example.com');
    expect(changed.body.length).toBeLessThanOrEqual(2000);
    for (let skip = 0; skip < 20_000; skip += 2000) {
      const page = inBook(`/modified-since/2020-01-01?select=2000&skip=${skip}`);
      expect((await call<Row[]>('GET', page)).body).toHaveLength(2000);
    }
    sandbox.control.unsubscribe('person7@example.com', bookId);
    expect((await call<Row[]>('GET', inBook('?select=10'))).body).toHaveLength(10);
    expect((await call('GET', '/v2/contacts/person999999%40example.com')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  }
);
