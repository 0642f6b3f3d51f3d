import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes, type Scene } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 3 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

const firstNameOf = (email: string) => at.sandbox.control.contact(email)?.dataFields.FIRSTNAME;
const ownersOf = async (scene: Scene, email: string) =>
  (await scenes.rows(scene, email)).filter((row) => row.role === 'owner');
test('a removal that fails after somebody else took the address leaves one owner, in the book', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['tom', 'uma', 'rest', 'more']);
  control.setRemovalSpeed('held');
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.change(there.docIds[1], { email: there.email('uma2') });
  control.failNextRemoval();
  await scenes.sync();
  // Both addresses are wanted again while their removal is in progress.
  await at.addPeople([{ firstName: 'heir', email: there.email('tom'), city: there.city }]);
  await scenes.change(there.docIds[1], { email: there.email('uma') });
  await control.finishJobs();
  control.setRemovalSpeed({ milliseconds: 0 });
  // This sync hears of the failure after it has staged, before it uploads.
  await at
    .table('dotmailer_removals')
    .where({ open: true })
    .update({ poll_at: Date.now() + 2500 });
  await scenes.sync();
  await scenes.sync();
  for (const name of ['tom', 'uma']) {
    expect(await scenes.rows(there, there.email(name)), name).toMatchObject([
      { role: 'owner', state: 'acknowledged' },
    ]);
  }
  expect(at.bookEmails(there.remoteId)).toEqual(
    ['more', 'rest', 'tom', 'uma'].map(there.email).sort()
  );
  expect(firstNameOf(there.email('tom'))).toBe('heir');
});

test('two people swap their addresses; another takes the address of a third', async () => {
  const there = await scenes.open(['ada', 'bea', 'cid', 'dov', 'eve', 'fay']);
  const [a, b, c, d] = there.docIds;
  await scenes.change(a, { email: there.email('tmp') });
  await scenes.change(b, { email: there.email('ada') });
  await scenes.change(a, { email: there.email('bea') });
  await scenes.change(d, { email: there.email('cid').toUpperCase() });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(
    ['ada', 'bea', 'cid', 'eve', 'fay'].map(there.email)
  );
  expect(firstNameOf(there.email('ada'))).toBe('bea');
  expect(firstNameOf(there.email('bea'))).toBe('ada');
  expect(await ownersOf(there, there.email('cid'))).toMatchObject([{ doc_id: c }]);

  at.sandbox.control.clearCalls();
  await scenes.change(c, { email: there.email('cid').toUpperCase() });
  await scenes.sync();
  expect(at.writes()).toEqual([]);

  // And back again, from a duplicate to its old address.
  await scenes.change(d, { email: there.email('dov') });
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toContain(there.email('dov'));
  expect(at.bookEmails(there.remoteId)).toContain(there.email('cid'));
});

test('a duplicate inherits an address and leaves it at once: the book does not keep the address', async () => {
  const there = await scenes.open(['own', 'rest', 'more']);
  const [twin] = await at.addPeople([
    { firstName: 'twin', email: there.email('own'), city: there.city },
  ]);
  await scenes.sync();
  await at.site.strapi
    .documents(CONTACT as never)
    .delete({ documentId: there.docIds[0] ?? '' } as never);
  await scenes.change(twin, { email: there.email('new') });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['more', 'new', 'rest'].map(there.email));
});

test('an owner that opted out, was refused or held keeps its duplicates back as well', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['out', 'hardbounce+x', 'softbounce+y', 'rest']);
  const twins = await at.addPeople(
    there.docIds.map((_, index) => ({
      firstName: 'twin',
      email: there.email(['out', 'hardbounce+x', 'softbounce+y', 'rest'][index] ?? ''),
      city: there.city,
    }))
  );
  control.unsubscribe(there.email('out'), there.remoteId);
  await scenes.sync();
  control.clearCalls();
  for (const docId of there.docIds.slice(0, 3)) await scenes.change(docId, { city: 'elsewhere' });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('rest')]);
  const members = await at.members(there.listId);
  const stateOf = (docId: string | undefined) =>
    members.find((member) => member.documentId === docId)?.state;
  expect(stateOf(twins[0])).toBe('unsubscribed');
  expect(stateOf(twins[1])).toBe('undeliverable');
  expect(stateOf(twins[2])).toBe('refused');
  expect(stateOf(twins[3])).toBe('duplicate');
});

test('taken off at the vendor with a duplicate: both are removed, restoring one brings it back', async () => {
  const there = await scenes.open(['off', 'rest', 'more']);
  const [twin] = await at.addPeople([
    { firstName: 'twin', email: there.email('off'), city: there.city },
  ]);
  await scenes.sync();
  at.sandbox.control.takeOffBook(there.email('off'), there.remoteId);
  await at.table('dotmailer_connections').update({ full_read_at: 0 });
  await scenes.sync();
  expect(await at.members(there.listId, '&state=removed')).toHaveLength(2);
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('more'), there.email('rest')]);
  await scenes.act(there, 'restore', [twin]);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toContain(there.email('off'));
  expect(firstNameOf(there.email('off'))).toBe('twin');
});
