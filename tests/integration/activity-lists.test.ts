import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListPreview, SentCampaigns } from '../../contracts/marketing-lists';
import { createDb } from '../../server/src/store/db';
import { buildListSource } from '../../server/src/store/list-query';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { personWith } from '../support/people';

const DAY = 86_400_000;
const LIST = 'plugin::dotmailer.marketing-list';

type Condition = Record<string, unknown>;

let at: ConnectedSite;
let book: { id: number; remoteId: number };
const campaigns: Record<string, string> = {};
const records: Record<string, string> = {};

const PEOPLE = {
  ada: 'Ada@Example.com',
  adaAgain: 'ada@example.com',
  bert: 'bert@example.com',
  cleo: 'cleo@example.com',
  dirk: 'dirk@example.com',
  finn: null,
};

beforeAll(async () => {
  at = await startConnectedSite();
  for (const [name, email] of Object.entries(PEOPLE))
    records[name] = (await at.addPeople([{ firstName: name, email }]))[0] ?? '';
  // As a bulk write leaves it: Strapi itself takes no such address.
  await at
    .table('contacts')
    .where({ document_id: records.adaAgain })
    .update({ email: ' ada@example.com ' });
  const listId = await at.createList({ name: 'Readers' });
  book = await at.createBook('Readers');
  await at.connect(listId, book.id);
  await at.scheduledSync();

  const { control } = at.sandbox;
  const spring = control.createCampaign({ name: 'Spring', subject: 'Flowers' }).id;
  control.sendCampaign(spring, { bookIds: [book.remoteId], ago: 20 * DAY });
  control.react(spring, 'open', { email: 'ada@example.com', over: 19 * DAY });
  control.react(spring, 'click', { email: 'ada@example.com', over: 19 * DAY });
  control.react(spring, 'open', { email: 'cleo@example.com', over: 2 * DAY });
  const summer = control.createCampaign({ name: 'Summer', subject: 'Beaches' }).id;
  control.sendCampaign(summer, { bookIds: [book.remoteId], ago: 5 * DAY });
  control.react(summer, 'open', { email: 'bert@example.com', over: 4 * DAY });
  control.react(summer, 'click', { email: 'bert@example.com', over: 4 * DAY });
  await at.addPeople([{ firstName: 'eva', email: 'eva@example.com' }]);
  // Nobody was active lately: the daily sweep finds them.
  await at.table('dotmailer_cursors').where({ feed: 'campaign-sweep' }).update({ read_at: 0 });
  await at.scheduledSync();
  for (const { document_id: id, name } of await at.table('dotmailer_campaigns').select())
    campaigns[name] = id;
});

afterAll(() => at.close());

const filterOf = (activity: unknown, where: unknown = 'all') => ({ version: 1, where, activity });

const preview = async (
  activity: unknown,
  where?: unknown,
  token?: string
): Promise<ListPreview> => {
  const answer = await at.site.request<{ data: ListPreview }>(
    'POST',
    '/dotmailer/marketing-lists/preview',
    {
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: filterOf(activity, where),
    },
    token
  );
  expect(answer.status).toBe(200);
  return answer.body.data;
};

const named = (conditions: Condition[]) =>
  conditions.map((one) =>
    typeof one.campaign === 'string' ? { ...one, campaign: campaigns[one.campaign] } : one
  );

/** First names of the people who match, by the preview, and by both queries of the list. */
const found = async (conditions: Condition[], where: unknown = 'all'): Promise<string[]> => {
  const { broken, matching, first } = await preview(named(conditions), where);
  expect(broken).toBeNull();
  expect(first).toHaveLength(matching);
  const db = createDb(at.site.strapi);
  const source = await buildListSource(
    db,
    {
      id: '',
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: filterOf(named(conditions), where),
      locale: null,
      version: null,
    },
    { now: Date.now() }
  );
  const members: { docId: string }[] = await source.members();
  const matches: { docId: string }[] = await db
    .table('contacts as c')
    .select('c.document_id as docId')
    .whereExists(source.matches('c.document_id'));
  const ids = members.map(({ docId }) => docId).sort();
  expect(ids).toEqual(matches.map(({ docId }) => docId).sort());
  expect(ids).toEqual(first.map(({ documentId }) => documentId).sort());
  const rows: { name: string }[] = await at
    .table('contacts')
    .whereIn('document_id', ids)
    .select('first_name as name');
  return rows.map(({ name }) => name).sort();
};

const ADAS = ['ada', 'adaAgain'];

