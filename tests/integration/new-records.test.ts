import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';

const SUBSCRIBER = 'api::subscriber.subscriber';
const COMPANY = 'api::company.company';
const USER = 'plugin::users-permissions.user';

type Doc = Record<string, unknown> & { documentId: string };
type NewRecords = {
  starting: boolean;
  missing: { attribute: string; label: string }[];
  mappingId: number | null;
  older: { count: number; more: boolean };
  waiting: { count: number };
  refused: { count: number; sample: { email: string; label: string | null; reason: string }[] };
};

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
  await makeFields(at, { TOWN: 'String', TIER: 'String', POINTS: 'Numeric', FIRM: 'String' });
  await mapRows(at, [
    twoWay('FIRSTNAME', 'firstName'),
    twoWay('TOWN', 'city'),
    twoWay('TIER', 'tier'),
    twoWay('POINTS', 'orders'),
  ]);
  await mapRows(at, [twoWay('FIRSTNAME', 'firstName')], { collection: SUBSCRIBER });
  const locales = at.site.strapi.plugin('i18n').service('locales') as unknown as {
    create(locale: object): Promise<unknown>;
  };
  await locales.create({ code: 'fr', name: 'French' });
});
afterAll(() => at.close());

let round = 0;
/** An address of this test alone. */
const mail = (name: string) => `${name}.${round}@example.com`;
beforeEach(() => {
  round += 1;
});
afterEach(async () => {
  for (const { list_id } of await at.table('dotmailer_connections').whereNotNull('open_list'))
    await at.site.request('POST', `/dotmailer/marketing-lists/${list_id}/disconnect`, {});
});

const recordsOf = (collection: string) => at.site.strapi.documents(collection as never);
const found = async (collection: string, filters: object, more: object = {}): Promise<Doc[]> =>
  (await recordsOf(collection).findMany({ filters, ...more } as never)) as never;
const people = (email: string) => found(CONTACT, { email: { $eqi: email } });

type Link = { listId: string; id: number; remoteId: number; connectionId: number };

/** Switches new records on or off, as the connection's dialog does. */
const change = (link: Pick<Link, 'listId' | 'id'>, createRecords: boolean) =>
  at.site.request('PUT', `/dotmailer/marketing-lists/${link.listId}/connection`, {
    integrationId: at.integrationId,
    addressBookId: link.id,
    createRecords,
  });

/** A list connected with a new book, which holds `before` already, and that creates records. */
const connect = async (
  list: Record<string, unknown> = {},
  before: string[] = [],
  createRecords = true
): Promise<Link> => {
  const listId = await at.createList(list);
  const book = await at.createBook(`Book ${round} ${Math.random()}`);
  for (const email of before) comeIn({ remoteId: book.remoteId }, email);
  const answer = await at.site.request<{ data: { id: number } }>(
    'POST',
    `/dotmailer/marketing-lists/${listId}/connection`,
    { integrationId: at.integrationId, addressBookId: book.id, createRecords }
  );
  expect(answer.status).toBe(200);
  await at.idle();
  return { listId, connectionId: answer.body.data.id, ...book };
};

/** Somebody comes into the book at the vendor. */
const comeIn = (
  { remoteId }: Pick<Link, 'remoteId'>,
  email: string,
  dataFields: Record<string, unknown> = {},
  status?: 'PendingOptIn' | 'HardBounced'
) =>
  at.sandbox.control.addContact(email, {
    bookIds: [remoteId],
    dataFields,
    ...(status ? { status } : {}),
  });

const newRecords = async ({ listId }: Link): Promise<NewRecords> => {
  const status = (await at.status(listId)) as unknown as {
    connection: { newRecords: NewRecords };
  };
  return status.connection.newRecords;
};
const createOlder = (listId: string) =>
  at.site.request<{ data: { asked: number } }>(
    'POST',
    `/dotmailer/marketing-lists/${listId}/new-records`
  );
