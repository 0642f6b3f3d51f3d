import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
});
afterAll(() => at.close());

let round = 0;
/** People of their own, a list of just them and a book, connected. */
const connected = async (names: string[], beforeConnecting?: (remoteId: number) => void) => {
  round += 1;
  const city = `city ${round}`;
  const email = (name: string) => `${name}.${round}@example.com`;
  const docIds = await at.addPeople(
    names.map((name) => ({ firstName: name, email: email(name), city }))
  );
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook(`Book ${round}`);
  beforeConnecting?.(book.remoteId);
  await at.connect(listId, book.id);
  return { city, email, docIds, listId, ...book };
};
const act = (listId: string, action: string, documentIds: (string | undefined)[]) =>
  at.site.request<{ data: { changed: number; refused: { code: string }[] } }>(
    'POST',
    `/dotmailer/marketing-lists/${listId}/members/${action}`,
    { documentIds }
  );
const stateOf = async (listId: string, email: string) =>
  (await at.members(listId, `&search=${encodeURIComponent(email)}`))[0];

test('people who unsubscribed before the first sync are never sent', async () => {
  const there = await connected(['old', 'new'], (remoteId) => {
    const email = `old.${round}@example.com`;
    at.sandbox.control.addContact(email, { bookIds: [remoteId] });
    at.sandbox.control.unsubscribe(email, remoteId);
  });
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('new')]);
  expect(await stateOf(there.listId, there.email('old'))).toMatchObject({
    state: 'unsubscribed',
    optOut: { scope: 'book', source: 'vendor' },
  });
});

test('an unsubscribe from one book leaves the person in another; a suppression ends both', async () => {
  const one = await connected(['pat', 'sam']);
  const other = await at.createList({
    filter: { version: 1, where: { city: { $eq: one.city } }, activity: [] },
  });
  const book = await at.createBook('The other');
  await at.connect(other, book.id);

  at.sandbox.control.unsubscribe(one.email('pat'), one.remoteId);
  await at.sync();
  expect(at.bookEmails(one.remoteId)).toEqual([one.email('sam')]);
  expect(at.bookEmails(book.remoteId)).toEqual([one.email('pat'), one.email('sam')]);
  expect(await stateOf(other, one.email('pat'))).toMatchObject({ state: 'active' });

  at.sandbox.control.suppress(one.email('pat'));
  await at.sync();
  expect(await stateOf(other, one.email('pat'))).toMatchObject({
    state: 'unsubscribed',
    optOut: { scope: 'account' },
  });
});

test('an opt-out survives disconnecting, reconnecting and another book', async () => {
  const there = await connected(['kim', 'lee']);
  at.sandbox.control.unsubscribe(there.email('kim'), there.remoteId);
  await act(there.listId, 'unsubscribe', [there.docIds[1]]);
  await at.sync();
  await at.site.request('POST', `/dotmailer/marketing-lists/${there.listId}/disconnect`, {});
  await at.connect(there.listId, there.id);
  await at.sync({ full: true });
  expect(at.bookEmails(there.remoteId)).toEqual([]);

  await at.site.request('POST', `/dotmailer/marketing-lists/${there.listId}/disconnect`, {});
  const next = await at.createBook(`Next ${round}`);
  at.sandbox.control.addToBook(there.email('lee'), next.remoteId);
  await at.connect(there.listId, next.id);
  // Kim left one book; Lee was unsubscribed by an editor from the list, whatever its book is.
  expect(at.bookEmails(next.remoteId)).toEqual([there.email('kim')]);
});

test("an editor's opt-out follows the record to its new e-mail", async () => {
  const there = await connected(['ann', 'bob']);
  await act(there.listId, 'unsubscribe', [there.docIds[0]]);
  await at.site.strapi.documents('api::contact.contact' as never).update({
    documentId: there.docIds[0] ?? '',
    data: { email: `ann.moved.${round}@example.com` },
  } as never);
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('bob')]);
  expect(await stateOf(there.listId, `ann.moved.${round}`)).toMatchObject({
    state: 'unsubscribed',
    optOut: { source: 'editor' },
  });
});

