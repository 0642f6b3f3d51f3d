/** Positions of the sandbox's switches that no other test of it turns. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { callerOf, csvForm, importCsv, type Caller } from '../support/sandbox-client';

let sandbox: Sandbox;
let call: Caller;
let bookId: number;
const importPath = () => `/v2/address-books/${bookId}/contacts/import`;

beforeEach(async () => {
  sandbox = await startSandbox({ importSpeed: 'held' });
  call = callerOf(sandbox);
  bookId = sandbox.control.createBook('Newsletter').id;
});
afterEach(() => sandbox.close());

describe('switches', () => {
  it('lastSubscribedListed', async () => {
    const names = async () =>
      (await call<{ name: string }[]>('GET', '/v2/data-fields')).body.map(({ name }) => name);
    expect(await names()).toContain('LASTSUBSCRIBED');
    sandbox.control.setSwitch('lastSubscribedListed', false);
    expect(await names()).not.toContain('LASTSUBSCRIBED');
  });

  it('bookDeleteStatus', async () => {
    sandbox.control.setSwitch('bookDeleteStatus', 204);
    expect((await call('DELETE', `/v2/address-books/${bookId}`)).status).toBe(204);
    expect(sandbox.control.books().some(({ id }) => id === bookId)).toBe(false);
  });

  it('serverTimeForm', async () => {
    sandbox.control.setSwitch('serverTimeForm', 'text');
    const { headers, text } = await call('GET', '/v2/server-time');
    expect(headers.get('content-type')).toBe('text/plain');
    expect(Date.parse(text)).not.toBeNaN();
  });

  it('reportNotFoundStatus and faultContentType', async () => {
    const started = await call<{ id: string }>('POST', importPath(), csvForm('email\nbad\n'));
    const report = `/v2/contacts/import/${started.body.id}/report-faults`;
    sandbox.control.setSwitch('reportNotFoundStatus', 400);
    expect((await call('GET', report)).status).toBe(400);
    await sandbox.control.finishJobs();
    sandbox.control.setSwitch('faultContentType', 'text/csv');
    expect((await call('GET', report)).headers.get('content-type')).toBe('text/csv');
  });

  it('activeImportLimit, importFileLimit and oversizedFileStatus', async () => {
    sandbox.control.setSwitch('activeImportLimit', 1);
    const send = () => call('POST', importPath(), csvForm('email\na@example.com\n'));
    expect((await send()).status).toBe(202);
    expect((await send()).text).toContain('ERROR_IMPORT_TOOMANYACTIVEIMPORTS');
    sandbox.control.setSwitch('importFileLimit', 5);
    sandbox.control.setSwitch('oversizedFileStatus', 413);
    expect((await send()).status).toBe(413);
  });

  it('invalidCell', async () => {
    sandbox.control.setSwitch('invalidCell', 'ignored');
    sandbox.control.createDataField('POINTS', 'Numeric');
    await importCsv(sandbox, bookId, 'email,POINTS,FIRSTNAME\na@example.com,many,Ada\n');
    expect(sandbox.control.contact('a@example.com')?.dataFields).toEqual({ FIRSTNAME: 'Ada' });
  });

  it('enforceDoubleOptIn', async () => {
    sandbox.control.setSwitch('enforceDoubleOptIn', true);
    await importCsv(sandbox, bookId, 'email\na@example.com\n');
    expect(sandbox.control.book(bookId).members).toMatchObject([{ status: 'PendingOptIn' }]);
  });

  it('contactLimit and dataFieldLimit', async () => {
    sandbox.control.setSwitch('contactLimit', 0);
    sandbox.control.setSwitch('dataFieldLimit', 6);
    const contact = await call('POST', '/v2/contacts', { email: 'a@example.com' });
    expect(contact.text).toContain('ERROR_CONTACT_TOOMANY');
    const field = await call('POST', '/v2/data-fields', { name: 'MORE', type: 'String' });
    expect(field.text).toContain('ERROR_DATAFIELD_LIMITEXCEEDED');
  });
});

describe('uploads as JSON', () => {
  const send = (data: string) => call('POST', importPath(), { fileName: 'people.csv', data });

  it('take a file of 10 MB in base64', async () => {
    const line = 'somebody@example.com\n';
    const csv = `Email\n${line.repeat(Math.floor((10_000_000 - 6) / line.length))}`;
    expect((await send(Buffer.from(csv).toString('base64'))).status).toBe(202);
    expect((await send(Buffer.from(csv + line).toString('base64'))).status).toBe(400);
  });

  it('refuse what is not base64', async () => {
    for (const data of ['', 'this is no base64!', '{"a":1}']) {
      expect((await send(data)).text).toContain('ERROR_PARAMETER_INVALID');
    }
  });
});

it('a book in use by an import cannot be deleted', async () => {
  await call('POST', importPath(), csvForm('email\na@example.com\n'));
  const path = `/v2/address-books/${bookId}`;
  expect((await call('DELETE', path)).text).toContain('ERROR_ADDRESSBOOK_IN_USE');
  await sandbox.control.finishJobs();
  expect((await call('DELETE', path)).status).toBe(200);
});

it('rows may come as JSON, for several books at once', async () => {
  const other = sandbox.control.createBook('Customers').id;
  const { status } = await call('POST', '/v2/contacts/import-collection', {
    addressBookIds: [bookId, other],
    mergeOption: 1,
    contacts: [
      { email: 'a@example.com', dataFields: [{ key: 'FIRSTNAME', value: 'Ada' }] },
      { email: 'b@example.com', optInType: 'Double' },
    ],
  });
  expect(status).toBe(202);
  await sandbox.control.finishJobs();
  expect(sandbox.control.contact('a@example.com')).toMatchObject({
    bookIds: [bookId, other],
    dataFields: { FIRSTNAME: 'Ada' },
  });
  expect(sandbox.control.contact('b@example.com')?.optInType).toBe('Double');
  const wrongBook = { addressBookIds: [1], contacts: [{ email: 'a@example.com' }] };
  expect((await call('POST', '/v2/contacts/import-collection', wrongBook)).status).toBe(400);
});

it('control leaves the reserved books alone', () => {
  for (const { id, reserved } of sandbox.control.books()) {
    if (!reserved) continue;
    expect(() => sandbox.control.deleteBook(id)).toThrow('is not for changing');
    expect(() => sandbox.control.seedContacts(id, 1)).toThrow('is not for changing');
  }
});
