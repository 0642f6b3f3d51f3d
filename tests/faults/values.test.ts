import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 6 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

const valuesOf = (email: string) => at.sandbox.control.contact(email)?.dataFields;

describe('clearing', () => {
  test('one field is emptied while another changes, each person by himself', async () => {
    const there = await scenes.open(['ann', 'bob', 'cat']);
    const [ann, bob, cat] = there.docIds;
    for (const docId of there.docIds) await scenes.change(docId, { lastName: 'Last' });
    await scenes.sync();
    at.sandbox.control.setDataField(there.email('cat'), 'GENDER', 'Female');
    await scenes.change(ann, { firstName: null, lastName: 'New' });
    await scenes.change(bob, { lastName: null });
    await scenes.change(cat, { firstName: 'Cat 2' });
    await scenes.sync();
    expect(valuesOf(there.email('ann'))).toEqual({ LASTNAME: 'New', FULLNAME: 'New' });
    expect(valuesOf(there.email('bob'))).toEqual({ FIRSTNAME: 'bob', FULLNAME: 'bob' });
    expect(valuesOf(there.email('cat'))).toMatchObject({ FIRSTNAME: 'Cat 2', GENDER: 'Female' });
    at.sandbox.control.clearCalls();
    await scenes.sync();
    expect(at.writes()).toEqual([]);
  });

  test('a clear that failed, or was overtaken by a new value, ends with what the record says', async () => {
    const there = await scenes.open(['ann', 'bob']);
    const [ann, bob] = there.docIds;
    at.sandbox.control.rejectNextImport('Failed');
    await scenes.change(ann, { firstName: null });
    await scenes.sync();
    expect(valuesOf(there.email('ann'))).toMatchObject({ FIRSTNAME: 'ann' });
    await scenes.change(ann, { firstName: 'Anna' });
    await at.table('dotmailer_ledger').whereNotNull('retry_at').update({ retry_at: 1 });
    at.sandbox.control.setImportSpeed('held');
    await scenes.change(bob, { firstName: null });
    const syncing = scenes.sync();
    await expect
      .poll(() => at.sandbox.control.imports().some((job) => job.finishedAt === null), {
        timeout: 30_000,
      })
      .toBe(true);
    await scenes.change(bob, { firstName: 'Bobby' });
    at.sandbox.control.setImportSpeed({ milliseconds: 0 });
    await at.sandbox.control.finishJobs();
    await syncing;
    await scenes.sync();
    expect(valuesOf(there.email('ann'))).toMatchObject({ FIRSTNAME: 'Anna' });
    expect(valuesOf(there.email('bob'))).toMatchObject({ FIRSTNAME: 'Bobby' });
  });
});

test('a blank record of one list does not empty what a record of another list filled', async () => {
  const there = await scenes.open(['ann']);
  await scenes.change(there.docIds[0], { lastName: 'Filled' });
  await scenes.sync();
  const city = `${there.city} too`;
  await at.addPeople([{ firstName: 'ann', email: there.email('ann'), city }]);
  const other = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook('Other shelf');
  await at.connect(other, book.id);
  await scenes.sync();
  expect(valuesOf(there.email('ann'))).toMatchObject({ FIRSTNAME: 'ann', LASTNAME: 'Filled' });
  expect(at.bookEmails(book.remoteId)).toEqual([there.email('ann')]);
  // The field is emptied once nobody wants a value any more.
  await scenes.change(there.docIds[0], { lastName: null });
  await scenes.sync();
  expect(valuesOf(there.email('ann'))?.LASTNAME).toBeUndefined();
});

test('addresses that a collation takes for equal are two people', async () => {
  const there = await scenes.open(['zoe', 'rest', 'more']);
  const [accent] = await at.addPeople([
    { firstName: 'Zoë', email: there.email('zoë'), city: there.city },
  ]);
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['more', 'rest', 'zoe'].map(there.email));
  const members = await at.members(there.listId);
  const stateOf = (docId: string | undefined) =>
    members.find((member) => member.documentId === docId)?.state;
  expect(stateOf(accent)).toBe('undeliverable');
  expect(stateOf(there.docIds[0])).toBe('active');
  await scenes.change(there.docIds[0], { firstName: 'Zoe 2' });
  await scenes.change(accent, { city: 'elsewhere' });
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['more', 'rest', 'zoe'].map(there.email));
  expect(valuesOf(there.email('zoe'))).toMatchObject({ FIRSTNAME: 'Zoe 2' });
});
