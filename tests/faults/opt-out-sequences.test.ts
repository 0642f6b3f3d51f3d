import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
});
afterAll(() => at.close());

const bookOf = (scene: { remoteId: number }) => at.bookEmails(scene.remoteId);

describe("an editor's opt-out follows the record to every address it ever gets", () => {
  test('opted out as a duplicate, without an e-mail for a while, outside the list for a while', async () => {
    const there = await scenes.open(['own', 'gap', 'out', 'rest']);
    const [twin] = await at.addPeople([
      { firstName: 'twin', email: there.email('own'), city: there.city },
    ]);
    await scenes.sync();
    await scenes.act(there, 'unsubscribe', [twin, there.docIds[1], there.docIds[2]]);
    await scenes.change(there.docIds[1], { email: null });
    await scenes.change(there.docIds[2], { city: 'elsewhere' });
    await scenes.sync();
    await scenes.change(twin, { email: there.email('twin') });
    await scenes.change(there.docIds[1], { email: there.email('gap2') });
    await scenes.change(there.docIds[2], { city: there.city, email: there.email('out2') });
    await scenes.sync();
    expect(bookOf(there)).toEqual([there.email('rest')]);
    for (const name of ['twin', 'gap2', 'out2']) {
      expect(await scenes.member(there, there.email(name)), name).toMatchObject({
        state: 'unsubscribed',
      });
    }
  });

  test('two records of one address opted out together, then parted', async () => {
    const there = await scenes.open(['both', 'rest']);
    const [twin] = await at.addPeople([
      { firstName: 'twin', email: there.email('both'), city: there.city },
    ]);
    await scenes.sync();
    await scenes.act(there, 'unsubscribe', [there.docIds[0], twin]);
    await scenes.change(there.docIds[0], { email: there.email('one') });
    await scenes.change(twin, { email: there.email('two') });
    await scenes.sync();
    expect(bookOf(there)).toEqual([there.email('rest')]);
  });
});

test('a resubscription at account level does not lift the opt-out of the book', async () => {
  const there = await scenes.open(['both', 'account', 'rest']);
  const { control } = at.sandbox;
  control.setSwitch('rejoinAfterBookUnsubscribe', 'clears');
  control.unsubscribe(there.email('both'), there.remoteId);
  await scenes.sync();
  control.suppress(there.email('both'), 'Unsubscribed');
  control.suppress(there.email('account'), 'Unsubscribed');
  await scenes.sync();
  await scenes.act(there, 'resubscribe', there.docIds.slice(0, 2));
  control.confirmChallenge(there.email('both'));
  control.confirmChallenge(there.email('account'));
  await scenes.act(there, 'resubscribe', there.docIds.slice(0, 2));
  await at.idle();
  await scenes.sync();
  control.setSwitch('rejoinAfterBookUnsubscribe', 'refused');
  expect(bookOf(there)).toEqual([there.email('account'), there.email('rest')]);
  expect(await scenes.member(there, there.email('both'))).toMatchObject({ state: 'unsubscribed' });
});

test('a lifted opt-out stays lifted when read again, and a newer one counts whatever the clocks say', async () => {
  const there = await scenes.open(['again', 'rest']);
  const { control } = at.sandbox;
  control.unsubscribe(there.email('again'), there.remoteId);
  await scenes.sync();
  control.addToBook(there.email('again'), there.remoteId);
  await scenes.sync();
  await scenes.sync();
  expect(await scenes.member(there, there.email('again'))).toMatchObject({ state: 'active' });
  // This site's clock is ten minutes ahead of the vendor's.
  await at
    .table('dotmailer_opt_outs')
    .where({ email_norm: there.email('again') })
    .increment('lifted_at', 600_000);
  control.unsubscribe(there.email('again'), there.remoteId);
  await scenes.sync();
  expect(await scenes.member(there, there.email('again'))).toMatchObject({ state: 'unsubscribed' });
  expect(bookOf(there)).toEqual([there.email('rest')]);
});

