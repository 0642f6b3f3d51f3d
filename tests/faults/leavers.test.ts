import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 3 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

const DAY = 86_400_000;
const guard = async (minimum: number, share: number) => {
  const settings = await at.site.request<{ data: { settings: Record<string, unknown> } }>(
    'GET',
    '/dotmailer/settings'
  );
  const answer = await at.site.request('PUT', '/dotmailer/settings', {
    ...settings.body.data.settings,
    guard: { minimum, share },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
};
const holdOf = async (listId: string) => (await at.status(listId)).connection?.hold ?? null;
const allElsewhere = async (docIds: string[], city = 'elsewhere') => {
  for (const docId of docIds) await scenes.change(docId, { city });
};

describe('the guard', () => {
  test('counts 24 hours, not single syncs, and follows its settings', async () => {
    const there = await scenes.open(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    await guard(2, 0.1);
    await allElsewhere(there.docIds.slice(0, 2));
    await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(6);
    await allElsewhere(there.docIds.slice(2, 3));
    await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(6);
    expect(await holdOf(there.listId)).toMatchObject({ leaving: 1, state: 'asked' });
    await guard(3, 0.1);
    await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(5);
    expect(await holdOf(there.listId)).toBeNull();
    // A day later those before do not count any more.
    await at
      .table('dotmailer_removals')
      .where({ connection_id: there.connectionId })
      .decrement('created_at', DAY);
    await allElsewhere(there.docIds.slice(3, 6));
    await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(2);
    await guard(50, 0.2);
  });

  test('removals that failed were none', async () => {
    const there = await scenes.open(['a', 'b', 'c', 'd', 'e', 'f']);
    await guard(3, 0.1);
    await allElsewhere(there.docIds.slice(0, 2));
    for (let failing = 0; failing < 3; failing += 1) {
      at.sandbox.control.failNextRemoval();
      await scenes.sync();
    }
    expect(await holdOf(there.listId)).toBeNull();
    await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(4);
    await guard(50, 0.2);
  });

  test('an approval nobody needs any more holds nothing up', async () => {
    const there = await scenes.open(['a', 'b']);
    await allElsewhere(there.docIds);
    await scenes.sync();
    expect(await holdOf(there.listId)).toMatchObject({ leaving: 2 });
    await allElsewhere(there.docIds, there.city);
    await at.addPeople([{ email: there.email('new'), city: there.city }]);
    // The last scan took so long that its share of the time allows no other for hours.
    await at
      .table('dotmailer_connections')
      .where({ id: there.connectionId })
      .update({ scanned_at: Date.now(), scan_ms: 3_600_000, scan_due: false });
    await scenes.approve(there);
    await at.idle();
    expect(at.bookEmails(there.remoteId)).toEqual(['a', 'b', 'new'].map(there.email));
    expect(await holdOf(there.listId)).toBeNull();
  });

  test('an approval of yesterday asks again; of two clicks at once one counts', async () => {
    const there = await scenes.open(['a', 'b']);
    await allElsewhere(there.docIds);
    await scenes.sync();
    const hold = await holdOf(there.listId);
    const approve = () =>
      at.site.request(
        'POST',
        `/dotmailer/marketing-lists/${there.listId}/removals/${hold?.id}/approve`
      );
    at.sandbox.control.failNext(6, 400, 'suppressed-since');
    const answers = await Promise.all([approve(), approve()]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404]);
    await at.idle();
    await at
      .table('dotmailer_holds')
      .where({ id: hold?.id })
      .update({ approved_at: Date.now() - DAY - 1000 });
    for (let tries = 0; tries < 6; tries += 1) await scenes.sync();
    expect(at.bookEmails(there.remoteId)).toHaveLength(2);
    expect(await holdOf(there.listId)).toMatchObject({ state: 'asked', leaving: 2 });
  });

  test('new leavers beyond the limit hold the upload although others were approved', async () => {
    const there = await scenes.open(['a', 'b', 'c', 'd', 'e', 'f']);
    await guard(1, 0.1);
    await allElsewhere(there.docIds.slice(0, 2));
    await scenes.sync();
    await allElsewhere(there.docIds.slice(2, 5));
    await at.addPeople([{ email: there.email('new'), city: there.city }]);
    await scenes.approve(there);
    await at.idle();
    expect(at.bookEmails(there.remoteId)).toEqual(['c', 'd', 'e', 'f'].map(there.email));
    expect(await holdOf(there.listId)).toMatchObject({ state: 'asked', leaving: 3 });
    await guard(50, 0.2);
  });
});

test('values that were staged when somebody left are sent when they are back', async () => {
  const there = await scenes.open(['ann', 'bob', 'cat']);
  const [ann, bob] = there.docIds;
  at.sandbox.control.failNext(2, 400, '/import');
  await scenes.change(ann, { firstName: 'Ann 2' });
  await scenes.change(bob, { firstName: 'Bob 2' });
  await scenes.sync();
  await at.table('dotmailer_connections').update({ blocked_reason: null });
  await guard(0, 0);
  await scenes.change(ann, { city: 'elsewhere' });
  await scenes.change(bob, { email: there.email('bobby') });
  await scenes.sync();
  await scenes.change(ann, { city: there.city });
  await scenes.change(bob, { email: there.email('bob') });
  await scenes.sync();
  await guard(50, 0.2);
  await scenes.sync();
  const nameOf = (name: string) =>
    at.sandbox.control.contact(there.email(name))?.dataFields.FIRSTNAME;
  expect([nameOf('ann'), nameOf('bob')]).toEqual(['Ann 2', 'Bob 2']);
  expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'bob', 'cat'].map(there.email));
});