describe('no upload without a fresh look', () => {
  test.each(['unsubscribed-since', 'suppressed-since'])('%s failed', async (feed) => {
    const there = await connected(['eve']);
    await at.addPeople([{ firstName: 'fay', email: there.email('fay'), city: there.city }]);
    const open = await at.table('dotmailer_connections').whereNotNull('open_book');
    const reads = feed === 'suppressed-since' ? 1 : open.length;
    at.sandbox.control.failNext(reads, 400, feed);
    const run = await at.sync();
    expect(run.status).toBe('failed');
    expect(at.bookEmails(there.remoteId)).toEqual([there.email('eve')]);
    await at.sync();
    expect(at.bookEmails(there.remoteId)).toEqual([there.email('eve'), there.email('fay')]);
  });
});

test('resubscribing asks the vendor, and only its yes lifts an opt-out', async () => {
  const there = await connected(['gil', 'han']);
  const { control } = at.sandbox;
  control.unsubscribe(there.email('gil'), there.remoteId);
  control.suppress(there.email('han'), 'IspComplained');
  await at.sync();

  const answer = await act(there.listId, 'resubscribe', there.docIds);
  expect(answer.body.data.refused.map((row) => row.code)).toContain('OPTED_OUT_REMOTELY');
  await at.idle();
  const han = await stateOf(there.listId, there.email('han'));
  expect(han).toMatchObject({ state: 'unsubscribed', optOut: { resubscribe: 'refused' } });
  const gil = await stateOf(there.listId, there.email('gil'));
  expect(gil).toMatchObject({ state: 'unsubscribed', optOut: { resubscribe: 'challenged' } });

  control.confirmChallenge(there.email('gil'));
  await at.sync();
  expect(await stateOf(there.listId, there.email('gil'))).toMatchObject({ state: 'active' });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('gil')]);
});

test('an unsubscribe while an upload is in flight is sent again after it', async () => {
  const { control } = at.sandbox;
  const there = await connected(['ida', 'jan']);
  control.setImportSpeed('held');
  await at.site.strapi.documents('api::contact.contact' as never).update({
    documentId: there.docIds[0] ?? '',
    data: { firstName: 'Ida again' },
  } as never);
  const syncing = at.sync({ full: true });
  await expect
    .poll(() => control.imports().some((job) => job.finishedAt === null), { timeout: 30_000 })
    .toBe(true);
  await act(there.listId, 'unsubscribe', [there.docIds[0]]);
  control.addContact(there.email('ida'));
  control.setImportSpeed({ milliseconds: 0 });
  await control.finishJobs();
  await syncing;
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('jan')]);
  expect(await stateOf(there.listId, there.email('ida'))).toMatchObject({ state: 'unsubscribed' });
});

test('an unsubscribe the vendor could not take goes out first thing in the next sync', async () => {
  const there = await connected(['kay', 'liv']);
  at.sandbox.control.failNext(1, 500, 'contacts/unsubscribe');
  at.sandbox.control.failNext(4, 400, 'contacts/unsubscribe');
  await act(there.listId, 'unsubscribe', [there.docIds[0]]);
  await at.idle();
  expect(await stateOf(there.listId, there.email('kay'))).toMatchObject({ state: 'unsubscribed' });
  for (let tries = 0; tries < 5; tries += 1) await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('liv')]);
});

test("an editor's own unsubscribe on a list without connection can be undone", async () => {
  const [docId] = await at.addPeople([{ email: 'alone@example.com', city: 'alone' }]);
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: 'alone' } }, activity: [] },
  });
  await act(listId, 'unsubscribe', [docId]);
  expect((await at.members(listId))[0]).toMatchObject({
    state: 'unsubscribed',
    actions: ['undo', 'remove'],
  });
  const undone = await act(listId, 'undo', [docId]);
  expect(undone.body.data.changed).toBe(1);
  expect((await at.members(listId))[0]).toMatchObject({ state: 'active' });
});
