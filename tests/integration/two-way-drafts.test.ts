import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';

const SUBSCRIBER = 'api::subscriber.subscriber';

let at: ConnectedSite;
let email: string;
let docId: string;
let round = 0;
beforeAll(async () => {
  at = await startConnectedSite();
  await makeFields(at, { TOPIC: 'String' });
  await mapRows(at, [twoWay('TOPIC', 'topic'), { dataField: 'LASTNAME', sources: ['lastName'] }], {
    collection: SUBSCRIBER,
  });
});
afterAll(() => at?.close());

type Version = { topic: string | null; lastName: string | null };
const documents = () =>
  at.site.strapi.documents(SUBSCRIBER as never) as unknown as Record<
    'create' | 'update' | 'publish' | 'discardDraft' | 'findOne',
    (params: Record<string, unknown>) => Promise<Version & { documentId: string }>
  >;
const locale = 'en';
const version = (status: 'draft' | 'published') =>
  documents().findOne({ documentId: docId, locale, status });
const edit = (data: Record<string, unknown>) =>
  documents().update({ documentId: docId, locale, data });
const there = (value: string | null) => at.sandbox.control.setDataField(email, 'TOPIC', value);
const valueThere = (field = 'TOPIC') => at.sandbox.control.contact(email)?.dataFields[field];
const remarks = async (): Promise<string[]> =>
  (await at.table('dotmailer_value_remarks').where({ doc_id: docId })).map(
    (one: { kind: string }) => one.kind
  );
const connect = async (list: 'published' | 'draft') => {
  const listId = await at.createList({
    collection: SUBSCRIBER,
    recordLocale: locale,
    version: list,
    filter: { version: 1, where: { email: { $eq: email } }, activity: [] },
  });
  await at.connect(listId, (await at.createBook(`Drafts ${round}`)).id);
  await at.scheduledSync();
};
const writesOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  at.sandbox.control.clearCalls();
  await work();
  return at.writes();
};

beforeEach(async () => {
  round += 1;
  email = `reader.${round}@example.com`;
  const data = { email, topic: 'before', lastName: 'Last' };
  docId = (await documents().create({ data, locale })).documentId;
});

test('a published record without pending changes is published again with the value', async () => {
  await documents().publish({ documentId: docId, locale });
  await connect('published');
  there('after');
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync();
  });
  expect(await version('published')).toMatchObject({ topic: 'after', lastName: 'Last' });
  expect(await version('draft')).toMatchObject({ topic: 'after', lastName: 'Last' });
  expect(await remarks()).toEqual([]);
  expect(writes).toEqual([]);
});

test('with other pending changes it waits in the draft, and is not sent until an editor publishes it', async () => {
  await documents().publish({ documentId: docId, locale });
  await connect('published');
  await edit({ lastName: 'Pending' });
  there('after');
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync({ full: true });
  });
  expect(writes).toEqual([]);
  expect(await version('published')).toMatchObject({ topic: 'before', lastName: 'Last' });
  expect(await version('draft')).toMatchObject({ topic: 'after', lastName: 'Pending' });
  expect(await remarks()).toEqual(['waiting']);
  expect(valueThere()).toBe('after');

  // Another value meanwhile takes its place in the draft.
  there('later');
  await at.scheduledSync();
  expect(await version('draft')).toMatchObject({ topic: 'later', lastName: 'Pending' });
  await documents().publish({ documentId: docId, locale });
  await at.scheduledSync();
  expect(await version('published')).toMatchObject({ topic: 'later', lastName: 'Pending' });
  expect(valueThere()).toBe('later');
  expect(valueThere('LASTNAME')).toBe('Pending');
  expect(await remarks()).toEqual([]);
  expect(await writesOf(() => at.scheduledSync())).toEqual([]);
});

test('who discards the draft keeps what is published, and the vendor gets it again', async () => {
  await documents().publish({ documentId: docId, locale });
  await connect('published');
  await edit({ lastName: 'Pending' });
  there('after');
  await at.scheduledSync();
  expect(await remarks()).toEqual(['waiting']);
  await documents().discardDraft({ documentId: docId, locale });
  await at.scheduledSync();
  await at.scheduledSync();
  expect(await remarks()).toEqual([]);
  expect(await version('published')).toMatchObject({ topic: 'before' });
  expect(valueThere()).toBe('before');
});

test('what an editor has written into the draft of the same field is a change on this side', async () => {
  await documents().publish({ documentId: docId, locale });
  await connect('published');
  await edit({ topic: 'drafted' });
  there('after');
  await at.scheduledSync();
  expect(await version('draft')).toMatchObject({ topic: 'drafted' });
  expect(await remarks()).toEqual(['conflict']);
  await documents().publish({ documentId: docId, locale });
  await at.scheduledSync();
  expect(valueThere()).toBe('drafted');
});

test('a list of drafts writes the draft, and publishes nothing that was not', async () => {
  await connect('draft');
  there('after');
  await at.scheduledSync();
  expect(await version('draft')).toMatchObject({ topic: 'after' });
  expect(await version('published')).toBeNull();
  expect(await remarks()).toEqual([]);
  expect(await writesOf(() => at.scheduledSync())).toEqual([]);
});
