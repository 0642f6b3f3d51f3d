/**
 * The client against the sandbox over real HTTP. One story, told once with every switch of the sandbox
 * in each of its positions: whatever the vendor's documents leave open, the client copes.
 */
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server';
import { SWITCHES, type SwitchName } from '../../sandbox/switches';
import { faultStatus } from '../../server/src/core/statuses';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type {
  AccountInfo,
  DotdigitalAccount,
  MergeOption,
} from '../../server/src/dotdigital/types';

import { tellCampaignStory } from './campaign-story';

type Setup = { sandbox: Sandbox; account: DotdigitalAccount; clock: ReturnType<typeof clockOf> };

let running: Sandbox | null = null;

/** The client's time is the sandbox's own: waiting moves it on. */
const clockOf = (sandbox: Sandbox) => ({
  slept: [] as number[],
  now: () => sandbox.control.counts().now,
  async sleep(ms: number, signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.slept.push(ms);
    await sandbox.control.advanceClock(ms);
  },
});

const dotdigitalOf = (sandbox: Sandbox, clock = clockOf(sandbox)) =>
  createDotdigital({
    api: { entryUrl: sandbox.url, allowedHosts: ['127.0.0.1'] },
    clock,
    random: () => 0.5,
    logger: { debug: () => undefined, warn: () => undefined },
  });

const setUp = async (
  options: SandboxOptions = {},
  onEndpoint?: (found: AccountInfo) => void
): Promise<Setup> => {
  const sandbox = await startSandbox({ importSpeed: { polls: 1 }, ...options });
  running = sandbox;
  sandbox.control.setRemovalSpeed({ polls: 1 });
  const clock = clockOf(sandbox);
  const account = dotdigitalOf(sandbox, clock).account({
    key: '1',
    credentials: sandbox.credentials,
    endpoint: sandbox.url,
    ...(onEndpoint ? { onEndpoint } : {}),
  });
  return { sandbox, account, clock };
};

afterEach(async () => {
  await running?.close();
  running = null;
});

const rowsOf = async <T>(pages: AsyncIterable<{ rows: T[] }>): Promise<T[]> => {
  const rows: T[] = [];
  for await (const page of pages) rows.push(...page.rows);
  return rows;
};
const bookOf = (sandbox: Sandbox): number =>
  sandbox.control.books().find((book) => book.name === 'Members')?.id ?? 0;
const emails = (rows: { email: string | null }[]) => rows.map((row) => row.email).sort();

const upload = (
  account: DotdigitalAccount,
  bookId: number,
  csv: string,
  mergeOption: MergeOption = 'OnlyOverwriteIfNotEmpty'
) => account.imports.start(bookId, { stream: Readable.from([csv]), mergeOption });

const ended = async (ask: () => Promise<string>, open: string): Promise<string> => {
  for (let poll = 0; poll < 20; poll += 1) {
    const status = await ask();
    if (status !== open) return status;
  }
  throw new Error('it never ends');
};

const faultsOf = async (account: DotdigitalAccount, id: string) => {
  const faults = await account.imports.faults(id);
  if (faults === null) return null;
  const found: Record<string, string> = {};
  for await (const fault of faults) found[fault.email] = faultStatus(fault.reason);
  return found;
};

const CSV = [
  'Email,FirstName,LastName',
  'ada+news@example.com,"Ada ""Countess""",Lovelace',
  'zoe@example.com,Zoë,"Ångström, née Ø"',
  'bo@example.com,Bo,',
  'hardbounce+1@example.com,Hard,Bounce',
  'ispcomplaint+1@example.com,Isp,Complaint',
  'not an address,No,Body',
  '',
].join('\n');

const tellFieldStory = async ({ sandbox, account }: Pick<Setup, 'sandbox' | 'account'>) => {
  const asked = { name: 'points', type: 'Numeric', visibility: 'Public', defaultValue: 10 };
  const points = { ...asked, name: 'POINTS', defaultValue: '10' };
  expect(await account.dataFields.create(asked)).toEqual(points);
  const fields = await account.dataFields.list();
  expect(fields).toContainEqual(points);
  expect(fields).toContainEqual({
    name: 'FIRSTNAME',
    type: 'String',
    visibility: 'Public',
    defaultValue: null,
  });
  await expect(account.dataFields.create(asked)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_NON_UNIQUE_DATAFIELD',
    message: 'Field already exists.',
  });
  await expect(account.dataFields.create({ ...asked, name: 'email' })).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_DATAFIELD_INVALID',
    message: expect.stringContaining('does not take a data field'),
  });

  sandbox.control.createDataField('USED', 'String');
  sandbox.control.addDependency('USED', { type: 'Campaign', objectId: 9 });
  const refused = await account.dataFields.delete('USED');
  expect(refused.deleted).toBe(false);
  expect([{ type: 'Campaign', objectId: 9 }, 'Used in campaign 9']).toContainEqual(
    refused.deleted ? null : refused.dependencies[0]
  );
  await expect(account.dataFields.delete('FIRSTNAME')).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_DATAFIELD_NOTFOUND',
  });
  expect(await account.dataFields.delete('POINTS')).toEqual({ deleted: true });
  expect(await account.dataFields.delete('POINTS')).toEqual({ deleted: true });
  expect((await account.dataFields.list()).map(({ name }) => name)).not.toContain('POINTS');
};