const countsOf = async (step: string): Promise<Record<string, number>> => {
  const run = await at.sync();
  return Object.assign({}, ...run.steps.filter(({ name }) => name === step).map((s) => s.counts));
};

test('whoever comes in becomes a record, is a member at once, and nothing is sent for it', async () => {
  await at.addPeople([{ firstName: 'Ada', email: mail('ada') }]);
  const link = await connect();
  comeIn(link, mail('New'), { FIRSTNAME: 'Nora', TOWN: 'Ghent', TIER: 'gold', POINTS: 7 });
  at.sandbox.control.clearCalls();
  expect(await countsOf('new-records')).toMatchObject({ created: 1 });
  expect(await people(mail('new'))).toMatchObject([
    { email: mail('New'), firstName: 'Nora', city: 'Ghent', tier: 'gold', orders: 7 },
  ]);
  const member = (await at.members(link.listId)).find(({ email }) => email === mail('New'));
  expect(member).toMatchObject({ state: 'active', exportState: 'acknowledged' });
  await at.sync();
  await at.sync({ full: true });
  expect(at.writes()).toEqual([]);
  expect(await people(mail('new'))).toHaveLength(1);
});

test('a change of the record made is sent, and one at the vendor comes back', async () => {
  const link = await connect();
  comeIn(link, mail('nora'), { FIRSTNAME: 'Nora' });
  await at.sync();
  const [nora] = await people(mail('nora'));
  await recordsOf(CONTACT).update({
    documentId: nora?.documentId ?? '',
    data: { city: 'Lille' },
  } as never);
  await at.sync();
  expect(at.sandbox.control.contact(mail('nora'))?.dataFields).toMatchObject({
    FIRSTNAME: 'Nora',
    TOWN: 'Lille',
  });
  at.sandbox.control.setDataField(mail('nora'), 'FIRSTNAME', 'Noor');
  await at.sync();
  expect(await people(mail('nora'))).toMatchObject([{ firstName: 'Noor', city: 'Lille' }]);
});

test('whoever was in the book before is created only when somebody asks, and sees how many', async () => {
  const listed = mail('listed');
  await at.addPeople([{ firstName: 'Liz', email: listed }]);
  const link = await connect({}, [mail('old'), mail('older'), listed]);
  expect(await newRecords(link)).toMatchObject({ starting: false, older: { count: 2 } });
  await at.sync({ full: true });
  expect(await people(mail('old'))).toEqual([]);

  const answer = await createOlder(link.listId);
  expect(answer.body.data).toEqual({ asked: 2 });
  await at.idle();
  expect(await people(mail('old'))).toHaveLength(1);
  expect(await people(mail('older'))).toHaveLength(1);
  expect(await people(listed)).toHaveLength(1);
  expect(await newRecords(link)).toMatchObject({ older: { count: 0 }, waiting: { count: 0 } });
});

test('switched on later, it begins with those who come then; off, nobody is created', async () => {
  const link = await connect({}, [mail('before')], false);
  comeIn(link, mail('meanwhile'));
  await at.sync();
  expect(await newRecords(link)).toBeNull();
  expect((await createOlder(link.listId)).status).toBe(400);

  expect((await change(link, true)).status).toBe(200);
  await at.idle();
  expect(await newRecords(link)).toMatchObject({ starting: false, older: { count: 2 } });
  comeIn(link, mail('after'));
  await at.sync();
  expect(await people(mail('after'))).toHaveLength(1);

  await change(link, false);
  comeIn(link, mail('off'));
  await at.sync();
  await change(link, true);
  await at.idle();
  comeIn(link, mail('on'));
  await at.sync();
  expect(await people(mail('off'))).toEqual([]);
  expect(await people(mail('on'))).toHaveLength(1);
  expect(await newRecords(link)).toMatchObject({ older: { count: 3 } });
});

