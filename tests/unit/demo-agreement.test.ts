import { describe, expect, test } from 'vitest';
import { findCampaignDifferences, type HeldCampaign } from '../../scripts/demo/campaign';
import { findDifferences, type PluginView, type Wanted } from '../../scripts/demo/compare';
import type { BookContents } from '../../scripts/demo/vendor-book';

type Totals = Parameters<typeof findCampaignDifferences>[1];

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

describe('a campaign', () => {
  const count = (total: number) => ({ html: total, text: 0, total });
  const none = count(0);
  const totals: Totals = {
    sent: count(10),
    delivered: none,
    opens: count(6),
    uniqueOpens: none,
    clicks: count(2),
    pageViews: none,
    forwards: none,
    estimatedForwards: none,
    replies: none,
    hardBounces: none,
    softBounces: none,
    mailBlocks: none,
    unsubscribes: none,
    ispComplaints: none,
    recipientsClicked: 1,
  };
  const held = (changes: Partial<HeldCampaign> = {}): HeldCampaign => ({
    totals: Object.fromEntries(
      Object.entries(totals).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : value.total,
      ])
    ),
    recipients: 10,
    opens: 6,
    clicks: 2,
    ...changes,
  });

  test('of which both sides count the same is no disagreement', () => {
    expect(findCampaignDifferences(held(), totals)).toEqual([]);
  });

  test('with another total, or one that is missing, is one', () => {
    const others = held().totals;
    delete others.opens;
    expect(findCampaignDifferences(held({ totals: others }), totals)).toEqual([
      'opens: 6 there, nothing here',
    ]);
    expect(
      findCampaignDifferences(held({ totals: { ...held().totals, replies: 1 } }), totals)
    ).toEqual(['replies: 0 there, 1 here']);
  });

  test('whose recipients do not add up to its totals is one', () => {
    expect(findCampaignDifferences(held({ recipients: 9, clicks: 3 }), totals)).toEqual([
      'recipients: 10 there, 9 here',
      'clicks of them: 2 there, 3 here',
    ]);
  });
});
