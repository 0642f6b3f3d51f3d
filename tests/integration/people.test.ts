import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Person, TimelineEntry, TimelinePage } from '../../contracts/people';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { personWith } from '../support/people';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SUBSCRIBER = 'api::subscriber.subscriber';
const SEE = 'plugin::dotmailer.activities.read';

let at: ConnectedSite;
let listId: string;
let remoteId: number;
let campaign: number;
const docs = new Map<string, string>();

const doc = (name: string): string => docs.get(name) ?? '';
const emailOf = (name: string) => `${name}@example.com`;

const NAMES = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn'];

beforeAll(async () => {
  at = await startConnectedSite();
  const ids = await at.addPeople(
    NAMES.map((name) => ({ firstName: name, email: emailOf(name), city: 'Here' }))
  );
  NAMES.forEach((name, index) => docs.set(name, ids[index] ?? ''));
  listId = await at.createList({ name: 'Readers' });
  const book = await at.createBook('Readers book');
  ({ remoteId } = book);
  await at.connect(listId, book.id);
  await at.scheduledSync();
  const { control } = at.sandbox;
  ({ id: campaign } = control.createCampaign({ name: 'Spring' }));
  control.sendCampaign(campaign, { bookIds: [remoteId], ago: 3 * DAY });
  const { id: second } = control.createCampaign({ name: 'Summer' });
  control.sendCampaign(second, { bookIds: [remoteId], ago: DAY });
  await control.advanceClock(10 * MINUTE);
  for (const name of ['ada', 'ben', 'eve'])
    control.react(campaign, 'open', { email: emailOf(name), times: 2 });
  await control.advanceClock(MINUTE);
  control.react(campaign, 'click', { email: emailOf('ada'), url: 'https://example.com/spring' });
  control.react(campaign, 'reply', { email: emailOf('ada') });
  await control.advanceClock(MINUTE);
  control.react(second, 'open', { email: emailOf('ada') });
  control.react(campaign, 'hardBounce', { email: emailOf('cleo') });
  await at.scheduledSync();
});

afterAll(() => at.close());

const path = (collection: string, documentId: string) =>
  `/dotmailer/people/${collection}/${documentId}`;

const see = (
  documentId: string,
  { collection = CONTACT, token = undefined as string | undefined } = {}
) => at.site.request<{ data: Person }>('GET', path(collection, documentId), undefined, token);

const person = async (name: string): Promise<Person> => {
  const answer = await see(doc(name));
  expect(answer.status).toBe(200);
  return answer.body.data;
};

const timeline = async (name: string, query = ''): Promise<TimelinePage> =>
  (
    await at.site.request<{ data: TimelinePage }>(
      'GET',
      `${path(CONTACT, doc(name))}/timeline?${query}`
    )
  ).body.data;

const told = (entry: TimelineEntry): string =>
  'campaign' in entry ? `${entry.kind} ${entry.campaign.name}` : entry.kind;

test('a person’s lists, what they did in numbers, and the latest of it', async () => {
  const ada = await person('ada');
  expect(ada).toMatchObject({ label: 'ada', emails: [emailOf('ada')] });
  expect(ada.lists).toMatchObject([
    { id: listId, name: 'Readers', book: 'Readers book', state: 'active', optOut: null },
  ]);
  expect(ada.lists[0]?.lastExportedAt).not.toBeNull();
  expect(ada.engagement).toMatchObject({ received: 2, opened: 2, clicked: 1 });
  const { lastMailedAt, lastOpenedAt, lastClickedAt } = ada.engagement;
  expect([lastMailedAt, lastClickedAt, lastOpenedAt]).toEqual(
    [lastMailedAt, lastClickedAt, lastOpenedAt].sort()
  );

  const { entries } = await timeline('ada');
  expect(entries.map(({ at: moment }) => moment)).toEqual(
    entries
      .map(({ at: moment }) => moment)
      .sort()
      .reverse()
  );
  const kinds = entries.map(told);
  expect(kinds.filter((kind) => kind.startsWith('sent'))).toEqual(['sent Summer', 'sent Spring']);
  expect(kinds).toContain('joined');
  expect(kinds.indexOf('open Summer')).toBeLessThan(kinds.indexOf('click Spring'));
  expect(kinds.indexOf('click Spring')).toBeLessThan(kinds.indexOf('sent Spring'));
  expect(entries.find(({ kind }) => kind === 'click')).toMatchObject({
    url: 'https://example.com/spring',
  });
  expect(entries.find((entry) => told(entry) === 'sent Spring')).toMatchObject({
    clicks: 1,
    replies: 1,
    bounced: null,
    unsubscribed: false,
  });
  expect(ada.timeline.entries).toEqual(entries.slice(0, ada.timeline.entries.length));
});

test('a page after the other tells everything, each thing once', async () => {
  const whole = (await timeline('ada')).entries;
  for (const pageSize of [1, 2, 3]) {
    const found: TimelineEntry[] = [];
    let after: string | null = '';
    while (after !== null) {
      const page: TimelinePage = await timeline('ada', `pageSize=${pageSize}&after=${after}`);
      expect(page.entries.length).toBeLessThanOrEqual(pageSize);
      found.push(...page.entries);
      ({ after } = page);
    }
    expect(found).toEqual(whole);
  }
});

test('a bounce is told with the mail, and the list says why nothing is sent', async () => {
  const cleo = await person('cleo');
  expect(cleo.lists).toMatchObject([{ state: 'undeliverable' }]);
  const entries = (await timeline('cleo')).entries;
  expect(entries.find((entry) => told(entry) === 'sent Spring')).toMatchObject({ bounced: 'hard' });
  expect(entries.map(told)).toContain('stopped');
});

