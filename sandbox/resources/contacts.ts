import { contactNotFound, contactSuppressed, invalidParameter, refusal } from '../http/api-error';
import { fieldsOf } from '../http/request';
import type { Answer, Call, Route } from '../http/router';
import { bookInPath, contactInPath, refuseReserved } from './lookups';
import { pageOf, modifiedSinceLimit, sinceOf } from './paging';
import { contactView } from './views';
import { readContact, writeContact } from './contact-input';
import type { Contact } from '../model';

const listOf = (call: Call, contacts: readonly Contact[], limit?: number): Answer => {
  const fields = call.request.queryFlag('withFullData') ? call.account.store.fields : undefined;
  return {
    status: 200,
    json: pageOf(call, contacts, limit).map((contact) => contactView(contact, fields)),
  };
};

const fullAnswer = (call: Call, contact: Contact, status: number): Answer => ({
  status,
  json: contactView(contact, call.account.store.fields),
});

/** Creates or updates by e-mail. */
const create = async (call: Call): Promise<Answer> => {
  const { store } = call.account;
  const input = readContact(await call.request.jsonObject(), call);
  const known = store.contactByEmail(input.email);
  if (known && store.suppressions.has(known.id)) throw contactSuppressed();
  return fullAnswer(call, writeContact(call, input, known), 201);
};

/** Only given properties change; id 0 creates. */
const update = async (call: Call): Promise<Answer> => {
  if (call.params.id === '0') return { ...(await create(call)), status: 200 };
  const { store } = call.account;
  const contact = store.contactById(Number(call.params.id));
  if (!contact) throw contactNotFound();
  if (store.suppressions.has(contact.id)) throw contactSuppressed();
  const input = readContact(await call.request.jsonObject(), call);
  const holder = store.contactByEmail(input.email);
  if (holder && holder !== contact) throw refusal(400, 'ERROR_NON_UNIQUE_EMAIL');
  store.changeEmail(contact, input.email);
  return fullAnswer(call, writeContact(call, input, contact), 200);
};

const addToBook = async (call: Call): Promise<Answer> => {
  const { store } = call.account;
  const { switches } = call.world;
  const book = bookInPath(call);
  refuseReserved(book);
  const input = readContact(await call.request.jsonObject(), call);
  const known = store.contactByEmail(input.email);
  if (known && store.suppressions.has(known.id)) throw contactSuppressed();
  const optedOut = known !== undefined && book.unsubscribed.has(known.id);
  if (optedOut && switches.rejoinAfterBookUnsubscribe === 'refused') {
    throw refusal(400, 'ERROR_CONTACT_SUPPRESSEDFORADDRESSBOOK');
  }
  const contact = writeContact(call, input, known);
  store.addToBook(contact, book, { touches: switches.joiningCountsAsModified });
  return fullAnswer(call, contact, 200);
};

const retrieveCollection = async (call: Call): Promise<Answer> => {
  const { store } = call.account;
  const body = await call.request.jsonObject();
  const wanted = body.get('contacts');
  if (!Array.isArray(wanted)) throw refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED');
  const fields = body.get('withFullData') === true ? store.fields : undefined;
  const contacts: unknown[] = [];
  const notFound: unknown[] = [];
  for (const item of wanted) {
    const key = readKey(item);
    const contact = key.email ? store.contactByEmail(key.email) : store.contactById(key.id);
    if (contact) {
      const created = new Date(contact.created).toISOString();
      contacts.push({ ...contactView(contact, fields), created });
    } else notFound.push(key);
  }
  return { status: 200, json: { contacts, notFound } };
};

/** `{id}` or `{email}`; what is missing reads as 0 and null, as the vendor echoes it. */
export const readKey = (item: unknown): { id: number; email: string | null } => {
  const fields = fieldsOf(item);
  const id = fields.get('id') ?? 0;
  const email = fields.get('email') ?? null;
  if (!Number.isInteger(id) || (email !== null && typeof email !== 'string')) {
    throw invalidParameter();
  }
  return { id: Number(id), email };
};

export const contactRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/contacts',
    tier: 'low',
    handle: (call) => listOf(call, call.account.store.listed.ordered()),
  },
  { method: 'POST', path: '/v2/contacts', tier: 'medium', handle: create },
  {
    method: 'GET',
    path: '/v2/contacts/count',
    tier: 'high',
    handle: ({ account }) => ({ status: 200, json: account.store.listed.size }),
  },
  {
    method: 'GET',
    path: '/v2/contacts/retrieve-collection',
    tier: 'low',
    handle: retrieveCollection,
  },
  {
    method: 'GET',
    path: '/v2/contacts/created-since/{date}',
    tier: 'low',
    handle: (call) => listOf(call, call.account.store.createdSince(sinceOf(call))),
  },
  {
    method: 'GET',
    path: '/v2/contacts/modified-since/{date}',
    tier: 'low',
    handle: (call) =>
      listOf(
        call,
        call.account.store.modifiedSince(sinceOf(call)),
        modifiedSinceLimit(call.world.switches)
      ),
  },
  {
    method: 'GET',
    path: '/v2/contacts/{id}',
    tier: 'high',
    handle: (call) => fullAnswer(call, contactInPath(call), 200),
  },
  {
    method: 'GET',
    path: '/v2/contacts/{email}',
    tier: 'high',
    handle: (call) => {
      const contact = call.account.store.contactByEmail(call.params.email ?? '');
      if (!contact) throw contactNotFound();
      return fullAnswer(call, contact, 200);
    },
  },
  { method: 'PUT', path: '/v2/contacts/{id}', tier: 'medium', handle: update },
  {
    method: 'DELETE',
    path: '/v2/contacts/{id}',
    tier: 'medium',
    handle: (call) => {
      const contact = call.account.store.contactById(Number(call.params.id));
      if (!contact) throw contactNotFound();
      call.account.store.deleteContact(contact);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/v2/address-books/{addressBookId}/contacts',
    tier: 'low',
    handle: (call) => listOf(call, bookInPath(call).members.ordered()),
  },
  {
    method: 'GET',
    path: '/v2/address-books/{addressBookId}/contacts/modified-since/{date}',
    tier: 'low',
    handle: (call) =>
      listOf(
        call,
        call.account.store.modifiedSince(sinceOf(call), bookInPath(call)),
        modifiedSinceLimit(call.world.switches)
      ),
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts',
    tier: 'medium',
    handle: addToBook,
  },
];