describe('a list asks what its people did', () => {
  test.each<[string, Condition[], string[]]>([
    ['opened a campaign', [{ did: 'opened', campaign: 'Spring' }], [...ADAS, 'cleo']],
    ['opened any', [{ did: 'opened' }], [...ADAS, 'bert', 'cleo']],
    ['opened any lately', [{ did: 'opened', days: 10 }], ['bert', 'cleo']],
    ['opened a campaign lately', [{ did: 'opened', campaign: 'Spring', days: 10 }], ['cleo']],
    ['did not open it', [{ did: 'notOpened', campaign: 'Spring' }], ['bert', 'dirk']],
    [
      'did not open the other',
      [{ did: 'notOpened', campaign: 'Summer' }],
      [...ADAS, 'cleo', 'dirk'],
    ],
    ['opened none', [{ did: 'notOpened' }], ['dirk']],
    ['opened none of the last', [{ did: 'notOpened', days: 10 }], [...ADAS, 'cleo', 'dirk']],
    ['was sent nothing in those days', [{ did: 'notOpened', days: 3 }], []],
    ['was not sent it in those days', [{ did: 'notOpened', campaign: 'Spring', days: 10 }], []],
    ['clicked a campaign', [{ did: 'clicked', campaign: 'Spring' }], ADAS],
    ['clicked any', [{ did: 'clicked' }], [...ADAS, 'bert']],
    ['clicked any lately', [{ did: 'clicked', days: 10 }], ['bert']],
    ['did not click it', [{ did: 'notClicked', campaign: 'Summer' }], [...ADAS, 'cleo', 'dirk']],
    ['clicked none', [{ did: 'notClicked' }], ['cleo', 'dirk']],
    [
      'all of several',
      [
        { did: 'opened', campaign: 'Spring' },
        { did: 'notClicked', campaign: 'Spring' },
      ],
      ['cleo'],
    ],
  ])('who %s', async (_, conditions, people) => {
    expect(await found(conditions)).toEqual([...people].sort());
  });

  test('together with what their records hold, directly and behind a relation', async () => {
    const opened = [{ did: 'opened', campaign: 'Spring' }];
    expect(await found(opened, { firstName: { $ne: 'ada' } })).toEqual(['adaAgain', 'cleo']);
    expect(await found(opened, { tags: { $null: true } })).toEqual([...ADAS, 'cleo']);
    expect(await found(opened, { tags: { name: { $eq: 'nobody' } } })).toEqual([]);
  });

  test('the same address twice is one duplicate, an address of nobody matches nothing', async () => {
    const { matching, duplicates, withoutEmail } = await preview(
      named([{ did: 'opened', campaign: 'Spring' }])
    );
    expect({ matching, duplicates, withoutEmail }).toEqual({
      matching: 3,
      duplicates: 1,
      withoutEmail: 0,
    });
  });

  test('by an address behind a relation', async () => {
    const documents = at.site.strapi.documents('api::company.company' as never);
    const company = (await documents.create({
      data: { name: 'CLEO@example.com' },
    } as never)) as { documentId: string };
    const leads = at.site.strapi.documents('api::lead.lead' as never);
    for (const fullName of ['With', 'Without'])
      await leads.create({
        data: {
          fullName,
          contactEmail: 'cleo@example.com',
          ...(fullName === 'With' ? { company: company.documentId } : {}),
        },
      } as never);
    const source = await buildListSource(
      createDb(at.site.strapi),
      {
        id: '',
        collection: 'api::lead.lead',
        emailField: 'company.name',
        kind: 'dynamic',
        filter: filterOf(named([{ did: 'opened', campaign: 'Spring' }])),
        locale: null,
        version: null,
      },
      { now: Date.now() }
    );
    expect(await source.members()).toMatchObject([{ email: 'CLEO@example.com' }]);
  });
});

