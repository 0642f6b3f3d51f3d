import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
  await at.addPeople([
    { firstName: 'Ada', email: 'ada@example.com', city: 'Ghent' },
    { firstName: 'Bob', email: 'bob@example.com', city: 'Ghent' },
    { firstName: 'Cem', email: 'cem@example.com', city: 'Lille' },
  ]);
});
afterAll(() => at.close());

const LIST = '/content-manager/collection-types/plugin::dotmailer.marketing-list';
const where = (filter: unknown) => ({ version: 1, where: filter, activity: [] });
const post = (listId: string, addressBookId: number) =>
  at.site.request<{ error?: { details: { code: string } } }>(
    'POST',
    `/dotmailer/marketing-lists/${listId}/connection`,
    { integrationId: at.integrationId, addressBookId }
  );

test('two people connecting one book at once: one success, one clear refusal', async () => {
  const [one, two] = [await at.createList(), await at.createList()];
  const book = await at.createBook('Wanted');
  const answers = await Promise.all([post(one, book.id), post(two, book.id)]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  const refused = answers.find((answer) => answer.status === 400);
  expect(refused?.body.error?.details.code).toBe('BOOK_TAKEN');
  await at.idle();
});

test('one list has one book; another book is another connection and leaves people where they are', async () => {
  const listId = await at.createList();
  const [first, second] = [await at.createBook('First'), await at.createBook('Second')];
  await at.connect(listId, first.id);
  const again = await post(listId, second.id);
  expect(again.body.error?.details.code).toBe('LIST_CONNECTED');
  const changed = await at.site.request('PUT', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId: at.integrationId,
    addressBookId: second.id,
    createRecords: true,
  });
  expect(changed.status).toBe(200);
  await at.idle();
  expect(at.bookEmails(first.remoteId)).toHaveLength(3);
  expect(at.bookEmails(second.remoteId)).toHaveLength(3);
});

test('a book that is taken leaves the old connection open', async () => {
  const [mine, others] = [await at.createList(), await at.createList()];
  const [book, taken] = [await at.createBook('Mine'), await at.createBook('Taken')];
  await at.connect(mine, book.id);
  await at.connect(others, taken.id);
  const answer = await at.site.request('PUT', `/dotmailer/marketing-lists/${mine}/connection`, {
    integrationId: at.integrationId,
    addressBookId: taken.id,
    createRecords: false,
  });
  expect(answer.status).toBe(400);
  expect((await at.status(mine)).connection).not.toBeNull();
});

test('a filter that cannot be evaluated any more sends and removes nobody, and says why', async () => {
  const listId = await at.createList({ filter: where({ city: { $eq: 'Ghent' } }) });
  const book = await at.createBook('Breaking');
  await at.connect(listId, book.id);
  await at
    .table('dotmailer_marketing_lists')
    .where({ document_id: listId })
    .update({ filter: JSON.stringify(where({ formerAttribute: { $eq: 'Ghent' } })) });
  at.sandbox.control.clearCalls();
  await at.sync({ full: true });
  expect(at.writes()).toEqual([]);
  expect(at.bookEmails(book.remoteId)).toEqual(['ada@example.com', 'bob@example.com']);
  const status = await at.status(listId);
  expect(status.connection).toMatchObject({ state: 'broken' });
  expect(status.broken).toContain('formerAttribute');
});

test('a changed filter is followed with the next sync', async () => {
  const listId = await at.createList({ filter: where({ city: { $eq: 'Ghent' } }) });
  const book = await at.createBook('Following');
  await at.connect(listId, book.id);
  const saved = await at.site.request('PUT', `${LIST}/${listId}`, {
    filter: where({ city: { $in: ['Ghent', 'Lille'] } }),
  });
  expect(saved.status).toBe(200);
  await at.sync();
  expect(at.bookEmails(book.remoteId)).toHaveLength(3);
});

test('deleting a list closes its connection and leaves its people in the book', async () => {
  const listId = await at.createList();
  const book = await at.createBook('Orphaned');
  await at.connect(listId, book.id);
  expect((await at.site.request('DELETE', `${LIST}/${listId}`)).status).toBe(200);
  await at.sync({ full: true });
  expect(at.bookEmails(book.remoteId)).toHaveLength(3);
  const open = await at.table('dotmailer_connections').where({ open_list: listId });
  expect(open).toEqual([]);
});

test('a vanished book is flagged, not emptied; back again it goes on', async () => {
  const listId = await at.createList();
  const book = await at.createBook('Vanishing');
  await at.connect(listId, book.id);
  at.sandbox.control.deleteBook(book.remoteId);
  await at.sync();
  expect((await at.status(listId)).connection).toMatchObject({ state: 'blocked' });
  const members = await at.members(listId);
  expect(members.map((member) => member.state)).toEqual(['active', 'active', 'active']);
});