/** Everything the client does, in one go; whatever fails, throws. */
const tellStory = async ({ sandbox, account }: Setup) => {
  const info = await dotdigitalOf(sandbox).accountInfo(sandbox.credentials);
  expect(info).toEqual({
    accountId: String(sandbox.control.accountId),
    name: 'Sandbox',
    endpoint: sandbox.url,
    region: `127.0.0.1:${sandbox.port}`,
  });

  const book = await account.addressBooks.create({ name: 'Members', visibility: 'Private' });
  expect(book).toMatchObject({ name: 'Members', visibility: 'Private', contacts: 0 });
  await expect(
    account.addressBooks.create({ name: 'members', visibility: 'Private' })
  ).rejects.toMatchObject({ kind: 'rejected', code: 'ERROR_ADDRESSBOOK_DUPLICATE' });
  expect((await account.addressBooks.list()).map((one) => one.name)).toEqual(['Members']);

  const started = await upload(account, book.id, CSV);
  expect(started.status).toBe('NotFinished');
  expect(await faultsOf(account, started.id)).toBeNull();
  await expect(account.imports.report(started.id)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_IMPORT_REPORT_NOT_FOUND',
  });
  expect(await ended(() => account.imports.status(started.id), 'NotFinished')).toBe('Finished');
  expect(await account.imports.report(started.id)).toMatchObject({
    newContacts: 3,
    hardBounced: 1,
  });
  expect(await faultsOf(account, started.id)).toEqual({
    'hardbounce+1@example.com': 'HardBounced',
    'ispcomplaint+1@example.com': 'IspComplained',
    'not an address': 'Invalid',
  });

  const headless = upload(account, book.id, 'Name\nAda\n').then(
    ({ id }) => ended(() => account.imports.status(id), 'NotFinished'),
    (error: { code: string }) => error.code
  );
  expect(['ERROR_NO_EMAIL_COLUMN', 'InvalidFileFormat']).toContain(await headless);

  const members = await rowsOf(account.contacts.ofBook(book.id, { dataFields: true }));
  expect(emails(members)).toEqual(['ada+news@example.com', 'bo@example.com', 'zoe@example.com']);
  expect(members.find((one) => one.email === 'zoe@example.com')?.dataFields).toMatchObject({
    FIRSTNAME: 'Zoë',
    LASTNAME: 'Ångström, née Ø',
    POSTCODE: null,
  });
  const past = sandbox.control.counts().now - 60_000;
  expect(await rowsOf(account.contacts.ofBook(book.id, { since: past }))).toHaveLength(3);

  expect(await account.contacts.byEmail('ADA+news@example.com')).toMatchObject({
    email: 'ada+news@example.com',
    status: 'Subscribed',
    dataFields: { FIRSTNAME: 'Ada "Countess"' },
  });
  expect(await account.contacts.byEmail('nobody@example.com')).toBeNull();

  await account.contacts.unsubscribeFromBook(book.id, 'ada+news@example.com');
  const left = await rowsOf(account.contacts.unsubscribedFromBook(book.id, { since: 0 }));
  expect(left.map(({ contact, reason }) => [contact.email, reason])).toEqual([
    ['ada+news@example.com', 'Unsubscribed'],
  ]);
  expect(Math.abs((left[0]?.removedAt ?? 0) - sandbox.control.counts().now)).toBeLessThan(10_000);

  sandbox.control.suppress('zoe@example.com', 'IspComplained');
  const suppressed = await rowsOf(account.contacts.suppressed({ since: past }));
  expect(suppressed.map(({ contact, reason }) => [contact.email, reason])).toEqual([
    ['zoe@example.com', 'IspComplained'],
  ]);
  expect(await account.contacts.byEmail('zoe@example.com')).toMatchObject({
    status: 'IspComplained',
  });

  const inBook = { bookId: book.id };
  expect(await account.contacts.resubscribe(inBook, 'ada+news@example.com')).toBe(
    'ContactChallenged'
  );
  expect(await account.contacts.resubscribe('account', 'zoe@example.com')).toBe(
    'ContactCannotBeUnsuppressed'
  );
  expect(await account.contacts.resubscribe(inBook, 'new@example.com')).toBe('ContactAdded');

  const leaving = await rowsOf(account.contacts.ofBook(book.id, {}));
  expect(emails(leaving)).toEqual(['bo@example.com', 'new@example.com']);
  const removal = await account.contacts.removeFromBook(
    book.id,
    leaving.map((one) => one.id)
  );
  const { id } = removal;
  const outcome = id
    ? await ended(() => account.contacts.removalStatus(id), 'Started')
    : removal.status;
  expect(outcome).toBe('Completed');
  expect(await rowsOf(account.contacts.ofBook(book.id, {}))).toEqual([]);
  expect(await account.contacts.byEmail('bo@example.com')).toMatchObject({ status: 'Subscribed' });

  await tellFieldStory({ sandbox, account });
  await tellCampaignStory({ sandbox, account });

  await account.addressBooks.delete(book.id);
  await account.addressBooks.delete(book.id);
  await expect(account.addressBooks.get(book.id)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'ERROR_ADDRESSBOOK_NOT_FOUND',
  });
};

