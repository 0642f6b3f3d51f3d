import { remark, type RemarkCode } from '../../core/remarks';
import type { AddressBook } from '../../store/address-books';
import type { Connection } from '../../store/connections';
import type { SyncContext } from '../context';
import type { ExportFields } from '../mappings/export-fields';
import type { SyncRequest } from '../requests';
import { liftByNewerConsent } from './consent';
import { importContacts } from './contacts';
import { fullReadDue, readWholeBook } from './full-read';
import { importSuppressions } from './suppressions';
import { importUnsubscribes } from './unsubscribes';

/** What a pull works with: the account's books, their names by connection, the mappings. */
export type Pull = {
  books: Map<number, AddressBook>;
  names: Map<number, string>;
  fields: ExportFields;
  request: SyncRequest;
};

/**
 * Reads what the vendor knows of every connected book. Answers the connections that may be uploaded to
 * in this run: their opt-outs were completely read, and so was what flows back into records.
 */
export const pull = async (
  context: SyncContext,
  open: Connection[],
  { books, names, fields, request }: Pull
): Promise<Connection[]> => {
  const { run } = context;
  const suppressed = await run.step('suppressions', (step) => importSuppressions(context, step));
  const fresh: Connection[] = [];
  for (const connection of open) {
    const book = books.get(connection.addressBookId);
    const name = names.get(connection.id) ?? '';
    if (!book || book.vanishedAt !== null) {
      run.skip('pull', remark('book-not-listed'), name);
      continue;
    }
    const missed = await pullBook(context, connection, { book, name, fields, request });
    const why = suppressed ? missed : 'opt-outs-incomplete';
    if (why === null) fresh.push(connection);
    else run.skip('export', remark(why), name);
  }
  return fresh;
};

type BookPull = Pick<Pull, 'fields' | 'request'> & { book: AddressBook; name: string };

/** Answers why the book may not be uploaded to in this run; null when it may. */
const pullBook = async (
  context: SyncContext,
  connection: Connection,
  { book, name, fields, request }: BookPull
): Promise<RemarkCode | null> => {
  const { run } = context;
  // What flows both ways is never sent over a change nobody looked at.
  const isTwoWay = fields.twoWay.size > 0;
  let subscribed: string[] = [];
  let looked = true;
  if (!request.exportOnly || isTwoWay) {
    looked = await run.step(
      'contacts',
      async (step) => {
        const asked = request.listId === undefined || request.listId === connection.listId;
        const whole = asked && fields.pulls === 'now';
        subscribed = await importContacts(context, connection, fields, step, whole);
      },
      name
    );
  }
  const complete = await run.step(
    'unsubscribes',
    async (step) => {
      await importUnsubscribes(context, connection, step);
      await liftByNewerConsent(context, connection, subscribed, step);
    },
    name
  );
  if (!request.exportOnly && (await fullReadDue(context, connection, book.contactCount))) {
    run.changed();
    await run.step('full-read', (step) => readWholeBook(context, connection, fields, step), name);
  }
  if (!complete) return 'opt-outs-incomplete';
  return isTwoWay && !looked ? 'contacts-incomplete' : null;
};