test('nobody who has a record anywhere in the collection gets another one', async () => {
  const drafts = recordsOf(SUBSCRIBER);
  await drafts.create({ data: { email: mail('draft') }, locale: 'en' } as never);
  const french = await drafts.create({
    data: { email: `  ${mail('French').toUpperCase()} ` },
    locale: 'fr',
  } as never);
  expect(french).toMatchObject({ locale: 'fr' });
  const link = await connect({
    collection: SUBSCRIBER,
    recordLocale: 'en',
    version: 'published',
  });
  for (const name of ['draft', 'french', 'nobody']) comeIn(link, mail(name));
  expect(await countsOf('new-records')).toMatchObject({ created: 1, known: 2 });
  const all = await at.table('subscribers').where('email', 'like', `%.${round}@%`);
  const emails = all.map((row: { email: string }) => row.email.trim().toLowerCase());
  expect([...new Set(emails)].sort()).toEqual([mail('draft'), mail('french'), mail('nobody')]);
  expect(emails.filter((email: string) => email !== mail('nobody'))).toHaveLength(2);
});

test('addresses are compared as everywhere: case and blanks do not matter, accents do', async () => {
  const link = await connect({ filter: { version: 1, where: { city: { $eq: 'Nowhere' } } } });
  await at.addPeople([{ email: mail('zoë') }]);
  await at.table('contacts').insert([
    { document_id: `upper${round}`.padEnd(24, '0'), email: mail('ÉMILE').toUpperCase() },
    { document_id: `blank${round}`.padEnd(24, '0'), email: `\t${mail('tab')}\u00a0` },
  ]);
  for (const name of ['zoe', 'émile', 'tab']) comeIn(link, mail(name));
  expect(await countsOf('new-records')).toMatchObject({ created: 1, known: 2 });
  // MariaDB finds one with the other.
  expect((await people(mail('zoe'))).map(({ email }) => email)).toContain(mail('zoe'));
});

test('a published list gets published records, a list of drafts gets drafts, in its locale', async () => {
  const published = await connect({
    collection: SUBSCRIBER,
    recordLocale: 'fr',
    version: 'published',
  });
  comeIn(published, mail('p'), { FIRSTNAME: 'Paul' });
  await at.sync();
  const inFrench = { locale: 'fr', status: 'published' };
  const [paul] = await found(SUBSCRIBER, { email: mail('p') }, inFrench);
  expect(paul).toMatchObject({ firstName: 'Paul', locale: 'fr' });
  expect((await at.members(published.listId)).map(({ email }) => email)).toContain(mail('p'));

  const drafts = await connect({ collection: SUBSCRIBER, recordLocale: 'en', version: 'draft' });
  comeIn(drafts, mail('d'), { FIRSTNAME: 'Dora' });
  await at.sync();
  const rows = await at.table('subscribers').where({ email: mail('d') });
  expect(rows).toMatchObject([{ first_name: 'Dora', locale: 'en', published_at: null }]);
  at.sandbox.control.clearCalls();
  await at.sync({ full: true });
  expect(at.writes()).toEqual([]);
});

