import { expect, test } from 'vitest';
import { findDifferences, type PluginView, type Wanted } from '../../scripts/demo/compare';
import type { BookContents } from '../../scripts/demo/vendor-book';

const person = (documentId: string, firstName: string): [string, Wanted] => {
  const email = `${documentId}@example.com`;
  return [email, { documentId, email, firstName, lastName: 'Søe' }];
};

const wanted = new Map([person('ada', 'Ada'), person('bert', 'Bert'), person('cleo', 'Cleo')]);

const book = (): BookContents => ({
  contacts: new Map([
    ['ada@example.com', { status: 'Subscribed', firstName: 'Ada', lastName: 'Søe' }],
    ['bert@example.com', { status: 'Subscribed', firstName: 'Bert', lastName: 'Søe' }],
  ]),
  unsubscribed: new Set(['cleo@example.com']),
});

const view = (changes: Partial<PluginView> = {}): PluginView => ({
  absent: new Set(['cleo']),
  optedOut: new Set(['cleo']),
  waiting: new Set(),
  exported: 2,
  ...changes,
});

test('the demo says that both sides agree when they do', () => {
  expect(findDifferences(book(), wanted, view())).toEqual([]);
});

test('a person missing from the book is a disagreement, also in the number exported', () => {
  const contents = book();
  contents.contacts.delete('bert@example.com');
  expect(findDifferences(contents, wanted, view())).toEqual([
    'bert@example.com is missing from the book',
    'Strapi says 2 are exported, the book holds 1',
  ]);
});

test('another name is a disagreement', () => {
  const contents = book();
  contents.contacts.set('ada@example.com', {
    status: 'Subscribed',
    firstName: 'Ada',
    lastName: 'S�e',
  });
  expect(findDifferences(contents, wanted, view())).toHaveLength(1);
});

test('a stranger in the book is a disagreement', () => {
  const contents = book();
  contents.contacts.set('dirk@example.com', { status: 'Subscribed', firstName: '', lastName: '' });
  expect(findDifferences(contents, wanted, view())).toEqual([
    'dirk@example.com is in the book, but not in the list',
  ]);
});

test('an opt-out that only one side knows is a disagreement', () => {
  const unknownHere = view({ absent: new Set(['cleo']), optedOut: new Set() });
  expect(findDifferences(book(), wanted, unknownHere)).toEqual([
    'cleo@example.com unsubscribed there, which Strapi does not show',
  ]);
  const unknownThere = book();
  unknownThere.unsubscribed.clear();
  unknownThere.contacts.set('cleo@example.com', {
    status: 'Subscribed',
    firstName: 'Cleo',
    lastName: 'Søe',
  });
  expect(findDifferences(unknownThere, wanted, view())).toEqual([
    'cleo@example.com should not be reachable in the book',
  ]);
});

test('an empty book never agrees', () => {
  const empty: BookContents = { contacts: new Map(), unsubscribed: new Set() };
  expect(findDifferences(empty, new Map(), view({ exported: 0 }))).toEqual([
    'Nobody arrived in the book',
  ]);
});