test('opt-outs and removals are told, also after they ended', async () => {
  const path = `/dotmailer/marketing-lists/${listId}/members`;
  await at.site.request('POST', `${path}/unsubscribe`, { documentIds: [doc('dan')] });
  const dan = await person('dan');
  expect(dan.lists).toMatchObject([
    { state: 'unsubscribed', optOut: { source: 'editor', scope: 'list' } },
  ]);
  expect((await timeline('dan')).entries).toContainEqual(
    expect.objectContaining({ kind: 'opted-out', source: 'editor', where: 'Readers' })
  );
  await at.site.request('POST', `${path}/remove`, { documentIds: [doc('finn')] });
  expect((await person('finn')).lists).toMatchObject([{ state: 'removed' }]);
  await at.site.request('POST', `${path}/restore`, { documentIds: [doc('finn')] });
});

test('lists without an address book are told too, as far as they have the person', async () => {
  const mine = await at.createList({
    name: 'Adas',
    filter: { version: 1, where: { firstName: { $eq: 'ada' } }, activity: [] },
  });
  expect((await person('ada')).lists.map(({ name, book }) => [name, book])).toEqual([
    ['Adas', null],
    ['Readers', 'Readers book'],
  ]);
  expect((await person('ben')).lists.map(({ name }) => name)).toEqual(['Readers']);
  await at.site.request(
    'DELETE',
    `/content-manager/collection-types/plugin::dotmailer.marketing-list/${mine}`
  );
});

test('whose address was changed there keeps what they did; who has it now does not get it', async () => {
  const { control } = at.sandbox;
  await at.idle();
  control.changeEmail(emailOf('ben'), 'ben.new@example.com');
  await at.scheduledSync();
  expect((await person('ben')).engagement).toMatchObject({ received: 2, opened: 1 });
  await at.site.strapi
    .documents(CONTACT as never)
    .update({ documentId: doc('ben'), data: { email: 'ben.new@example.com' } } as never);
  await at.sync({ full: true });
  expect((await person('ben')).engagement).toMatchObject({ received: 2, opened: 1 });

  const [heir] = await at.addPeople([{ firstName: 'heir', email: emailOf('ben'), city: 'Here' }]);
  docs.set('heir', heir ?? '');
  await at.sync({ full: true });
  await at.scheduledSync();
  expect((await person('heir')).engagement).toMatchObject({ received: 0, opened: 0 });
});

test('whom no account knows as a contact is found by the address, however it is written', async () => {
  await at
    .table('dotmailer_contacts')
    .where({ email_norm: emailOf('eve') })
    .delete();
  await at.site.strapi
    .documents(CONTACT as never)
    .update({ documentId: doc('eve'), data: { email: 'Eve@Example.com' } } as never);
  const eve = await person('eve');
  expect(eve.emails).toEqual(['Eve@Example.com']);
  expect(eve.engagement).toMatchObject({ received: 2, opened: 1 });
});

test('a collection that no list uses has its people as well, in the version and locale that is stored', async () => {
  const created = (await at.site.strapi.documents(SUBSCRIBER as never).create({
    data: { firstName: 'Ada', email: emailOf('ada') },
    status: 'draft',
  } as never)) as { documentId: string };
  const answer = await see(created.documentId, { collection: SUBSCRIBER });
  expect(answer.status).toBe(200);
  expect(answer.body.data).toMatchObject({ emails: [emailOf('ada')], lists: [] });
  expect(answer.body.data.engagement.received).toBe(2);
  await at.site.strapi
    .documents(SUBSCRIBER as never)
    .publish({ documentId: created.documentId } as never);
  await at.site.strapi.documents(SUBSCRIBER as never).update({
    documentId: created.documentId,
    data: { email: emailOf('dan') },
  } as never);
  const both = (await see(created.documentId, { collection: SUBSCRIBER })).body.data;
  expect(both.emails).toEqual([emailOf('ada'), emailOf('dan')]);
  expect(both.engagement.received).toBe(4);
});

test('nothing is told of what has no e-mail or is not there', async () => {
  const company = (await at.site.strapi.documents('api::company.company' as never).create({
    data: { name: 'Acme' },
  } as never)) as { documentId: string };
  expect((await see(company.documentId, { collection: 'api::company.company' })).status).toBe(404);
  expect((await see('nobodysdocumentid0000000')).status).toBe(404);
  expect((await see(doc('ada'), { collection: 'api::nothing.nothing' })).status).toBe(404);
  expect((await see(doc('ada'), { collection: 'admin::user' })).status).toBe(404);
  const [blank] = await at.addPeople([{ firstName: 'blank', email: null, city: 'Here' }]);
  const answer = await see(blank ?? '');
  expect(answer.body.data).toMatchObject({ emails: [], engagement: { received: 0 } });
});

test('nobody sees more than their role lets them read of the record', async () => {
  const collections = async (token: string) =>
    (
      await at.site.request<{ data: string[] }>(
        'GET',
        '/dotmailer/people/collections',
        undefined,
        token
      )
    ).body.data;
  const named = await personWith(at.site, [SEE], { [CONTACT]: ['firstName'] });
  expect((await see(doc('ada'), { token: named })).status).toBe(404);
  expect(await collections(named)).toEqual([]);
  const reads = await personWith(at.site, [SEE], { [CONTACT]: ['email'] });
  expect((await see(doc('ada'), { token: reads })).status).toBe(200);
  expect(await collections(reads)).toEqual([CONTACT]);
  const without = await personWith(at.site, [], { [CONTACT]: ['email'] });
  expect((await see(doc('ada'), { token: without })).status).toBe(403);
  const more = await at.site.request(
    'GET',
    `${path(CONTACT, doc('ada'))}/timeline`,
    undefined,
    named
  );
  expect(more.status).toBe(404);
});