describe('what a record needs', () => {
  const companies = { collection: COMPANY, emailField: 'industry' };

  test('required fields without a two-way row are named, and nobody is created until they have one', async () => {
    await mapRows(at, [{ dataField: 'FIRM', sources: ['name'], twoWay: false, policy: 'strapi' }], {
      collection: COMPANY,
    });
    const link = await connect(companies);
    comeIn(link, mail('firm'), { FIRM: 'Acme' });
    await at.sync();
    expect(await newRecords(link)).toMatchObject({
      missing: [{ attribute: 'name', label: 'Name' }],
      waiting: { count: 1 },
    });
    expect(await found(COMPANY, { industry: mail('firm') })).toEqual([]);

    await mapRows(at, [twoWay('FIRM', 'name')], { collection: COMPANY });
    await at.sync();
    expect(await found(COMPANY, { industry: mail('firm') })).toMatchObject([{ name: 'Acme' }]);
    expect(await newRecords(link)).toMatchObject({ missing: [], waiting: { count: 0 } });
  });

  test('who has no value for one is refused with the reason, and created once there is one', async () => {
    await mapRows(at, [twoWay('FIRM', 'name')], { collection: COMPANY });
    const link = await connect(companies);
    comeIn(link, mail('nameless'));
    expect(await countsOf('new-records')).toMatchObject({ refused: 1 });
    const { refused } = await newRecords(link);
    expect(refused.sample).toEqual([
      { email: mail('nameless'), label: 'Name', reason: expect.stringContaining('name') },
    ]);
    expect(await countsOf('new-records')).toEqual({});
    at.sandbox.control.setDataField(mail('nameless'), 'FIRM', 'Named');
    expect(await countsOf('new-records')).toMatchObject({ created: 1 });
    expect(await found(COMPANY, { industry: mail('nameless') })).toMatchObject([{ name: 'Named' }]);
    expect((await newRecords(link)).refused.count).toBe(0);
  });

  test('a value that does not fit its field is refused; a saved mapping tries again', async () => {
    const link = await connect();
    comeIn(link, mail('odd'), { TIER: 'platinum' });
    await at.sync();
    const { refused } = await newRecords(link);
    expect(refused.sample).toMatchObject([{ email: mail('odd'), label: 'Tier' }]);
    await mapRows(at, [twoWay('FIRSTNAME', 'firstName'), twoWay('TOWN', 'city')]);
    await at.sync();
    expect(await people(mail('odd'))).toMatchObject([{ tier: null }]);
    await mapRows(at, [
      twoWay('FIRSTNAME', 'firstName'),
      twoWay('TOWN', 'city'),
      twoWay('TIER', 'tier'),
      twoWay('POINTS', 'orders'),
    ]);
  });

  test('code of the site may refuse a record: the others are created', async () => {
    const link = await connect();
    const stop = at.site.strapi.db.lifecycles.subscribe({
      models: [CONTACT],
      beforeCreate: (event) => {
        if (event.params.data.email === mail('barred')) throw new Error('Barred by the site');
      },
    });
    comeIn(link, mail('barred'));
    comeIn(link, mail('welcome'));
    expect(await countsOf('new-records')).toMatchObject({ created: 1, refused: 1 });
    stop();
    expect(await people(mail('welcome'))).toHaveLength(1);
    expect((await newRecords(link)).refused.sample).toEqual([
      { email: mail('barred'), label: null, reason: 'Barred by the site' },
    ]);
  });

  test('a value the database has no room for keeps nobody else waiting', async () => {
    const link = await connect();
    comeIn(link, mail('many'), { POINTS: 3_000_000_000 });
    comeIn(link, mail('next'));
    const run = await at.sync();
    expect(run.status).toBe('completed');
    expect(await people(mail('next'))).toHaveLength(1);
    // SQLite takes numbers of any size.
    const made = (await people(mail('many'))).length;
    expect((await newRecords(link)).refused.count + made).toBe(1);
  });

  test('somebody who cannot be made now is made later, and keeps nobody else waiting', async () => {
    const link = await connect();
    const stop = at.site.strapi.db.lifecycles.subscribe({
      models: [CONTACT],
      beforeCreate: (event) => {
        if (event.params.data.email === mail('first'))
          throw Object.assign(new Error('No answer'), { code: 'ECONNREFUSED' });
      },
    });
    comeIn(link, mail('first'));
    comeIn(link, mail('next'));
    const run = await at.sync();
    stop();
    expect(await people(mail('next'))).toHaveLength(1);
    expect(run.status).toBe('warnings');
    expect(run.warnings[0]?.text).toContain('No answer');
    await at.sync();
    expect(await people(mail('first'))).toHaveLength(1);
  });
});

