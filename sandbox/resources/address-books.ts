import { refusal } from '../http/api-error';
import type { Fields } from '../http/request';
import type { Call, Route } from '../http/router';
import { VISIBILITIES, wordOf, type Book, type Visibility } from '../model';
import { pageOf } from './paging';
import { bookInPath, contactInPath, listedBooks, refuseReserved } from './lookups';
import { bookView } from './views';

const NAME_LIMIT = 128;

const listBooks = (call: Call, visibility?: Visibility) => {
  const books = listedBooks(call).filter(
    (book) => visibility === undefined || book.visibility === visibility
  );
  return { status: 200, json: pageOf(call, books).map(bookView) };
};

/** Checks the rules for names; `current` is the book that keeps its own. */
const readName = (fields: Fields, { account }: Call, current?: Book): string => {
  const name = fields.get('name');
  if (typeof name !== 'string' || name.trim() === '' || name.length > NAME_LIMIT) {
    throw refusal(400, 'ERROR_ADDRESSBOOK_INVALID');
  }
  const holder = account.store.bookByName(name);
  if (holder && holder !== current) {
    throw refusal(
      400,
      'ERROR_ADDRESSBOOK_DUPLICATE',
      'That name is in use already, please choose another.'
    );
  }
  return name.trim();
};

const readVisibility = (fields: Fields, fallback: Visibility): Visibility => {
  const given = fields.get('visibility');
  if (given === undefined || given === null) return fallback;
  const visibility = typeof given === 'string' ? wordOf(VISIBILITIES, given) : undefined;
  if (!visibility) throw refusal(400, 'ERROR_ADDRESSBOOK_INVALID');
  return visibility;
};

const create = async (call: Call) => {
  const fields = await call.request.jsonObject();
  const name = readName(fields, call);
  const visibility = readVisibility(fields, 'Private');
  if (call.account.store.books.size >= call.world.switches.addressBookLimit) {
    throw refusal(400, 'ERROR_ADDRESSBOOK_LIMITEXCEEDED');
  }
  return { status: 201, json: bookView(call.account.store.createBook(name, visibility)) };
};

const update = async (call: Call) => {
  const book = bookInPath(call);
  refuseReserved(book);
  const fields = await call.request.jsonObject();
  const name = readName(fields, call, book);
  book.visibility = readVisibility(fields, book.visibility);
  book.name = name;
  return { status: 200, json: bookView(book) };
};

const remove = (call: Call) => {
  const book = bookInPath(call);
  refuseReserved(book);
  if (call.account.imports.usesBook(book)) throw refusal(400, 'ERROR_ADDRESSBOOK_IN_USE');
  call.account.store.deleteBook(book);
  return call.world.switches.bookDeleteStatus === 204
    ? { status: 204 }
    : {
        status: call.world.switches.bookDeleteStatus,
        text: '',
        contentType: 'application/octet-stream',
      };
};

export const addressBookRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/address-books',
    tier: 'low',
    handle: (call) => listBooks(call),
  },
  {
    method: 'GET',
    path: '/v2/address-books/private',
    tier: 'low',
    handle: (call) => listBooks(call, 'Private'),
  },
  {
    method: 'GET',
    path: '/v2/address-books/public',
    tier: 'low',
    handle: (call) => listBooks(call, 'Public'),
  },
  { method: 'POST', path: '/v2/address-books', tier: 'medium', handle: create },
  {
    method: 'GET',
    path: '/v2/address-books/{id}',
    tier: 'high',
    handle: (call) => ({ status: 200, json: bookView(bookInPath(call)) }),
  },
  { method: 'PUT', path: '/v2/address-books/{id}', tier: 'medium', handle: update },
  { method: 'DELETE', path: '/v2/address-books/{id}', tier: 'medium', handle: remove },
  {
    method: 'GET',
    path: '/v2/contacts/{contactId}/address-books',
    tier: 'high',
    handle: (call) => {
      const { books } = contactInPath(call);
      const inOrder = [...books].sort((a, b) => a.id - b.id);
      return { status: 200, json: pageOf(call, inOrder).map(bookView) };
    },
  },
];