test.each(['book', 'account'] as const)(
  'who changes the address at the vendor and opts out of the %s is not sent again under the old one',
  async (level) => {
    const there = await scenes.open(['pat', 'rest', 'more']);
    const { control } = at.sandbox;
    // The daily look at the whole book was just now.
    await at.table('dotmailer_connections').update({ full_read_at: Date.now() });
    control.changeEmail(there.email('pat'), there.email('pat2'));
    control.unsubscribe(there.email('pat2'), level === 'book' ? there.remoteId : undefined);
    await scenes.sync();
    await scenes.change(there.docIds[0], { firstName: 'Patricia' });
    await scenes.sync();
    expect(bookOf(there)).toEqual([there.email('more'), there.email('rest')]);
    expect(control.contact(there.email('pat'))).toBeNull();
    expect(await scenes.member(there, there.email('pat'))).toMatchObject({
      exportState: 'held',
      reason: `The address was changed in Dotdigital to ${there.email('pat2')}`,
    });
  }
);

test('an editor who unsubscribes again somebody that came back meanwhile has the last word', async () => {
  const there = await scenes.open(['pat', 'rest']);
  const { control } = at.sandbox;
  await scenes.act(there, 'unsubscribe', [there.docIds[0]]);
  await scenes.sync();
  control.addToBook(there.email('pat'), there.remoteId);
  expect(bookOf(there)).toContain(there.email('pat'));
  await scenes.act(there, 'unsubscribe', [there.docIds[0]]);
  expect(bookOf(there)).toEqual([there.email('rest')]);
  await scenes.sync();
  await scenes.sync();
  expect(bookOf(there)).toEqual([there.email('rest')]);
  expect(await scenes.member(there, there.email('pat'))).toMatchObject({ state: 'unsubscribed' });
});

test('an opt-out that could not be sent goes out although the list was disconnected meanwhile', async () => {
  const there = await scenes.open(['gone', 'rest']);
  at.sandbox.control.failNext(1, 400, 'contacts/unsubscribe');
  at.sandbox.control.failNext(1, 400, 'contacts/unsubscribe');
  await scenes.act(there, 'unsubscribe', [there.docIds[0]]);
  await scenes.disconnect(there);
  await scenes.sync();
  await scenes.sync();
  expect(bookOf(there)).toEqual([there.email('rest')]);
});

test('an opt-out while the integration is inactive goes out when it is active again', async () => {
  const there = await scenes.open(['idle', 'rest']);
  const [row] = await at.table('dotmailer_integrations').where({ id: at.integrationId });
  const save = (active: boolean) =>
    at.site.request('PUT', `/dotmailer/integrations/${at.integrationId}`, {
      name: row.name,
      username: at.sandbox.credentials.username,
      active,
    });
  expect((await save(false)).status).toBe(200);
  await scenes.act(there, 'unsubscribe', [there.docIds[0]]);
  expect(bookOf(there)).toHaveLength(2);
  expect((await save(true)).status).toBe(200);
  await at.idle();
  await scenes.sync();
  expect(bookOf(there)).toEqual([there.email('rest')]);
});

test('an account-level opt-out ends every book and follows no switch', async () => {
  const there = await scenes.open(['acc', 'rest']);
  const other = await at.createList({
    filter: { version: 1, where: { city: { $eq: there.city } }, activity: [] },
  });
  const book = await at.createBook('Evil other');
  await at.connect(other, book.id);
  for (const position of ['account', 'Unsubscribed'] as const) {
    at.sandbox.control.setSwitch('bookFeedStatus', position);
    at.sandbox.control.unsubscribe(there.email('acc'), there.remoteId);
    await scenes.sync();
    expect(await scenes.member(there, there.email('acc'))).toMatchObject({ state: 'unsubscribed' });
  }
  at.sandbox.control.suppress(there.email('acc'));
  await scenes.sync();
  expect(bookOf(there)).toEqual([there.email('rest')]);
  expect(at.bookEmails(book.remoteId)).toEqual([there.email('rest')]);
});
