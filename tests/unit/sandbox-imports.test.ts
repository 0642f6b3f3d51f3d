import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import {
  callerOf,
  csvForm,
  importCsv,
  type Caller,
  type StartedImport,
} from '../support/sandbox-client';

let sandbox: Sandbox;
let call: Caller;
let bookId: number;
const importPath = () => `/v2/address-books/${bookId}/contacts/import`;
const start = (csv: string) => call<StartedImport>('POST', importPath(), csvForm(csv));
const statusOf = async (id: string) =>
  (await call<StartedImport>('GET', `/v2/contacts/import/${id}`)).body.status;
const faultsOf = async (id: string) =>
  (await call('GET', `/v2/contacts/import/${id}/report-faults`)).text;
const reportOf = (id: string) =>
  call<Record<string, number>>('GET', `/v2/contacts/import/${id}/report`);
const fieldsOf = (email: string) => sandbox.control.contact(email)?.dataFields;

beforeEach(async () => {
  sandbox = await startSandbox({ importSpeed: 'held' });
  call = callerOf(sandbox);
  bookId = sandbox.control.createBook('Newsletter').id;
});
afterEach(() => sandbox.close());

describe('the life of an import', () => {
  it('is accepted, polled, and changes nothing before it has finished', async () => {
    sandbox.control.setImportSpeed({ polls: 2 });
    const started = await start('Email,FirstName\nada@example.com,Ada\n');
    expect(started.status).toBe(202);
    expect(started.body.status).toBe('NotFinished');
    expect(await statusOf(started.body.id)).toBe('NotFinished');
    expect((await reportOf(started.body.id)).status).toBe(404);
    expect(sandbox.control.book(bookId).contacts).toBe(0);
    expect(await statusOf(started.body.id)).toBe('NotFinished');
    expect(await statusOf(started.body.id)).toBe('Finished');
    expect(sandbox.control.book(bookId).members).toMatchObject([
      { email: 'ada@example.com', dataFields: { FIRSTNAME: 'Ada' } },
    ]);
    expect((await reportOf(started.body.id)).body).toMatchObject({ newContacts: 1, failures: 0 });
  });

  it('finishes by the clock', async () => {
    sandbox.control.setImportSpeed({ milliseconds: 3_600_000 });
    const { body } = await start('email\na@example.com\n');
    expect(await statusOf(body.id)).toBe('NotFinished');
    await sandbox.control.advanceClock(3_600_000);
    expect(await statusOf(body.id)).toBe('Finished');
  });

  it('finishes by itself', async () => {
    sandbox.control.setImportSpeed({ milliseconds: 10 });
    const { body } = await start('email\na@example.com\n');
    await expect.poll(() => statusOf(body.id)).toBe('Finished');
  });

  it.each([
    'RejectedByWatchdog',
    'InvalidFileFormat',
    'Unknown',
    'Failed',
    'ExceedsAllowedContactLimit',
    'NotAvailableInThisVersion',
  ] as const)('ends as %s on order and changes nothing', async (status) => {
    sandbox.control.rejectNextImport(status);
    const ended = await importCsv(sandbox, bookId, 'email\na@example.com\n');
    expect(ended.status).toBe(status);
    expect(sandbox.control.counts().contacts).toBe(0);
    const report = await reportOf(ended.id);
    expect(report.status).toBe(404);
    expect(report.text).toContain('ERROR_IMPORT_REPORT_NOT_FOUND');
    expect((await importCsv(sandbox, bookId, 'email\na@example.com\n')).status).toBe('Finished');
  });

  it('is refused by the watchdog, the contact limit or its format', async () => {
    const watched = await importCsv(sandbox, bookId, 'email\na@watchdog.test\nb@example.com\n');
    expect(watched.status).toBe('RejectedByWatchdog');
    sandbox.control.setSwitch('contactLimit', 1);
    const many = await importCsv(sandbox, bookId, 'email\na@example.com\nb@example.com\n');
    expect(many.status).toBe('ExceedsAllowedContactLimit');
    const broken = await importCsv(sandbox, bookId, 'email,x\n"a@example.com,1\n');
    expect(broken.status).toBe('InvalidFileFormat');
    expect(sandbox.control.counts().contacts).toBe(0);
  });

  it('refuses the 26th import at a time', async () => {
    for (let count = 0; count < 25; count += 1) {
      expect((await start('email\na@example.com\n')).status).toBe(202);
    }
    const refused = await start('email\na@example.com\n');
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('ERROR_IMPORT_TOOMANYACTIVEIMPORTS');
    await sandbox.control.finishJobs();
    expect((await start('email\na@example.com\n')).status).toBe(202);
  });

  it('forgets reports after about a week', async () => {
    const { id } = await importCsv(sandbox, bookId, 'email\nbad\n');
    expect(await faultsOf(id)).toContain('Invalid Email');
    await sandbox.control.advanceClock(8 * 24 * 3_600_000);
    expect(await faultsOf(id)).toContain('ERROR_IMPORT_REPORT_NOT_FOUND');
    expect(await statusOf(id)).toBe('Finished');
  });

  it('does not know other ids', async () => {
    const { status, text } = await call('GET', '/v2/contacts/import/nonsense');
    expect(status).toBe(404);
    expect(text).toContain('ERROR_IMPORT_NOT_FOUND');
  });
});

