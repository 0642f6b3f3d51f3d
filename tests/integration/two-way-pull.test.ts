import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';
import { createScenes, type Scene } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
  await makeFields(at, { POINTS: 'Numeric', BORN: 'Date', HAPPY: 'Boolean', TOWN: 'String' });
});
afterAll(() => at?.close());

const contact = async (email: string) => {
  const row = await at.table('dotmailer_contacts').where({ email_norm: email }).first();
  return {
    remote: row?.remote ? JSON.parse(row.remote) : null,
    agreed: row?.agreed ? JSON.parse(row.agreed) : null,
    newsSince: row?.news_since ?? null,
  };
};
/** Vendor calls for contacts of the scene's book since the last `clearCalls`. */
const reads = ({ remoteId }: Scene) => {
  const path = `/address-books/${remoteId}/contacts`;
  return at.sandbox.control.calls().log.filter((call) => call.path.includes(path));
};

test('without a two-way row no values are stored', async () => {
  await mapRows(at, [{ dataField: 'TOWN', sources: ['city'] }]);
  const scene = await scenes.open(['ann']);
  at.sandbox.control.setDataField(scene.email('ann'), 'TOWN', 'Leeds');
  at.sandbox.control.clearCalls();
  await at.sync();
  expect(reads(scene).length).toBeGreaterThan(0);
  expect((await contact(scene.email('ann'))).remote).toBeNull();
});

test('with one, mapped values of the book are stored in canonical texts, from the whole book on', async () => {
  await mapRows(at, [{ dataField: 'TOWN', sources: ['city'] }]);
  const scene = await scenes.open(['ann', 'bob']);
  const email = scene.email('ann');
  at.sandbox.control.setDataField(email, 'POINTS', '10.50');
  at.sandbox.control.setDataField(email, 'BORN', '1990-05-02');
  at.sandbox.control.setDataField(email, 'HAPPY', 'yes');
  at.sandbox.control.setDataField(email, 'FIRSTNAME', 'Not mapped');
  await at.sync();
  // Beyond the overlap: an incremental read would not tell of them any more.
  await at.sandbox.control.advanceClock(600_000);
  await at.sync();

  await mapRows(at, [
    twoWay('POINTS', 'orders'),
    { dataField: 'BORN', sources: ['birthday'] },
    { dataField: 'HAPPY', sources: ['newsletter'] },
    { dataField: 'TOWN', sources: ['city'] },
  ]);
  await at.sync();
  expect((await contact(email)).remote).toEqual({
    POINTS: expect.any(String),
    BORN: '1990-05-02T00:00:00',
    HAPPY: 'true',
    TOWN: scene.city,
  });
  expect((await contact(scene.email('bob'))).remote).toMatchObject({ BORN: null });

  await at.sandbox.control.advanceClock(600_000);
  at.sandbox.control.clearCalls();
  await at.sync();
  expect(reads(scene).filter((call) => !call.path.includes('since'))).toEqual([]);
});

test('an export alone looks first at what flows both ways', async () => {
  await mapRows(at, [twoWay('LASTNAME', 'lastName', 'dotmailer')]);
  const { email, docIds } = await scenes.open(['eve']);
  await at.scheduledSync();
  await scenes.change(docIds[0] ?? '', { lastName: 'Here' });
  at.sandbox.control.setDataField(email('eve'), 'LASTNAME', 'There');
  await at.scheduledSync({ exportOnly: true });
  await at.scheduledSync();
  const record = await at.site.strapi
    .documents(CONTACT as never)
    .findOne({ documentId: docIds[0] ?? '' } as never);
  expect(record).toMatchObject({ lastName: 'There' });
  expect(at.sandbox.control.contact(email('eve'))?.dataFields.LASTNAME).toBe('There');
});
