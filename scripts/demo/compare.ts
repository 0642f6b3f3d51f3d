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

/**
 * Compares the vendor's book, read back through the public API, with the site. Answers every
 * disagreement in words; both sides agree when there is none.
 */
export const compareSides = async (
  api: PluginApi,
  listId: string,
  book: BookContents,
  wanted: Map<string, Wanted>
): Promise<string[]> => {
  const differences: string[] = [];
  const absent = await recordsIn(api, listId, ABSENT);
  const optedOut = await recordsIn(api, listId, ['unsubscribed']);
  let matched = 0;
  for (const { documentId, email, firstName, lastName } of wanted.values()) {
    const reachable = isReachable(book, email);
    if (absent.has(documentId)) {
      if (reachable) differences.push(`${email} should not be reachable in the book`);
      continue;
    }
    if (!reachable) {
      differences.push(`${email} is missing from the book`);
      continue;
    }
    matched += 1;
    const entry = book.contacts.get(email);
    if (entry?.firstName !== firstName || entry.lastName !== lastName) {
      differences.push(
        `${email} is "${entry?.firstName} ${entry?.lastName}" there and "${firstName} ${lastName}" here`
      );
    }
  }
  for (const email of book.contacts.keys()) {
    if (!wanted.has(email)) differences.push(`${email} is in the book, but not in the list`);
  }
  for (const email of book.unsubscribed) {
    const person = wanted.get(email);
    if (person && !optedOut.has(person.documentId)) {
      differences.push(`${email} unsubscribed there, which Strapi does not show`);
    }
  }
  const exported = (await api.status(listId)).connection?.counts.exported;
  if (exported !== matched) {
    differences.push(`Strapi says ${exported} members are exported, the book holds ${matched}`);
  }
  if (matched === 0) differences.push('Nobody arrived in the book');
  return differences;
};
