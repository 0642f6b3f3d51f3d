import { isReservedBook } from '../core/reserved-books';
import type { Caller } from './caller';
import type { Endpoint } from './endpoint';
import { isVendorError } from './errors';
import { vendorId, text } from './guards';
import { pages } from './paging';
import { addressBookSchema, addressBooksSchema, jobSchema } from './schemas';
import type { DotdigitalAccount, RemoteAddressBook } from './types';

const LIST: Endpoint = { method: 'GET', path: 'address-books', kind: 'read', repeat: 'always' };
const GET: Endpoint = { method: 'GET', path: 'address-books/{id}', kind: 'read', repeat: 'always' };
const CREATE: Endpoint = {
  method: 'POST',
  path: 'address-books',
  kind: 'write',
  repeat: 'refused',
};
const DELETE: Endpoint = {
  method: 'DELETE',
  path: 'address-books/{id}',
  kind: 'write',
  repeat: 'always',
};

/** Address books ("lists"): `/v2/address-books`. */
export const addressBooks = (caller: Caller): DotdigitalAccount['addressBooks'] => ({
  list: async (call) => {
    const read = async (query: { select: number; skip: number }) => {
      const { value, serverTime } = await caller.json(
        { endpoint: LIST, query },
        addressBooksSchema,
        call
      );
      return { rows: value, serverTime };
    };
    const books: RemoteAddressBook[] = [];
    for await (const page of pages(read, (book) => book.id)) books.push(...page.rows);
    return books.filter((book) => !isReservedBook(book.name));
  },
  get: async (id, call) => {
    const request = { endpoint: GET, values: { id: vendorId(id) } };
    return (await caller.json(request, addressBookSchema, call)).value;
  },
  create: async ({ name, visibility }, call) => {
    const json = { name: text(name, 'the name of the address book'), visibility };
    return (await caller.json({ endpoint: CREATE, json }, addressBookSchema, call)).value;
  },
  delete: async (id, call) => {
    const request = { endpoint: DELETE, values: { id: vendorId(id) } };
    try {
      await caller.optionalJson(request, jobSchema, call);
    } catch (error) {
      // Gone is what was asked for, also when an earlier attempt did it.
      const isGone = isVendorError(error) && error.code === 'ERROR_ADDRESSBOOK_NOT_FOUND';
      if (!isGone) throw error;
    }
  },
});