/** Other positions of switches that are numbers. */
const OTHER_NUMBERS: Partial<Record<SwitchName, number>> = {
  modifiedSinceMaxSelect: 1000,
  activitiesSinceMaxSelect: 1000,
  bookDeleteStatus: 204,
  blockedFieldDeleteStatus: 409,
  reportNotFoundStatus: 400,
  importFileLimit: 10_485_760,
  oversizedFileStatus: 413,
  activeImportLimit: 4,
  refreshTokenSeconds: 60,
  accessTokenSeconds: 60,
  tokenErrorStatus: 200,
  addressBookLimit: 10,
  contactLimit: 1000,
  dataFieldLimit: 100,
};

/** These change what happens to people or whether anybody answers: they have tests of their own. */
const APART: SwitchName[] = ['maintenance', 'enforceDoubleOptIn'];

const POSITIONS = Object.entries(SWITCHES).flatMap(([name, definition]) => {
  const positions: unknown[] =
    'values' in definition
      ? [...definition.values]
      : typeof definition.default === 'boolean'
        ? [true, false]
        : [definition.default, OTHER_NUMBERS[name as SwitchName]];
  return APART.includes(name as SwitchName) ? [] : positions.map((value) => ({ name, value }));
});

describe('with each switch in each position', () => {
  it.each(POSITIONS)('$name: $value', async ({ name, value }) => {
    expect(value, `another position of ${name}`).toBeDefined();
    const setup = await setUp();
    setup.sandbox.control.setSwitch(name as SwitchName, value as never);
    await tellStory(setup);
  });
});

describe('switches apart', () => {
  it('shows who waits for an opt-in, in the report and as a contact', async () => {
    const { sandbox, account } = await setUp();
    sandbox.control.setSwitch('enforceDoubleOptIn', true);
    const book = await account.addressBooks.create({ name: 'Members', visibility: 'Private' });
    const { id } = await upload(account, book.id, 'Email\nada@example.com\n');
    await ended(() => account.imports.status(id), 'NotFinished');
    expect(await account.contacts.byEmail('ada@example.com')).toMatchObject({
      status: 'PendingOptIn',
    });
  });

  it('waits through maintenance', async () => {
    const { sandbox, account, clock } = await setUp();
    sandbox.control.setSwitch('maintenance', true);
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      if (clock.slept.length === 3) sandbox.control.setSwitch('maintenance', false);
    };
    await expect(account.addressBooks.list()).resolves.toEqual([]);
    expect(clock.slept).toHaveLength(3);
  });
});

