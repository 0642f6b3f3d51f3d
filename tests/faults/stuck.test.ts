import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 3 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

test('a removal that can never be made, because its book is gone, stops no other book', async () => {
  const { control } = at.sandbox;
  const gone = await scenes.open(['ann', 'bob', 'cat']);
  const other = await scenes.open(['dan']);
  control.failNext(2, 400, 'contacts/delete');
  await scenes.change(gone.docIds[0], { city: 'elsewhere' });
  await scenes.sync();
  control.deleteBook(gone.remoteId);
  await at.addPeople([{ email: other.email('eve'), city: other.city }]);
  await scenes.sync();
  const run = await scenes.sync();
  expect(at.bookEmails(other.remoteId)).toEqual(['dan', 'eve'].map(other.email));
  expect(await at.table('dotmailer_uploads').where({ open: true })).toEqual([]);
  expect(run.steps.filter((step) => step.status === 'failed')).toEqual([]);
  expect((await at.status(gone.listId)).connection?.state).toBe('blocked');
});

test('states a process left when it was killed between two writes are picked up', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob', 'cat', 'dan']);
  const rows = () => at.table('dotmailer_ledger').where({ connection_id: there.connectionId });
  const job = {
    integration_id: at.integrationId,
    connection_id: there.connectionId,
    open: true,
    row_count: 1,
    polls: 0,
    created_at: Date.now(),
  };
  const entry = async (name: string) => {
    const [row] = await scenes.rows(there, there.email(name));
    return row?.id ?? 0;
  };
  const insert = async (table: string, row: Record<string, unknown>): Promise<number> => {
    await at.table(table).insert(row);
    return Number((await at.table(table).max({ id: 'id' }).first())?.id);
  };
  expect(await rows()).toHaveLength(4);

  // Taken for an upload, its answer never stored.
  const preparing = { ...job, kind: 'values', refused_count: 0, fence: 1 };
  const unsent = await insert('dotmailer_uploads', { ...preparing, status: 'sending' });
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  await at
    .table('dotmailer_ledger')
    .where({ id: await entry('ann') })
    .update({ state: 'sent', upload_id: unsent });
  // An upload row without anything under it.
  await insert('dotmailer_uploads', { ...preparing, status: 'preparing' });
  // A removal whose request was never sent.
  await scenes.change(there.docIds[1], { city: 'elsewhere' });
  const removal = await insert('dotmailer_removals', { ...job, status: 'preparing' });
  await at
    .table('dotmailer_ledger')
    .where({ id: await entry('bob') })
    .update({ state: 'removing', removal_id: removal });
  // Taken off at the vendor and removed from the list, its ledger row still there.
  control.takeOffBook(there.email('cat'), there.remoteId);
  await scenes.act(there, 'remove', [there.docIds[2]]);
  await at.idle();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'dan'].map(there.email));
  expect(control.contact(there.email('ann'))?.dataFields.FIRSTNAME).toBe('Ann 2');
  for (const table of ['dotmailer_uploads', 'dotmailer_removals']) {
    expect(await at.table(table).where({ open: true }), table).toEqual([]);
  }
  expect(await rows().orderBy('id')).toMatchObject([
    { state: 'acknowledged' },
    { state: 'acknowledged' },
  ]);

  // An approval that was used up before anybody was taken off asks again.
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.change(there.docIds[3], { city: 'elsewhere' });
  await scenes.sync();
  const hold = (await at.status(there.listId)).connection?.hold;
  await at.table('dotmailer_holds').where({ id: hold?.id }).update({ state: 'used' });
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toHaveLength(2);
  expect((await at.status(there.listId)).connection?.hold).toMatchObject({ leaving: 2 });
  await scenes.approve(there);
  await at.idle();
  expect(at.bookEmails(there.remoteId)).toEqual([]);
});

test('a connection that takes its people off closes whatever happens on the way', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob', 'cat']);
  await at.addPeople([{ email: there.email('dup'), city: there.city }]);
  await scenes.sync();
  control.setImportSpeed('held');
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  await scenes.sync();
  control.unsubscribe(there.email('bob'), there.remoteId);
  await scenes.disconnect(there, { takeOff: true });
  await at.idle();
  control.setImportSpeed({ milliseconds: 0 });
  await control.finishJobs();
  await at.table('dotmailer_uploads').where({ open: true }).update({ poll_at: 0 });
  await scenes.sync();
  await scenes.approve(there);
  await at.idle();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([]);
  expect((await at.status(there.listId)).connection).toBeNull();
});
