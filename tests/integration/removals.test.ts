import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
});
afterAll(() => at.close());

let round = 0;
const connected = async (names: string[], strangers: string[] = []) => {
  round += 1;
  const city = `town ${round}`;
  const email = (name: string) => `${name}.${round}@example.com`;
  const docIds = await at.addPeople(
    names.map((name) => ({ firstName: name, email: email(name), city }))
  );
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook(`Shelf ${round}`);
  for (const name of strangers) {
    at.sandbox.control.addContact(email(name), {
      bookIds: [book.remoteId],
      dataFields: { LASTNAME: 'Stranger' },
    });
  }
  await at.connect(listId, book.id);
  return { city, email, docIds, listId, ...book };
};
const change = (documentId: string | undefined, data: Record<string, unknown>) =>
  at.site.strapi
    .documents('api::contact.contact' as never)
    .update({ documentId: documentId ?? '', data } as never);
const members = (listId: string, action: string, documentIds: (string | undefined)[]) =>
  at.site.request('POST', `/dotmailer/marketing-lists/${listId}/members/${action}`, {
    documentIds,
  });

test('leaving the list ends book membership, not the contact; strangers stay as they are', async () => {
  const there = await connected(['ana', 'ben', 'cyd'], ['zed']);
  await change(there.docIds[0], { city: 'elsewhere' });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([
    there.email('ben'),
    there.email('cyd'),
    there.email('zed'),
  ]);
  expect(at.sandbox.control.contact(there.email('ana'))).not.toBeNull();
  expect(at.sandbox.control.contact(there.email('zed'))?.dataFields).toEqual({
    LASTNAME: 'Stranger',
  });
});

test("blank fields never erase a stranger's data", async () => {
  round += 1;
  const email = `both.${round}@example.com`;
  at.sandbox.control.addContact(email, { dataFields: { LASTNAME: 'Kept' } });
  await at.addPeople([{ firstName: 'Both', email, city: `town ${round}` }]);
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: `town ${round}` } }, activity: [] },
  });
  const book = await at.createBook(`Shelf ${round}`);
  await at.connect(listId, book.id);
  await at.sync({ full: true });
  expect(at.sandbox.control.contact(email)?.dataFields).toMatchObject({
    FIRSTNAME: 'Both',
    LASTNAME: 'Kept',
  });
});

test('a changed e-mail takes the old address off and puts the new one in', async () => {
  const there = await connected(['dan', 'eli', 'fox']);
  await change(there.docIds[0], { email: there.email('daniel') });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([
    there.email('daniel'),
    there.email('eli'),
    there.email('fox'),
  ]);
});

test('who leaves and comes back before the sync is neither removed nor sent', async () => {
  const there = await connected(['gus', 'hal']);
  await change(there.docIds[0], { city: 'elsewhere' });
  await change(there.docIds[0], { city: there.city });
  at.sandbox.control.clearCalls();
  await at.sync();
  expect(at.writes()).toEqual([]);
});

test('removed by an editor stays removed until restored', async () => {
  const there = await connected(['ian', 'joy', 'ken']);
  await members(there.listId, 'remove', [there.docIds[0]]);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('joy'), there.email('ken')]);
  const removed = await at.members(there.listId, '&state=removed');
  expect(removed).toMatchObject([{ documentId: there.docIds[0], actions: ['restore'] }]);
  await at.sync({ full: true });
  expect(at.bookEmails(there.remoteId)).not.toContain(there.email('ian'));
  await members(there.listId, 'restore', [there.docIds[0]]);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toContain(there.email('ian'));
});

test('no upload to a book while a removal from it is in progress', async () => {
  const there = await connected(['lou', 'max', 'ned']);
  at.sandbox.control.setRemovalSpeed({ polls: 2 });
  await change(there.docIds[0], { city: 'elsewhere' });
  await at.addPeople([{ firstName: 'new', email: there.email('new'), city: there.city }]);
  at.sandbox.control.clearCalls();
  await at.sync();
  at.sandbox.control.setRemovalSpeed({ milliseconds: 0 });
  const order = at.sandbox.control.calls().log.map((call) => `${call.method} ${call.endpoint}`);
  const lastPoll = order.map((call) => call.includes('deletion')).lastIndexOf(true);
  expect(lastPoll).toBeGreaterThan(0);
  expect(lastPoll).toBeLessThan(order.findIndex((call) => call.includes('/import')));
  expect(at.bookEmails(there.remoteId)).toEqual([
    there.email('max'),
    there.email('ned'),
    there.email('new'),
  ]);
});