describe('rate limits', () => {
  const tiered = { scheme: 'tiered', perMinute: { low: 20, medium: 20, high: 20 } } as const;

  it.each([
    { rateLimitReset: 'epoch', retryAfter: false },
    { rateLimitReset: 'epoch', retryAfter: true },
    { rateLimitReset: 'delta', retryAfter: false },
    { rateLimitReset: 'delta', retryAfter: true },
  ] as const)('keeps within a tiered limit without a single refusal: %j', async (switches) => {
    const { sandbox, account, clock } = await setUp({ seed: { books: [{ name: 'A' }] } });
    sandbox.control.setSwitch('rateLimitReset', switches.rateLimitReset);
    sandbox.control.setSwitch('retryAfter', switches.retryAfter);
    sandbox.control.setRateLimit(tiered);
    const started = clock.now();
    for (let call = 0; call < 50; call += 1) await account.addressBooks.list();
    // 18 calls a minute: two of the 20 stay in reserve.
    expect(clock.now() - started).toBeGreaterThanOrEqual(120_000);
    expect(clock.now() - started).toBeLessThan(190_000);
    expect(account.calls().read).toBe(50);
  });

  it('waits and goes on when somebody else has used the budget up', async () => {
    const { sandbox, account, clock } = await setUp({ seed: { books: [{ name: 'A' }] } });
    sandbox.control.setRateLimit({ scheme: 'tiered', perMinute: { low: 1, medium: 1, high: 1 } });
    const other = dotdigitalOf(sandbox).account({
      key: 'another process',
      credentials: sandbox.credentials,
      endpoint: sandbox.url,
    });
    await other.addressBooks.list();
    await expect(account.addressBooks.list()).resolves.toHaveLength(1);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(50_000);
  });

  it('waits for the flat limit’s rolling hour', async () => {
    const { sandbox, account } = await setUp({ seed: { books: [{ name: 'A' }] } });
    sandbox.control.setRateLimit({ scheme: 'flat', perHour: 5 });
    for (let call = 0; call < 5; call += 1) await account.addressBooks.list();
    await expect(account.addressBooks.list()).rejects.toMatchObject({
      kind: 'rateLimited',
      code: 'ERROR_APIUSAGE_EXCEEDED',
    });
    await sandbox.control.advanceClock(48 * 60_000);
    await expect(account.addressBooks.list()).resolves.toHaveLength(1);
  });
});

describe('large lists', () => {
  it('reads every member once, in pages that overlap', async () => {
    const { sandbox, account } = await setUp({ seed: { books: [{ name: 'Members' }] } });
    const bookId = bookOf(sandbox);
    sandbox.control.seedContacts(bookId, 4565);
    const members = await rowsOf(account.contacts.ofBook(bookId, {}));
    expect(members).toHaveLength(4565);
    expect(new Set(members.map((one) => one.id)).size).toBe(4565);
    expect(account.calls().read).toBe(5);
  });

  it('misses nobody while people leave the list', async () => {
    const { sandbox, account } = await setUp({ seed: { books: [{ name: 'Members' }] } });
    const bookId = bookOf(sandbox);
    sandbox.control.seedContacts(bookId, 3000);
    const found = new Set<string | null>();
    let gone = 0;
    for await (const page of account.contacts.ofBook(bookId, {})) {
      for (const { email } of page.rows) found.add(email);
      for (const stop = gone + 90; gone < stop;)
        sandbox.control.takeOffBook(`person${(gone += 1)}@example.com`, bookId);
    }
    const missed = sandbox.control.book(bookId).members.filter(({ email }) => !found.has(email));
    expect(missed).toEqual([]);
  });

  it('stamps every page with the vendor’s time of the first', async () => {
    const { sandbox, account } = await setUp({
      seed: { books: [{ name: 'Members', contacts: 2500 }] },
    });
    const bookId = bookOf(sandbox);
    await sandbox.control.advanceClock(3 * 3_600_000);
    const before = sandbox.control.counts().now;
    const times = new Set<number>();
    for await (const page of account.contacts.ofBook(bookId, {})) {
      times.add(page.serverTime);
      await sandbox.control.advanceClock(60_000);
    }
    expect(times.size).toBe(1);
    expect(Math.abs(([...times][0] ?? 0) - before)).toBeLessThan(5000);
  });
});

