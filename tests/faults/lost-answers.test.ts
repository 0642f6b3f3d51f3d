import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 3 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());
afterEach(() => {
  at.sandbox.control.setSwitch('rejoinAfterBookUnsubscribe', 'refused');
  at.sandbox.control.setImportSpeed({ milliseconds: 0 });
});

const due = () => at.table('dotmailer_uploads').where({ open: true }).update({ poll_at: 0 });

describe('a file that the vendor takes after somebody opted out', () => {
  test.each(['answer lost', 'answer known', 'clear', 'report gone', 'failed'] as const)(
    '%s: the person is unsubscribed again and stays so',
    async (way) => {
      const { control } = at.sandbox;
      const there = await scenes.open(['pat', 'sam']);
      control.setSwitch('rejoinAfterBookUnsubscribe', 'clears');
      control.setImportSpeed('held');
      if (way === 'answer lost') control.failNext(1, 'drop-after-accept', '/import');
      if (way === 'failed') control.rejectNextImport('Failed');
      await scenes.change(there.docIds[0], { firstName: way === 'clear' ? null : 'Patricia' });
      await scenes.sync();
      await scenes.act(there, 'unsubscribe', [there.docIds[0]]);
      expect(at.bookEmails(there.remoteId)).toEqual([there.email('sam')]);

      await control.finishJobs();
      control.setImportSpeed({ milliseconds: 0 });
      if (way === 'failed') control.addToBook(there.email('pat'), there.remoteId);
      if (way === 'report gone') control.failNext(2, 404, 'report');
      await due();
      await scenes.sync();
      await due();
      await scenes.sync();
      expect(at.bookEmails(there.remoteId)).toEqual([there.email('sam')]);
      expect(await scenes.member(there, there.email('pat'))).toMatchObject({
        state: 'unsubscribed',
      });
      const own = await at
        .table('dotmailer_opt_outs')
        .where({ email_norm: there.email('pat'), scope: 'list' })
        .whereNull('lifted_at');
      expect(own).toHaveLength(1);
    }
  );
});

test('an import whose report is gone is settled by its faults, and without those sent again', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['one']);
  await at.addPeople([{ email: there.email('two'), city: there.city }]);
  control.failNext(1, 404, '/report');
  control.failNext(1, 404, '/report');
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([there.email('one'), there.email('two')]);
  expect((await at.status(there.listId)).connection?.counts).toMatchObject({ exported: 2 });
});

test('a removal prepared before a disconnection is not made after it', async () => {
  const there = await scenes.open(['ann', 'ben', 'cas']);
  at.sandbox.control.failNext(2, 400, 'contacts/delete');
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.sync();
  const open = await at.table('dotmailer_removals').where({ connection_id: there.connectionId });
  expect(open).toMatchObject([{ remote_id: null }]);
  await scenes.disconnect(there);
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toHaveLength(3);
});
