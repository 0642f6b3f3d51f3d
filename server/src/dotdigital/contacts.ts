import type { Caller } from './caller';
import { toVendorDate } from './dates';
import type { Endpoint } from './endpoint';
import { isVendorError } from './errors';
import { address, vendorId } from './guards';
import type { Request } from './http';
import { pages } from './paging';
import { addressBooksSchema, contactSchema, contactsSchema, resubscribeSchema } from './schemas';
import type { DotdigitalAccount, RemoteAddressBook, RemoteContact } from './types';

const OF_BOOK: Endpoint = {
  method: 'GET',
  path: 'address-books/{id}/contacts',
  kind: 'read',
  repeat: 'always',
};
const OF_BOOK_SINCE: Endpoint = {
  ...OF_BOOK,
  path: 'address-books/{id}/contacts/modified-since/{date}',
};
const BOOKS_OF: Endpoint = {
  method: 'GET',
  path: 'contacts/{id}/address-books',
  kind: 'read',
  repeat: 'always',
};
const BY_EMAIL: Endpoint = {
  method: 'GET',
  path: 'contacts/{email}',
  kind: 'read',
  repeat: 'always',
};
/** A challenge mails the person: repeated only when surely nothing was done. */
const RESUBSCRIBE: Endpoint = {
  method: 'POST',
  path: 'contacts/resubscribe',
  kind: 'write',
  repeat: 'refused',
};
const RESUBSCRIBE_TO_BOOK: Endpoint = {
  ...RESUBSCRIBE,
  path: 'address-books/{id}/contacts/resubscribe',
};

type Contacts = Pick<
  DotdigitalAccount['contacts'],
  'ofBook' | 'booksOf' | 'byEmail' | 'resubscribe'
>;

/** Contacts: `/v2/contacts` and those of a book. */
export const contacts = (caller: Caller): Contacts => ({
  ofBook: (bookId, { since, resumeAt, dataFields = false, ...call }) => {
    const id = vendorId(bookId);
    const target: Request =
      since === undefined
        ? { endpoint: OF_BOOK, values: { id } }
        : { endpoint: OF_BOOK_SINCE, values: { id, date: toVendorDate(since) } };
    return pages<RemoteContact>(
      async (window) => {
        const query = { withFullData: dataFields, ...window };
        const { value, serverTime } = await caller.json({ ...target, query }, contactsSchema, call);
        return { rows: value, serverTime };
      },
      (contact) => contact.id,
      resumeAt
    );
  },
  booksOf: async (contactId, call) => {
    const target: Request = { endpoint: BOOKS_OF, values: { id: vendorId(contactId) } };
    const read = async (query: { select: number; skip: number }) => {
      const { value, serverTime } = await caller.json(
        { ...target, query },
        addressBooksSchema,
        call
      );
      return { rows: value, serverTime };
    };
    const ids: number[] = [];
    try {
      for await (const page of pages<RemoteAddressBook>(read, (book) => book.id))
        ids.push(...page.rows.map((book) => book.id));
    } catch (error) {
      // Only the vendor's own word: a 404 of something in between would make people look taken off.
      if (isVendorError(error) && error.code === 'ERROR_CONTACT_NOT_FOUND') return [];
      throw error;
    }
    return ids;
  },
  byEmail: async (email, call) => {
    const request = { endpoint: BY_EMAIL, values: { email: address(email) } };
    try {
      return (await caller.json(request, contactSchema, call)).value;
    } catch (error) {
      const isUnknown = isVendorError(error, 'rejected') && error.httpStatus === 404;
      if (isUnknown || (isVendorError(error) && error.code === 'ERROR_CONTACT_NOT_FOUND'))
        return null;
      throw error;
    }
  },
  resubscribe: async (target, email, call) => {
    const json = { unsubscribedContact: { email: address(email) } };
    const request =
      target === 'account'
        ? { endpoint: RESUBSCRIBE, json }
        : { endpoint: RESUBSCRIBE_TO_BOOK, values: { id: vendorId(target.bookId) }, json };
    return (await caller.json(request, resubscribeSchema, call)).value;
  },
});
