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
const cursorOf = async (feed: string) =>
  (await at.table('dotmailer_cursors').where({ feed }).first('since'))?.since ?? null;

test('a page that fails in the middle moves no cursor, and nothing is uploaded', async () => {
  const { control } = at.sandbox;
  const there = await scenes.open(['ann', 'bob']);
  const feed = `unsubscribes:${there.remoteId}`;
  for (let index = 0; index < 1100; index += 1) {
    const email = `away${index}@example.com`;
    control.addContact(email, { bookIds: [there.remoteId] });
    control.unsubscribe(email, there.remoteId);
  }
  const before = await cursorOf(feed);
  await at.addPeople([{ email: there.email('new'), city: there.city }]);
  const open = await at.table('dotmailer_connections').whereNotNull('open_book');
  expect(open).toHaveLength(1);
  // The first page passes, the second is refused.
  const failing = failSecondPage(control);
  const run = await scenes.sync();
  await failing;
  expect(run.status).toBe('failed');
  expect(await cursorOf(feed)).toBe(before);
  expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'bob'].map(there.email));
  await scenes.sync();
  expect(await cursorOf(feed)).toBeGreaterThan(Number(before));
  expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'bob', 'new'].map(there.email));
});

/** Orders a failure as soon as the first page was asked for. */
const failSecondPage = async (control: ConnectedSite['sandbox']['control']) => {
  control.clearCalls();
  control.setLatency(100, 'unsubscribed-since');
  await expect
    .poll(() => control.calls().byEndpoint['GET ' + FEED] ?? 0, { timeout: 30_000, interval: 5 })
    .toBeGreaterThan(0);
  control.failNext(1, 400, 'unsubscribed-since');
  control.setLatency(0, 'unsubscribed-since');
};
const FEED = '/v2/address-books/{addressBookId}/contacts/unsubscribed-since/{date}';

describe('words nobody knows', () => {
  test('a status, a reason and an upload status of tomorrow hold, and never crash', async () => {
    const { control } = at.sandbox;
    const there = await scenes.open(['ann', 'bob', 'cat', 'dan']);
    control.setStatus(there.email('ann'), 'Enchanted' as never);
    control.suppress(there.email('bob'), 'Bewitched' as never);
    await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
    await scenes.change(there.docIds[1], { firstName: 'Bob 2' });
    control.rejectNextImport('Vanished' as never);
    await scenes.change(there.docIds[2], { firstName: 'Cat 2' });
    const run = await scenes.sync();
    expect(run.status).toBe('warnings');
    for (const name of ['ann', 'bob', 'cat']) {
      expect(await scenes.member(there, there.email(name)), name).toMatchObject({ state: 'held' });
    }
    expect(await scenes.member(there, there.email('dan'))).toMatchObject({ state: 'active' });
    expect(await at.members(there.listId, '&state=removed')).toEqual([]);
    control.setStatus(there.email('ann'), 'Subscribed');
    control.addToBook(there.email('ann'), there.remoteId);
    await scenes.sync();
    expect(control.contact(there.email('ann'))?.dataFields.FIRSTNAME).toBe('Ann 2');
  });
});
