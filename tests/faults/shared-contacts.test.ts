import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes, type Scene } from '../support/scenes';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 8 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

const valuesOf = (email: string) => at.sandbox.control.contact(email)?.dataFields;

/** One more list of people in this city, with a book of its own. */
const secondBook = async (city: string) => {
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook(`Second of ${city}`);
  await at.connect(listId, book.id);
  return { ...book, listId };
};

/** Lines of the files the vendor took since, without their headers. */
const filesSince = (before: number) =>
  at.sandbox.control
    .imports()
    .slice(before)
    .map(({ csv, bookIds }) => ({ book: bookIds[0], lines: csv?.trim().split('\n').slice(1) }));
const files = () => at.sandbox.control.imports().length;

const quiet = async () => {
  at.sandbox.control.clearCalls();
  await scenes.sync();
  expect(at.writes()).toEqual([]);
};

const openTwice = async (): Promise<{ there: Scene; second: { remoteId: number } }> => {
  const there = await scenes.open(['ann', 'bob']);
  return { there, second: await secondBook(there.city) };
};

test('a change of a person in two books travels once', async () => {
  const { there, second } = await openTwice();
  expect(at.bookEmails(second.remoteId)).toEqual(['ann', 'bob'].map(there.email));
  await quiet();
  const before = files();
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  await scenes.sync();
  expect(filesSince(before)).toEqual([
    { book: there.remoteId, lines: [`${there.email('ann')},Ann 2,,Ann 2`] },
  ]);
  await quiet();
});

test('who joins two books at once brings the values with one of them', async () => {
  const { there, second } = await openTwice();
  const before = files();
  await at.addPeople([{ firstName: 'Cat', email: there.email('cat'), city: there.city }]);
  await scenes.sync();
  expect(filesSince(before)).toEqual([
    { book: there.remoteId, lines: [`${there.email('cat')},Cat,,Cat`] },
    { book: second.remoteId, lines: [`${there.email('cat')},,,`] },
  ]);
  expect(at.bookEmails(second.remoteId)).toContain(there.email('cat'));
  await quiet();
});

test('values go with the second book when the first refuses the file', async () => {
  const { there, second } = await openTwice();
  const before = files();
  at.sandbox.control.rejectNextImport('RejectedByWatchdog');
  await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
  await at.addPeople([{ firstName: 'Cat', email: there.email('cat'), city: there.city }]);
  await scenes.sync();
  expect(valuesOf(there.email('ann'))).toMatchObject({ FIRSTNAME: 'Ann 2' });
  expect(valuesOf(there.email('cat'))).toMatchObject({ FIRSTNAME: 'Cat' });
  const others = filesSince(before).filter((file) => file.book === second.remoteId);
  expect(others.flatMap((file) => file.lines)).toEqual([
    `${there.email('cat')},,,`,
    `${there.email('ann')},Ann 2,,Ann 2`,
    `${there.email('cat')},Cat,,Cat`,
  ]);
});

test('the oldest record has the first word, and the next one when it leaves', async () => {
  const there = await scenes.open(['ann', 'bob', 'cat']);
  const city = `${there.city} too`;
  const [newer] = await at.addPeople([
    { firstName: 'Newer', lastName: 'Name', email: there.email('ann'), city },
    { firstName: 'Rest', email: there.email('rest'), city },
  ]);
  await secondBook(city);
  expect(valuesOf(there.email('ann'))).toEqual({ FIRSTNAME: 'ann', FULLNAME: 'ann' });
  await scenes.change(newer, { firstName: 'Newest' });
  await quiet();
  await scenes.change(there.docIds[0], { city: 'elsewhere' });
  await scenes.sync();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual(['bob', 'cat'].map(there.email));
  expect(valuesOf(there.email('ann'))).toEqual({
    FIRSTNAME: 'Newest',
    LASTNAME: 'Name',
    FULLNAME: 'Newest Name',
  });
  await quiet();
});