describe('who gets none', () => {
  test('people who opted out, of the book or of everything, or cannot be mailed', async () => {
    const link = await connect();
    comeIn(link, mail('pending'), {}, 'PendingOptIn');
    comeIn(link, mail('bounced'), {}, 'HardBounced');
    for (const name of ['left', 'gone']) comeIn(link, mail(name));
    at.sandbox.control.unsubscribe(mail('left'), link.remoteId);
    at.sandbox.control.unsubscribe(mail('gone'));
    await at.sync();
    for (const name of ['pending', 'bounced', 'left', 'gone'])
      expect(await people(mail(name)), name).toEqual([]);
    at.sandbox.control.setStatus(mail('pending'), 'Subscribed');
    await at.sync();
    expect(await people(mail('pending'))).toHaveLength(1);
  });

  test('older people who opted out or left the book meanwhile', async () => {
    const names = ['stays', 'optsOut', 'leaves'];
    const link = await connect({}, names.map(mail));
    expect((await newRecords(link)).older.count).toBe(3);
    at.sandbox.control.unsubscribe(mail('optsOut'), link.remoteId);
    at.sandbox.control.takeOffBook(mail('leaves'), link.remoteId);
    await at.sync();
    // A day later the book is read whole.
    const day = { full_read_at: Date.now() - 90_000_000, opened_at: Date.now() - 90_000_000 };
    await at.table('dotmailer_connections').where({ id: link.connectionId }).update(day);
    await at.sync();
    expect((await newRecords(link)).older.count).toBe(1);
    await createOlder(link.listId);
    await at.idle();
    expect(await people(mail('stays'))).toHaveLength(1);
    expect(await people(mail('optsOut'))).toEqual([]);
    expect(await people(mail('leaves'))).toEqual([]);
  });

  test('somebody whose record was deleted, whether it was made of the contact or exported', async () => {
    const [ada = '', ...others] = await at.addPeople([
      { email: mail('ada') },
      ...['a', 'b', 'c', 'd'].map((name) => ({ email: mail(name) })),
    ]);
    expect(others).toHaveLength(4);
    const link = await connect();
    comeIn(link, mail('made'));
    await at.sync();
    const [made] = await people(mail('made'));
    for (const documentId of [ada, made?.documentId ?? ''])
      await recordsOf(CONTACT).delete({ documentId });
    await at.sync();
    expect(at.bookEmails(link.remoteId)).not.toContain(mail('made'));
    for (const name of ['ada', 'made']) at.sandbox.control.addToBook(mail(name), link.remoteId);
    await at.sync();
    expect(at.bookEmails(link.remoteId)).toContain(mail('made'));
    expect(await people(mail('ada'))).toEqual([]);
    expect(await people(mail('made'))).toEqual([]);

    // Nor of another list of the collection, nor after the option was off.
    const other = await connect();
    for (const name of ['ada', 'made']) at.sandbox.control.addToBook(mail(name), other.remoteId);
    await change(link, false);
    await change(link, true);
    await createOlder(link.listId);
    await at.sync();
    expect(await people(mail('ada'))).toEqual([]);
    expect(await people(mail('made'))).toEqual([]);
  });

  test('a contact whose address changed is not doubled', async () => {
    const link = await connect();
    comeIn(link, mail('first'));
    await at.sync();
    expect(await people(mail('first'))).toHaveLength(1);
    at.sandbox.control.changeEmail(mail('first'), mail('second'));
    await at.sync();
    await at.sync();
    expect(await people(mail('second'))).toEqual([]);
    expect(await people(mail('first'))).toHaveLength(1);
  });

  test('users of the site, and people whose e-mail is that of another record', async () => {
    for (const [list, field] of [
      [{ collection: USER, emailField: 'email' }, 'users'],
      [{ collection: 'api::lead.lead', emailField: 'company.name' }, 'related-email'],
    ] as const) {
      const listId = await at.createList(list);
      const book = await at.createBook(`Refused ${field}`);
      const answer = await at.site.request<{
        error: { details: { code: string; errors: { path: string[] }[] } };
      }>('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
        integrationId: at.integrationId,
        addressBookId: book.id,
        createRecords: true,
      });
      expect(answer.status).toBe(400);
      expect(answer.body.error.details).toMatchObject({
        code: 'INVALID',
        errors: [{ path: ['createRecords'] }],
      });
      expect(await at.status(listId)).toMatchObject({ newRecordsNotOffered: field });
      await at.connect(listId, book.id);
      expect((await change({ listId, id: book.id }, true)).status).toBe(400);
    }
  });
});