describe('what may be uploaded', () => {
  it('takes JSON with the file in base64, keys in any case', async () => {
    const Data = Buffer.from('email\na@example.com\n').toString('base64');
    const { status } = await call('POST', importPath(), { FileName: 'x.csv', Data });
    expect(status).toBe(202);
    await sandbox.control.finishJobs();
    expect(sandbox.control.book(bookId).contacts).toBe(1);
  });

  it('wants a file with a name, one of them, of a known kind', async () => {
    const nameless = new FormData();
    nameless.append('file', 'email\na@example.com\n');
    const missing = await call('POST', importPath(), nameless);
    expect([missing.status, missing.body]).toEqual([400, { message: 'file must be valid' }]);
    const two = csvForm('email\n');
    two.append('second', new Blob(['email\n']), 'second.csv');
    expect((await call('POST', importPath(), two)).text).toContain(
      'ERROR_MULTI_FILE_UPLOAD_NOT_ALLOWED'
    );
    const picture = csvForm('email\n', 'people.png');
    expect((await call('POST', importPath(), picture)).text).toContain(
      'ERROR_IMPORT_UNSUPPORTED_FORMAT'
    );
  });

  it('wants an Email column, at once or in the end', async () => {
    const refused = await start('Mail,FirstName\na@example.com,Ada\n');
    expect([refused.status, refused.body]).toEqual([
      400,
      { message: 'Error: ERROR_NO_EMAIL_COLUMN' },
    ]);
    sandbox.control.setSwitch('missingEmailColumn', 'InvalidFileFormat');
    expect((await importCsv(sandbox, bookId, 'Mail\na@example.com\n')).status).toBe(
      'InvalidFileFormat'
    );
  });

  it('stops at 10 MB', async () => {
    const line = 'somebody@example.com\n';
    const full = `Email\n${line.repeat(Math.floor((10_000_000 - 6) / line.length))}`;
    expect((await start(full)).status).toBe(202);
    expect((await start(full + line)).status).toBe(400);
    sandbox.control.setSwitch('importFileLimit', 10 * 1024 * 1024);
    expect((await start(full + line)).status).toBe(202);
  });

  it('refuses Test, unknown books and unknown merge options', async () => {
    const test = sandbox.control.books().find(({ name }) => name === 'Test');
    const csv = () => csvForm('email\na@example.com\n');
    const into = (id: number | undefined, rest = '') =>
      call('POST', `/v2/address-books/${id}/contacts/import${rest}`, csv());
    expect((await into(test?.id)).text).toContain('ERROR_ADDRESSBOOK_NOTWRITABLE');
    expect((await into(99)).status).toBe(404);
    expect((await into(bookId, '/with-merge-option/7')).status).toBe(400);
    expect((await into(bookId, '/with-merge-option/2')).status).toBe(202);
  });

  it('takes 100,000 rows in a few seconds', { timeout: 60_000 }, async () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => `p${n}@example.com,Person ${n}`);
    const startedAt = performance.now();
    await importCsv(sandbox, bookId, `Email,FIRSTNAME\n${rows.join('\n')}\n`);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(sandbox.control.book(bookId, { select: 1 }).contacts).toBe(100_000);
  });
});