test('a failed removal is made again with the next sync', async () => {
  const there = await connected(['oda', 'pam', 'quo']);
  at.sandbox.control.failNextRemoval();
  await change(there.docIds[0], { city: 'elsewhere' });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toContain(there.email('oda'));
  await at.sync();
  expect(at.bookEmails(there.remoteId)).not.toContain(there.email('oda'));
});

test('an approval covers exactly the people shown; who rejoined is skipped, who is new asks again', async () => {
  const there = await connected(['rae', 'sid']);
  await change(there.docIds[0], { city: 'elsewhere' });
  await change(there.docIds[1], { city: 'elsewhere' });
  await at.sync();
  const asked = await at.status(there.listId);
  expect(asked.connection).toMatchObject({ state: 'held', hold: { leaving: 2, state: 'asked' } });
  expect(asked.connection?.hold?.sample).toEqual([there.email('rae'), there.email('sid')]);
  expect(at.bookEmails(there.remoteId)).toHaveLength(2);

  await change(there.docIds[0], { city: there.city });
  const approve = (id: number | undefined) =>
    at.site.request('POST', `/dotmailer/marketing-lists/${there.listId}/removals/${id}/approve`);
  expect((await approve(asked.connection?.hold?.id)).status).toBe(200);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('rae')]);
  expect((await approve(asked.connection?.hold?.id)).status).toBe(404);

  await change(there.docIds[0], { city: 'elsewhere' });
  await at.sync();
  expect((await at.status(there.listId)).connection?.hold).toMatchObject({
    state: 'asked',
    leaving: 1,
  });
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('rae')]);
});

test('a member taken off the book at the vendor becomes removed, and comes back only when restored', async () => {
  const there = await connected(['tia', 'ulf', 'vic']);
  at.sandbox.control.takeOffBook(there.email('tia'), there.remoteId);
  await at.sync();
  expect(await at.members(there.listId, '&state=removed')).toMatchObject([
    { documentId: there.docIds[0], reason: 'taken-off' },
  ]);
  await at.sync({ full: true });
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('ulf'), there.email('vic')]);
  await members(there.listId, 'restore', [there.docIds[0]]);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toContain(there.email('tia'));
});

test('a book that was emptied at the vendor changes nothing here and asks', async () => {
  const there = await connected(['wes', 'xia', 'yan']);
  for (const name of ['wes', 'xia', 'yan']) {
    at.sandbox.control.takeOffBook(there.email(name), there.remoteId);
  }
  await at.sync();
  const status = await at.status(there.listId);
  expect(status.connection?.hold).toMatchObject({ kind: 'taken-off', leaving: 3 });
  expect(await at.members(there.listId, '&state=removed')).toEqual([]);
});

test('disconnecting leaves people in the book; taking them off is asked first', async () => {
  const there = await connected(['amy', 'bea']);
  await at.site.request('POST', `/dotmailer/marketing-lists/${there.listId}/disconnect`, {});
  await change(there.docIds[0], { city: 'elsewhere' });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('amy'), there.email('bea')]);

  await change(there.docIds[0], { city: there.city });
  await at.connect(there.listId, there.id);
  await at.site.request('POST', `/dotmailer/marketing-lists/${there.listId}/disconnect`, {
    takeOff: true,
  });
  await at.idle();
  const asked = await at.status(there.listId);
  expect(asked.connection).toMatchObject({ state: 'held', hold: { leaving: 2 } });
  await at.site.request(
    'POST',
    `/dotmailer/marketing-lists/${there.listId}/removals/${asked.connection?.hold?.id}/approve`
  );
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toEqual([]);
  expect((await at.status(there.listId)).connection).toBeNull();
});

test('an address changed in Dotdigital is held until an editor decides', async () => {
  const there = await connected(['cat', 'dee']);
  at.sandbox.control.changeEmail(there.email('cat'), there.email('catherine'));
  await at.sync();
  const [cat] = await at.members(there.listId, `&search=${there.email('cat')}`);
  expect(cat).toMatchObject({ state: 'held' });
  expect(cat?.reason).toContain(there.email('catherine'));
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('catherine'), there.email('dee')]);
  await change(there.docIds[0], { email: there.email('catherine') });
  await at.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('catherine'), there.email('dee')]);
});
