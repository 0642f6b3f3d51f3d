import type { MemberState } from '../../contracts/marketing-lists';
import { checkEmail } from '../../server/src/core/email';
import { statusGroup } from '../../server/src/core/statuses';
import type { PluginApi } from './plugin-api';
import type { Site } from './site';
import type { BookContents } from './vendor-book';

/** A person whom the list wants in the book, as the site's own collection has them. */
export type Wanted = { documentId: string; email: string; firstName: string; lastName: string };

/** Members whom the plugin says the book must not, or does not, hold. */
const ABSENT: MemberState[] = ['unsubscribed', 'removed', 'refused', 'held', 'undeliverable'];

/**
 * Reads the list's audience, every contact, straight from the collection, without the plugin: one person per
 * e-mail, the oldest record first.
 */
export const readAudience = async (
  site: Site
): Promise<{ wanted: Map<string, Wanted>; shared: Set<string> }> => {
  const wanted = new Map<string, Wanted>();
  const shared = new Set<string>();
  const documents = site.strapi.documents('api::contact.contact');
  const limit = 1000;
  for (let start = 0; ; start += limit) {
    const rows = await documents.findMany({
      start,
      limit,
      sort: ['createdAt:asc', 'documentId:asc'],
    });
    for (const row of rows) {
      const check = checkEmail(row.email);
      if (check.kind !== 'ok') continue;
      if (wanted.has(check.norm)) shared.add(check.norm);
      else {
        const { documentId, firstName, lastName } = row;
        wanted.set(check.norm, {
          documentId,
          email: check.norm,
          firstName: String(firstName ?? ''),
          lastName: String(lastName ?? ''),
        });
      }
    }
    if (rows.length < limit) return { wanted, shared };
  }
};

/** Document ids of the records that the plugin shows in one of these states. */
const recordsIn = async (api: PluginApi, listId: string, states: MemberState[]) => {
  const records = new Set<string>();
  for (const state of states) {
    for (const { documentId } of await api.membersIn(listId, state)) records.add(documentId);
  }
  return records;
};

const isReachable = (book: BookContents, email: string) => {
  const entry = book.contacts.get(email);
  if (!entry || book.unsubscribed.has(email)) return false;
  const group = statusGroup(entry.status);
  return group === 'mailable' || group === 'waiting';
};

/** What the plugin says about the list's people: document ids by state, and how many arrived. */
export type PluginView = {
  absent: Set<string>;
  optedOut: Set<string>;
  /** Dotdigital waits for the person's own confirmation; in the book or not, as it likes. */
  waiting: Set<string>;
  exported: number;
};

export const readPluginView = async (api: PluginApi, listId: string): Promise<PluginView> => ({
  absent: await recordsIn(api, listId, ABSENT),
  optedOut: await recordsIn(api, listId, ['unsubscribed']),
  waiting: await recordsIn(api, listId, ['waiting']),
  exported: (await api.status(listId)).connection?.counts.exported ?? 0,
});

/**
 * Compares the vendor's book with the site's own records and with what the plugin says. Answers
 * every disagreement in words; both sides agree when there is none.
 */
export const findDifferences = (
  book: BookContents,
  wanted: Map<string, Wanted>,
  view: PluginView
): string[] => {
  const differences: string[] = [];
  let matched = 0;
  for (const person of wanted.values()) {
    if (view.waiting.has(person.documentId)) continue;
    const reachable = isReachable(book, person.email);
    if (view.absent.has(person.documentId)) {
      if (reachable) differences.push(`${person.email} should not be reachable in the book`);
    } else if (reachable) {
      matched += 1;
      differences.push(...differentNames(book, person));
    } else {
      differences.push(`${person.email} is missing from the book`);
    }
  }
  for (const email of book.contacts.keys()) {
    if (!wanted.has(email)) differences.push(`${email} is in the book, but not in the list`);
  }
  for (const email of book.unsubscribed) {
    const person = wanted.get(email);
    if (person && !view.optedOut.has(person.documentId)) {
      differences.push(`${email} unsubscribed there, which Strapi does not show`);
    }
  }
  if (view.exported !== matched) {
    differences.push(`Strapi says ${view.exported} are exported, the book holds ${matched}`);
  }
  if (matched === 0) differences.push('Nobody arrived in the book');
  return differences;
};

const differentNames = (book: BookContents, { email, firstName, lastName }: Wanted) => {
  const there = book.contacts.get(email);
  if (there?.firstName === firstName && there.lastName === lastName) return [];
  const name = `${there?.firstName} ${there?.lastName}`;
  return [`${email} is "${name}" there and "${firstName} ${lastName}" here`];
};