describe('uploads', () => {
  const members = { seed: { books: [{ name: 'Members' }] } };

  it('streams nine megabytes', async () => {
    const { sandbox, account } = await setUp(members);
    const lines = function* () {
      yield 'Email,FirstName\n';
      for (let person = 1; person <= 260_000; person += 1)
        yield `person${String(person).padStart(7, '0')}@example.com,Somebody\n`;
    };
    const { id } = await account.imports.start(bookOf(sandbox), {
      stream: Readable.from(lines()),
      mergeOption: 'Overwrite',
    });
    expect(await ended(() => account.imports.status(id), 'NotFinished')).toBe('Finished');
    expect(await account.imports.report(id)).toMatchObject({ newContacts: 260_000 });
    expect(sandbox.control.imports()[0]?.bytes).toBeGreaterThan(8_000_000);
  }, 60_000);

  it.each([400, 413])('is told of a file that is too large (%i)', async (status) => {
    const { sandbox, account } = await setUp(members);
    sandbox.control.setSwitch('importFileLimit', 1000);
    sandbox.control.setSwitch('oversizedFileStatus', status);
    const csv = `Email\n${'ada@example.com\n'.repeat(100)}`;
    await expect(upload(account, bookOf(sandbox), csv)).rejects.toMatchObject({
      kind: 'rejected',
      httpStatus: status,
    });
  });

  it('says so when nobody knows whether a file was taken', async () => {
    const { sandbox, account } = await setUp(members);
    sandbox.control.failNext(1, 'drop-after-accept', 'import');
    await expect(upload(account, bookOf(sandbox), CSV)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'OUTCOME_UNKNOWN',
    });
    expect(sandbox.control.imports()).toHaveLength(1);
  });

  it('is never repeated by itself', async () => {
    const { sandbox, account } = await setUp(members);
    for (const failure of [500, 503, 429, 'drop-after-accept'] as const) {
      sandbox.control.clearCalls();
      sandbox.control.failNext(1, failure, 'import');
      await expect(upload(account, bookOf(sandbox), CSV)).rejects.toMatchObject({ retry: true });
      expect(sandbox.control.calls().total).toBe(1);
    }
  });

  it('is told when 25 are active', async () => {
    const { sandbox, account } = await setUp({ ...members, importSpeed: 'held' });
    for (let file = 0; file < 25; file += 1) await upload(account, bookOf(sandbox), CSV);
    await expect(upload(account, bookOf(sandbox), CSV)).rejects.toMatchObject({
      kind: 'rateLimited',
      code: 'ERROR_IMPORT_TOOMANYACTIVEIMPORTS',
    });
  });

  it.each([
    'RejectedByWatchdog',
    'Failed',
    'ExceedsAllowedContactLimit',
    'InvalidFileFormat',
  ] as const)('sees %s', async (status) => {
    const { sandbox, account } = await setUp(members);
    sandbox.control.rejectNextImport(status);
    const { id } = await upload(account, bookOf(sandbox), CSV);
    expect(await ended(() => account.imports.status(id), 'NotFinished')).toBe(status);
  });

  it('finds no fault report a week later', async () => {
    const { sandbox, account } = await setUp(members);
    const { id } = await upload(account, bookOf(sandbox), CSV);
    await ended(() => account.imports.status(id), 'NotFinished');
    await sandbox.control.advanceClock(8 * 86_400_000);
    expect(await account.imports.faults(id)).toBeNull();
  });
});

describe('the account', () => {
  it('is refused with a wrong password', async () => {
    const { sandbox } = await setUp();
    await expect(
      dotdigitalOf(sandbox).accountInfo({ ...sandbox.credentials, password: 'wrong' })
    ).rejects.toMatchObject({ kind: 'authentication' });
  });

  it('is followed to another region in the middle of its work', async () => {
    const onEndpoint = vi.fn();
    const { sandbox, account } = await setUp({ seed: { books: [{ name: 'A' }] } }, onEndpoint);
    await account.addressBooks.list();
    sandbox.control.moveToRegion('r2');
    await expect(account.addressBooks.list()).resolves.toHaveLength(1);
    await expect(
      account.addressBooks.create({ name: 'B', visibility: 'Private' })
    ).resolves.toMatchObject({ name: 'B' });
    expect(onEndpoint.mock.calls).toEqual([
      [
        expect.objectContaining({
          endpoint: sandbox.regions.r2,
          accountId: String(sandbox.control.accountId),
        }),
      ],
    ]);
  });

  it('repeats reads, opt-outs and removals through failures of every kind', async () => {
    const { sandbox, account } = await setUp({
      seed: { books: [{ name: 'Members', contacts: 3 }] },
    });
    const bookId = bookOf(sandbox);
    const [first, second] = sandbox.control.book(bookId).members;
    for (const failure of [500, 502, 503, 429, 'drop-connection', 'drop-after-accept'] as const) {
      sandbox.control.failNext(2, failure);
      await expect(rowsOf(account.contacts.ofBook(bookId, {}))).resolves.not.toHaveLength(0);
    }
    sandbox.control.failNext(2, 'drop-after-accept', 'unsubscribe');
    await account.contacts.unsubscribeFromBook(bookId, first?.email ?? '');
    expect(sandbox.control.book(bookId).unsubscribed.map((one) => one.email)).toEqual([
      first?.email,
    ]);
    sandbox.control.failNext(1, 'drop-after-accept', 'delete');
    const { id } = await account.contacts.removeFromBook(bookId, [second?.id ?? 0]);
    expect(await ended(() => account.contacts.removalStatus(id ?? ''), 'Started')).toBe(
      'Completed'
    );
    expect(sandbox.control.book(bookId).members).toHaveLength(1);
  });
});