describe('merge options', () => {
  beforeEach(async () => {
    sandbox.control.createDataField('POINTS', 'Numeric');
    sandbox.control.addContact('a@example.com', { dataFields: { FIRSTNAME: 'Ada', POINTS: 1 } });
  });
  const csv = 'EMAIL,firstname,LASTNAME,Points\na@example.com,,Lovelace,2\n';

  it.each([
    [undefined, { LASTNAME: 'Lovelace', POINTS: 2 }],
    ['Overwrite', { LASTNAME: 'Lovelace', POINTS: 2 }],
    ['0', { LASTNAME: 'Lovelace', POINTS: 2 }],
    ['OnlyOverwriteIfNotEmpty', { FIRSTNAME: 'Ada', LASTNAME: 'Lovelace', POINTS: 2 }],
    ['1', { FIRSTNAME: 'Ada', LASTNAME: 'Lovelace', POINTS: 2 }],
    [
      'OnlyOverwriteIfContactDataNotPopulated',
      { FIRSTNAME: 'Ada', LASTNAME: 'Lovelace', POINTS: 1 },
    ],
    ['2', { FIRSTNAME: 'Ada', LASTNAME: 'Lovelace', POINTS: 1 }],
  ])('%s', async (option, expected) => {
    const { id } = await importCsv(sandbox, bookId, csv, option);
    expect(fieldsOf('a@example.com')).toEqual(expected);
    expect((await reportOf(id)).body).toMatchObject({ newContacts: 0, updatedContacts: 1 });
  });
});

describe('columns', () => {
  it('reads OptInType and EmailType, ignores what it does not know, quotes and BOM included', async () => {
    const csv =
      '\uFEFFemail,OPTINTYPE,EmailType,Nonsense,FirstName\r\n' +
      'a@example.com,double,PlainText,x,"Ada, ""Countess"""\r\n' +
      'B@Example.com,VerifiedDouble,,y,Zoë\r\n';
    await importCsv(sandbox, bookId, csv);
    expect(sandbox.control.contact('a@example.com')).toMatchObject({
      optInType: 'Double',
      emailType: 'PlainText',
      status: 'Subscribed',
      dataFields: { FIRSTNAME: 'Ada, "Countess"' },
    });
    expect(sandbox.control.contact('b@example.com')).toMatchObject({
      email: 'B@Example.com',
      status: 'PendingOptIn',
      dataFields: { FIRSTNAME: 'Zoë' },
    });
  });

  it('keeps typed values', async () => {
    sandbox.control.createDataField('BORN', 'Date');
    sandbox.control.createDataField('VIP', 'Boolean');
    sandbox.control.createDataField('POINTS', 'Numeric');
    const csv = 'Email,BORN,VIP,POINTS\na@example.com,1815-12-10T00:00:00,yes,12.5\n';
    await importCsv(sandbox, bookId, csv);
    expect(fieldsOf('a@example.com')).toEqual({
      BORN: '1815-12-10T00:00:00Z',
      VIP: true,
      POINTS: 12.5,
    });
  });

  it('uses the Id column only when the switch says so', async () => {
    const { id } = sandbox.control.addContact('old@example.com');
    sandbox.control.setSwitch('importIdColumn', 'matches');
    await importCsv(sandbox, bookId, `Id,Email\n${id},new@example.com\n`);
    expect(sandbox.control.contact('new@example.com')?.id).toBe(id);
    sandbox.control.setSwitch('importIdColumn', 'ignored');
    await importCsv(sandbox, bookId, `Id,Email\n${id},third@example.com\n`);
    expect(sandbox.control.contact('third@example.com')?.id).not.toBe(id);
  });
});