describe('the filter of such a list', () => {
  const save = (activity: unknown) =>
    at.site.request<{
      data: { filter: unknown } | null;
      error?: { message: string };
    }>('POST', `/content-manager/collection-types/${LIST}`, {
      name: 'By activity',
      collection: CONTACT,
      emailField: 'email',
      kind: 'dynamic',
      filter: filterOf(activity),
    });

  test('is stored as it was checked', async () => {
    const activity = named([
      { did: 'notOpened', campaign: 'Spring' },
      { did: 'opened', days: 30 },
    ]);
    const { status, body } = await save(activity);
    expect(status).toBe(201);
    expect(body.data?.filter).toEqual(filterOf(activity));
  });

  test.each([
    ['an unknown deed', [{ did: 'read' }], /choose/],
    ['an unknown part', [{ did: 'opened', hours: 3 }], /hours/],
    ['no days', [{ did: 'opened', days: 0 }], /days/],
    ['an unknown campaign', [{ did: 'opened', campaign: 'gone' }], /no longer exists/],
    ['an empty campaign', [{ did: 'opened', campaign: '' }], /choose a campaign/],
  ])('%s is refused', async (_, activity, reason) => {
    const { status, body } = await save(activity);
    expect(status).toBe(400);
    expect(body.error?.message).toMatch(reason);
  });

  test('names campaigns that were sent to lists, found by name or subject', async () => {
    const ask = async (query: string, token?: string) =>
      at.site.request<{ data: SentCampaigns }>(
        'GET',
        `/dotmailer/marketing-lists/campaigns${query}`,
        undefined,
        token
      );
    const names = async (query: string) => (await ask(query)).body.data.map(({ name }) => name);
    expect(await names('')).toEqual(['Summer', 'Spring']);
    expect(await names('?search=sPRi')).toEqual(['Spring']);
    expect(await names('?search=beach')).toEqual(['Summer']);
    expect(await names('?search=%25')).toEqual([]);
    expect(await names(`?id=${campaigns.Spring}`)).toEqual(['Spring']);
    expect(await names('?id=gone')).toEqual([]);
    expect((await ask('')).body.data[0]).toMatchObject({ integrationName: 'Sandbox' });
    const stranger = await personWith(at.site, ['plugin::dotmailer.campaigns.read']);
    expect((await ask('', stranger)).status).toBe(403);
  });

  test('is not tried out by somebody whose role may not see what people did', async () => {
    const reads = { [LIST]: ['name'], [CONTACT]: ['email', 'firstName'] };
    const tried = async (actions: string[]) => {
      const token = await personWith(at.site, actions, reads);
      return preview(named([{ did: 'opened', campaign: 'Spring' }]), 'all', token);
    };
    expect((await tried(['plugin::dotmailer.campaigns.read'])).broken).toMatch(
      /may not see what people did/
    );
    expect(await tried(['plugin::dotmailer.activities.read'])).toMatchObject({
      broken: null,
      matching: 3,
    });
  });

  test('of a static list is looked at when its snapshot is taken', async () => {
    const listId = await at.createList({
      kind: 'static',
      filter: filterOf(named([{ did: 'clicked', campaign: 'Spring' }])),
    });
    expect((await at.members(listId)).map(({ documentId }) => documentId).sort()).toEqual(
      [records.ada, records.adaAgain].sort()
    );
  });
});

describe('a connected list of what people did', () => {
  test('follows what they do, and days that pass', async () => {
    const listId = await at.createList({
      filter: filterOf(named([{ did: 'notClicked', campaign: 'Summer', days: 30 }])),
    });
    const target = await at.createBook('Did not click');
    await at.connect(listId, target.id);
    await at.scheduledSync();
    expect(at.bookEmails(target.remoteId)).toEqual([
      'ada@example.com',
      'cleo@example.com',
      'dirk@example.com',
    ]);

    const [summer] = at.sandbox.control.campaigns().filter(({ name }) => name === 'Summer');
    at.sandbox.control.react(summer?.id ?? 0, 'click', { email: 'cleo@example.com' });
    await at.scheduledSync();
    await at.scheduledSync();
    expect(at.bookEmails(target.remoteId)).toEqual(['ada@example.com', 'dirk@example.com']);

    await at
      .table('dotmailer_activities')
      .where({ email_norm: 'dirk@example.com' })
      .update({ sent_at: Date.now() - 31 * DAY });
    await at.scheduledSync();
    expect(at.bookEmails(target.remoteId)).toEqual(['ada@example.com']);
  });

  test('finds people whose address has changed at the vendor', async () => {
    at.sandbox.control.changeEmail('cleo@example.com', 'cleo.new@example.com');
    await at.scheduledSync();
    await at.site.strapi.documents(CONTACT as never).update({
      documentId: records.cleo,
      data: { email: 'cleo.new@example.com' },
    } as never);
    expect(await found([{ did: 'opened', campaign: 'Spring' }])).toContain('cleo');
    expect(await found([{ did: 'notOpened', campaign: 'Spring' }])).not.toContain('cleo');
  });

  test('is broken once a campaign it names is gone, and then leaves everybody alone', async () => {
    const listId = await at.createList({
      filter: filterOf(named([{ did: 'opened', campaign: 'Spring' }])),
    });
    const target = await at.createBook('Opened');
    await at.connect(listId, target.id);
    await at.scheduledSync();
    const before = at.bookEmails(target.remoteId);
    expect(before).toContain('ada@example.com');

    await at.table('dotmailer_campaigns').where({ document_id: campaigns.Spring }).delete();
    at.sandbox.control.clearCalls();
    await at.scheduledSync();
    const { broken, connection } = await at.status(listId);
    expect(broken).toMatch(/campaign.*no longer exists/);
    expect(connection).toMatchObject({ state: 'broken' });
    expect(at.bookEmails(target.remoteId)).toEqual(before);
    expect(at.writes()).toEqual([]);
    expect((await preview(named([{ did: 'opened', campaign: 'Spring' }]))).broken).toMatch(
      /no longer exists/
    );
  });
});
