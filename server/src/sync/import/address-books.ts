import { remark } from '../../core/remarks';
import type { RemoteAddressBook } from '../../dotdigital/types';
import { differs, type AddressBook, type ListedBook } from '../../store/address-books';
import type { StepRecorder, SyncContext } from '../context';

/**
 * Takes over the account's listing of address books: new ones, new names and counts, books that are
 * back. A book the listing no longer has is flagged; an empty listing changes nothing. The client
 * leaves the reserved books out of the listing.
 */
export const importAddressBooks = async (
  { deps, integration, account, lease }: Omit<SyncContext, 'run'>,
  step: StepRecorder
): Promise<void> => {
  // Asked first: a book that an editor creates meanwhile is known here and not yet in the listing.
  const known = await deps.repositories.addressBooks.ofIntegration(integration.id);
  const listed = (await account.addressBooks.list({ signal: lease.signal })).map(listedBook);
  if (listed.length === 0 && known.length > 0) {
    step.warn(remark('books-empty'));
    return;
  }
  const before = new Map(known.map((book) => [book.remoteId, book]));
  const changed = listed.filter((book) => isNews(book, before.get(book.remoteId)));
  await deps.repositories.addressBooks.upsert(integration.id, changed, deps.clock.now());
  step.count('listed', listed.length);
  for (const book of changed) step.count(whatHappened(book, before.get(book.remoteId)));

  const there = new Set(listed.map((book) => book.remoteId));
  const vanished = known.filter((book) => book.vanishedAt === null && !there.has(book.remoteId));
  await deps.repositories.addressBooks.markVanished(
    vanished.map((book) => book.id),
    deps.clock.now()
  );
  step.count('vanished', vanished.length);
  for (const book of vanished) step.warn(remark('book-vanished', { book: book.name }));
};

/** The vendor's book in the words of our table. */
export const listedBook = ({ id, name, visibility, contacts }: RemoteAddressBook): ListedBook => ({
  remoteId: id,
  name,
  visibility,
  contactCount: contacts,
});

const isNews = (book: ListedBook, before: AddressBook | undefined): boolean =>
  before === undefined || before.vanishedAt !== null || differs(book, before);

const whatHappened = (book: ListedBook, before: AddressBook | undefined): string => {
  if (before === undefined) return 'added';
  if (before.vanishedAt !== null) return 'returned';
  return before.name === book.name ? 'updated' : 'renamed';
};
