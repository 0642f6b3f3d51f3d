import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';

let at: ConnectedSite;
let listId: string;
let remoteId: number;
let ids: string[];

beforeAll(async () => {
  at = await startConnectedSite();
  ids = await at.addPeople([
    { firstName: 'Ada', lastName: 'Lovelace', email: 'Ada@Example.com' },
    { firstName: 'Zoë', lastName: 'Müller-Łoś', email: 'zoe+news@example.com' },
    { firstName: 'Grace', email: 'grace@example.com' },
    { firstName: 'Second', lastName: 'Ada', email: 'ada@example.com' },
    { firstName: 'No', lastName: 'Mail', email: null },
  ]);
  listId = await at.createList();
  const book = await at.createBook('Newsletter');
  remoteId = book.remoteId;
  await at.connect(listId, book.id);
});
afterAll(() => at.close());

const change = (documentId: string | undefined, data: Record<string, unknown>) =>
  at.site.strapi
    .documents('api::contact.contact' as never)
    .update({ documentId: documentId ?? '', data } as never);
const remove = (documentId: string | undefined) =>
  at.site.strapi
    .documents('api::contact.contact' as never)
    .delete({ documentId: documentId ?? '' });

test('connecting exports every member once, with the default fields', () => {
  expect(at.bookEmails(remoteId)).toEqual([
    'ada@example.com',
    'grace@example.com',
    'zoe+news@example.com',
  ]);
  const members = at.sandbox.control.book(remoteId).members;
  const zoe = members.find((member) => member.email === 'zoe+news@example.com');
  expect(zoe?.dataFields).toMatchObject({
    FIRSTNAME: 'Zoë',
    LASTNAME: 'Müller-Łoś',
    FULLNAME: 'Zoë Müller-Łoś',
  });
  const ada = members.find((member) => member.email.toLowerCase() === 'ada@example.com');
  expect(ada?.dataFields).toMatchObject({ FIRSTNAME: 'Ada' });
});

test('the members page tells who is who', async () => {
  const members = await at.members(listId);
  const states = Object.fromEntries(members.map((member) => [member.documentId, member.state]));
  expect(ids.map((id) => states[id])).toEqual([
    'active',
    'active',
    'active',
    'duplicate',
    'without-email',
  ]);
  const status = await at.status(listId);
  expect(status.connection).toMatchObject({
    state: 'up-to-date',
    counts: { members: 5, exported: 3, duplicates: 1, withoutEmail: 1, refused: 0 },
  });
});

test('a run with nothing changed makes no write call', async () => {
  at.sandbox.control.clearCalls();
  const run = await at.sync();
  expect(run.status).toBe('completed');
  expect(at.writes()).toEqual([]);
  expect(run.calls.write).toBe(0);
});

test('a changed name is sent, and only that', async () => {
  await change(ids[2], { lastName: 'Hopper' });
  at.sandbox.control.clearCalls();
  await at.sync();
  expect(at.writes()).toHaveLength(1);
  expect(at.writes()[0]).toContain('/contacts/import');
  const grace = at.sandbox.control.contact('grace@example.com');
  expect(grace?.dataFields).toMatchObject({ LASTNAME: 'Hopper', FULLNAME: 'Grace Hopper' });
});

test('a cleared name is emptied at the vendor', async () => {
  await change(ids[2], { lastName: null });
  await at.sync();
  const grace = at.sandbox.control.contact('grace@example.com');
  expect(grace?.dataFields).toEqual({ FIRSTNAME: 'Grace', FULLNAME: 'Grace' });
});

test('an unsubscribe at the vendor is seen, and never undone', async () => {
  at.sandbox.control.unsubscribe('zoe+news@example.com', remoteId);
  await at.sync();
  const [zoe] = await at.members(listId, '&search=zoe');
  expect(zoe).toMatchObject({ state: 'unsubscribed', optOut: { source: 'vendor', scope: 'book' } });
  await change(ids[1], { firstName: 'Zoe' });
  await at.sync({ full: true });
  expect(at.bookEmails(remoteId)).not.toContain('zoe+news@example.com');
});

test('an unsubscribe by an editor is sent at once', async () => {
  const answer = await at.site.request(
    'POST',
    `/dotmailer/marketing-lists/${listId}/members/unsubscribe`,
    { documentIds: [ids[2]] }
  );
  expect(answer.body).toMatchObject({ data: { changed: 1, refused: [] } });
  expect(at.bookEmails(remoteId)).toEqual(['ada@example.com']);
  const [grace] = await at.members(listId, '&search=grace');
  expect(grace).toMatchObject({
    state: 'unsubscribed',
    optOut: { source: 'editor', scope: 'list' },
    actions: ['resubscribe', 'remove'],
  });
});

test('when the owner of an e-mail leaves, its duplicate takes over and nobody is removed', async () => {
  await remove(ids[0]);
  at.sandbox.control.clearCalls();
  await at.sync();
  expect(at.bookEmails(remoteId)).toEqual(['ada@example.com']);
  expect(at.writes().filter((call) => call.includes('delete'))).toEqual([]);
  const [ada] = await at.members(listId, '&search=ada');
  expect(ada).toMatchObject({ documentId: ids[3], state: 'active' });
});

test('the last member leaving is held until somebody approves', async () => {
  await remove(ids[3]);
  await at.sync();
  expect(at.bookEmails(remoteId)).toEqual(['ada@example.com']);
  const held = await at.status(listId);
  expect(held.connection).toMatchObject({
    state: 'held',
    hold: { kind: 'removal', leaving: 1, state: 'asked' },
  });
  const approval = await at.site.request(
    'POST',
    `/dotmailer/marketing-lists/${listId}/removals/${held.connection?.hold?.id}/approve`
  );
  expect(approval.status).toBe(200);
  await at.idle();
  expect(at.bookEmails(remoteId)).toEqual([]);
  expect(at.sandbox.control.contact('ada@example.com')).not.toBeNull();
});