describe('faults', () => {
  const magic = [
    ['globallysuppressed', 'Globally Suppressed', 'Globally Suppressed'],
    ['invalid', 'Invalid Email', 'Invalid Entries'],
    ['duplicate', 'Duplicate', 'Duplicate'],
    ['blocked', 'Blocker', 'Blocked'],
    ['unsubscribed', 'Unsubscribed', 'Unsubscribed'],
    ['hardbounce', 'Hard bounced', 'Hard Bounced'],
    ['softbounce', 'Soft bounced', 'Soft Bounced'],
    ['ispcomplaint', 'Complained to ISP', 'Isp Complaints'],
    ['mailblocked', 'Mail blocked', 'Mail Blocked'],
    ['domainsuppressed', 'Suppressed by Domain', 'Domain Suppressed'],
    ['pendingoptin', 'Pending optin', 'Pending optin'],
    ['failure', 'Failures', 'Failures'],
  ] as const;

  it('gives all twelve reasons by local part, in both spellings', async () => {
    const rows = magic.map(([word]) => `${word}+x@example.com,Name`).join('\n');
    const { id } = await importCsv(
      sandbox,
      bookId,
      `Email,FirstName\n${rows}\nok+x@example.com,\n`
    );
    const documented = (await faultsOf(id)).split('\n').slice(1, -1);
    expect(documented).toEqual(magic.map(([w, text]) => `${text},${w}+x@example.com,Name`));
    sandbox.control.setSwitch('faultSpelling', 'magento');
    const spelled = (await faultsOf(id)).split('\n').slice(1, -1);
    expect(spelled).toEqual(magic.map(([w, , text]) => `${text},${w}+x@example.com,Name`));
    const { body } = await reportOf(id);
    expect(Object.values(body).filter((count) => count === 1)).toHaveLength(13);
    expect(sandbox.control.book(bookId).members.map(({ email }) => email)).toEqual([
      'ok+x@example.com',
    ]);
  });

  it('starts with a BOM and lower-case headers; switches change the form', async () => {
    const { id } = await importCsv(sandbox, bookId, 'Email,FirstName\nbad,"A, B"\n');
    const bytes = await fetchBytes(`/v2/contacts/import/${id}/report-faults`);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.subarray(3).toString()).toBe('Reason,email,firstname\nInvalid Email,bad,"A, B"\n');
    sandbox.control.setSwitch('faultByteOrderMark', false);
    sandbox.control.setSwitch('faultHeader', 'submitted');
    sandbox.control.setSwitch('faultLineEnd', 'crlf');
    const other = await fetchBytes(`/v2/contacts/import/${id}/report-faults`);
    expect(other.toString()).toBe('Reason,Email,FirstName\r\nInvalid Email,bad,"A, B"\r\n');
  });

  it('refuses rows by what the account knows: opt-outs, bounces, duplicates, bad cells', async () => {
    const { control } = sandbox;
    for (const name of ['out', 'left', 'bounced', 'mine', 'waiting']) {
      control.addContact(`${name}@example.com`, { bookIds: [bookId] });
    }
    control.unsubscribe('out@example.com');
    control.unsubscribe('left@example.com', bookId);
    control.hardBounce('bounced@example.com');
    control.suppress('mine@example.com');
    control.setStatus('waiting@example.com', 'PendingOptIn');
    control.createDataField('POINTS', 'Numeric');
    const csv =
      'Email,POINTS\nout@example.com,\nleft@example.com,\nBOUNCED@example.com,\n' +
      'mine@example.com,\nwaiting@example.com,\nnew@example.com,many\nnew2@example.com,1\n' +
      'New2@example.com,2\nno address,\n';
    const { id } = await importCsv(sandbox, bookId, csv);
    expect((await faultsOf(id)).split('\n').slice(1, -1)).toEqual([
      'Unsubscribed,out@example.com,',
      'Unsubscribed,left@example.com,',
      'Hard bounced,BOUNCED@example.com,',
      'Globally Suppressed,mine@example.com,',
      'Pending optin,waiting@example.com,',
      'Failures,new@example.com,many',
      'Duplicate,New2@example.com,2',
      'Invalid Email,no address,',
    ]);
    expect((await reportOf(id)).body).toMatchObject({
      newContacts: 1,
      unsubscribed: 2,
      hardBounced: 1,
      suppressedContacts: 1,
      pendingDoubleOptin: 1,
      failures: 1,
      duplicateEmails: 1,
      invalidEntries: 1,
    });
    expect(fieldsOf('new2@example.com')).toEqual({ POINTS: 1 });
    expect(control.contact('left@example.com')?.bookIds).toEqual([]);
    expect(control.contact('new@example.com')).toBeNull();
  });

  it('lets an import clear a book-level opt-out when the switch says so', async () => {
    sandbox.control.addContact('left@example.com', { bookIds: [bookId] });
    sandbox.control.unsubscribe('left@example.com', bookId);
    sandbox.control.setSwitch('rejoinAfterBookUnsubscribe', 'clears');
    await importCsv(sandbox, bookId, 'email\nleft@example.com\n');
    expect(sandbox.control.book(bookId)).toMatchObject({ contacts: 1, unsubscribed: [] });
  });
});

const fetchBytes = async (path: string): Promise<Buffer> => {
  const { username, password } = sandbox.credentials;
  const response = await fetch(`${sandbox.url}${path}`, {
    headers: { authorization: `Basic ${btoa(`${username}:${password}`)}` },
  });
  return Buffer.from(await response.arrayBuffer());
};
