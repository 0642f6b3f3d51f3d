import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
});
afterAll(() => at.close());

const lease = () => at.table('dotmailer_leases').where({ name: `integration:${at.integrationId}` });
/** Another node has the lease, and leaves it again. */
const takeOver = () =>
  lease()
    .update({ owner: 'another node', expires_at: Date.now() + 60_000 })
    .increment('fence', 1);
const giveBack = () => lease().update({ owner: null, expires_at: 0 });

/** Waits until the vendor is being asked for something whose path contains `part`. */
const asked = (part: string) =>
  expect
    .poll(
      () =>
        Object.entries(at.sandbox.control.calls().byEndpoint).filter(
          ([endpoint, count]) => endpoint.includes(part) && count > 0
        ).length,
      { timeout: 30_000, interval: 5 }
    )
    .toBeGreaterThan(0);

test('a node that lost its lease while reading stages, removes and sends nothing', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob', 'cat']);
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.change(there.docIds[1], { firstName: 'Bob 2' });
  await at.addPeople([{ email: there.email('new'), city: there.city }]);
  const before = await at.table('dotmailer_ledger').orderBy('id');
  control.clearCalls();
  control.setLatency(300, '/contacts');
  const syncing = scenes.sync();
  await asked('suppressed-since');
  await takeOver();
  control.setLatency(0, '/contacts');
  const run = await syncing;
  expect(run.status).toBe('failed');
  expect(await at.table('dotmailer_ledger').orderBy('id')).toEqual(before);
  expect(at.writes()).toEqual([]);
  await giveBack();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['bob', 'cat', 'new'].map(there.email));
});

test('a node that lost its lease while uploading leaves one truth behind', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob']);
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  control.clearCalls();
  control.setLatency(500, '/import');
  const syncing = at.sync({ full: true });
  await expect
    .poll(() => at.table('dotmailer_uploads').where({ status: 'sending' }), { timeout: 30_000 })
    .toHaveLength(1);
  await takeOver();
  // The other node takes the file back, since nobody knows whether it was sent.
  await at.table('dotmailer_ledger').where({ state: 'sent' }).update({ state: 'staged' });
  await at
    .table('dotmailer_uploads')
    .where({ status: 'sending' })
    .update({ status: 'NotSent', open: false, settled_at: Date.now() });
  await scenes.change(there.docIds[0], { firstName: 'Ann 3' });
  await syncing;
  control.setLatency(0, '/import');
  const rows = await scenes.rows(there, there.email('ann'));
  expect(rows).toMatchObject([{ role: 'owner', state: 'staged' }]);
  await giveBack();
  await scenes.sync();
  expect(control.contact(there.email('ann'))?.dataFields.FIRSTNAME).toBe('Ann 3');
  expect(await scenes.rows(there, there.email('ann'))).toMatchObject([{ state: 'acknowledged' }]);
  expect(await at.table('dotmailer_uploads').where({ open: true })).toEqual([]);
});