test('who leaves while their upload is on its way leaves after it', async () => {
  const there = await scenes.open(['ann', 'bob', 'cat']);
  at.sandbox.control.setImportSpeed('held');
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  await scenes.change(there.docIds[1], { firstName: 'Bob 2' });
  await scenes.sync();
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.change(there.docIds[1], { email: there.email('bobby') });
  at.sandbox.control.setImportSpeed({ milliseconds: 0 });
  await at.sandbox.control.finishJobs();
  await at.table('dotmailer_uploads').where({ open: true }).update({ poll_at: 0 });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['bobby', 'cat'].map(there.email));
});

test('who comes back while their removal is in progress is in the book in the end', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob', 'cat', 'dan']);
  control.setRemovalSpeed('held');
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.change(there.docIds[1], { email: there.email('bobby') });
  await scenes.sync();
  await scenes.change(there.docIds[0], { city: there.city });
  await scenes.change(there.docIds[1], { email: there.email('bob') });
  await scenes.sync();
  control.setRemovalSpeed({ milliseconds: 0 });
  await control.finishJobs();
  await at.table('dotmailer_removals').where({ open: true }).update({ poll_at: 0 });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'bob', 'cat', 'dan'].map(there.email));
});

test('a hard bounce makes a member undeliverable, not removed, and ends when the vendor says so', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob', 'cat']);
  control.hardBounce(there.email('ann'));
  await at.table('dotmailer_connections').update({ full_read_at: 0 });
  await scenes.sync();
  expect(await scenes.member(there, there.email('ann'))).toMatchObject({ state: 'undeliverable' });
  expect(await at.members(there.listId, '&state=removed')).toEqual([]);
  control.setStatus(there.email('ann'), 'Subscribed');
  control.addToBook(there.email('ann'), there.remoteId);
  await scenes.sync();
  await scenes.sync();
  expect(await scenes.member(there, there.email('ann'))).toMatchObject({ state: 'active' });
});

test('a book that is full again takes its question back', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob']);
  for (const name of ['ann', 'bob']) control.takeOffBook(there.email(name), there.remoteId);
  await at.table('dotmailer_connections').update({ full_read_at: 0 });
  await scenes.sync();
  expect(await holdOf(there.listId)).toMatchObject({ kind: 'taken-off', leaving: 2 });
  for (const name of ['ann', 'bob']) control.addToBook(there.email(name), there.remoteId);
  await at.table('dotmailer_connections').update({ full_read_at: 0 });
  await scenes.sync();
  expect(await holdOf(there.listId)).toBeNull();
});