describe('the list a record is made for', () => {
  test('whoever does not match its filter is no member, and stays in the book', async () => {
    await at.addPeople([{ email: mail('in'), city: `Town ${round}` }]);
    const link = await connect({
      filter: { version: 1, where: { city: { $eq: `Town ${round}` } }, activity: [] },
    });
    comeIn(link, mail('outside'), { TOWN: 'Elsewhere' });
    comeIn(link, mail('inside'), { TOWN: `Town ${round}`, POINTS: 3 });
    at.sandbox.control.clearCalls();
    await at.sync();
    await at.sync({ full: true });
    expect(await people(mail('outside'))).toHaveLength(1);
    const members = (await at.members(link.listId)).map(({ email }) => email);
    expect(members.sort()).toEqual([mail('in'), mail('inside')]);
    expect(at.writes()).toEqual([]);
    expect(at.bookEmails(link.remoteId)).toContain(mail('outside'));

    const [outside] = await people(mail('outside'));
    await recordsOf(CONTACT).delete({ documentId: outside?.documentId ?? '' });
    await at.sync({ full: true });
    expect(at.bookEmails(link.remoteId)).toContain(mail('outside'));
    expect(await people(mail('outside'))).toEqual([]);
  });

  test.each(['manual', 'static'])('a %s list is joined', async (kind) => {
    const filter = { version: 1, where: { city: { $eq: `None ${round}` } }, activity: [] };
    const listId = await at.createList({ kind, filter });
    if (kind === 'static')
      await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/snapshot`);
    const book = await at.createBook(`Joined ${kind}`);
    await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
      integrationId: at.integrationId,
      addressBookId: book.id,
      createRecords: true,
    });
    await at.idle();
    comeIn(book, mail('joins'), { POINTS: 3 });
    at.sandbox.control.clearCalls();
    await at.sync();
    await at.sync({ full: true });
    expect(await at.members(listId)).toMatchObject([
      { email: mail('joins'), state: 'active', exportState: 'acknowledged' },
    ]);
    expect(at.writes()).toEqual([]);
  });

  test('two lists with the same newcomer make one record', async () => {
    const [one, two] = [await connect(), await connect()];
    comeIn(one, mail('both'));
    comeIn(two, mail('both'));
    await at.sync();
    expect(await people(mail('both'))).toHaveLength(1);
  });
});

test('what one-way rows have to say of a new record is sent, and clears nothing', async () => {
  await makeFields(at, { NOTE: 'String', NEWS: 'Boolean' });
  await mapRows(at, [
    twoWay('FIRSTNAME', 'firstName'),
    { dataField: 'NOTE', sources: ['lastName'], twoWay: false, policy: 'strapi' },
    { dataField: 'NEWS', sources: ['newsletter'], twoWay: false, policy: 'strapi' },
  ]);
  const link = await connect();
  comeIn(link, mail('one'), { FIRSTNAME: 'Una', NOTE: 'of the vendor' });
  await at.sync();
  expect(at.sandbox.control.contact(mail('one'))?.dataFields).toMatchObject({
    FIRSTNAME: 'Una',
    NOTE: 'of the vendor',
    NEWS: true,
  });
});
