/** Opt-outs of a book and of the account, their feeds, and the ways back. */
import { invalidEmail, refusal } from '../http/api-error';
import { fieldsOf, type Fields } from '../http/request';
import type { Answer, Call, Route } from '../http/router';
import type { Book, Contact, ContactStatus, Suppression } from '../model';
import { isEmail } from '../store/email';
import { contactView, bookSuppressionView, suppressionView } from './views';
import { readContact, writeContact } from './contact-input';
import { readKey } from './contacts';
import { bookInPath, refuseReserved } from './lookups';
import { pageOf, sinceOf } from './paging';

/** Nothing a person or an account owner does lifts these. */
const BEYOND_RETURN: readonly ContactStatus[] = [
  'IspComplained',
  'DirectComplaint',
  'SharedSuppression',
  'NotAllowed',
  'DomainSuppression',
];

const feed = (call: Call, suppressions: readonly Suppression[]): Suppression[] =>
  pageOf(
    call,
    [...suppressions].sort((a, b) => a.contact.id - b.contact.id)
  );

const accountFeed = (call: Call, only?: ContactStatus): Answer => {
  const found = call.account.store.suppressions.since(sinceOf(call));
  const wanted = only ? found.filter(({ reason }) => reason === only) : found;
  return { status: 200, json: feed(call, wanted).map((one) => suppressionView(one)) };
};

/** Opt-outs of this book alone: who is suppressed in the account is not among them. */
const bookFeed = (call: Call): Answer => {
  const { store } = call.account;
  const found = bookInPath(call)
    .unsubscribed.since(sinceOf(call))
    .filter(({ contact }) => !store.suppressions.has(contact.id));
  const json = feed(call, found).map((one) => bookSuppressionView(one, call.world.switches));
  return { status: 200, json };
};

const contactToUnsubscribe = (fields: Fields, { account, world }: Call): Contact => {
  const email = fields.get('email');
  if (typeof email !== 'string' || !isEmail(email)) throw invalidEmail();
  const known = account.store.contactByEmail(email);
  if (known) return known;
  if (world.switches.unsubscribeUnknown === 'creates') return account.store.createContact(email);
  throw refusal(400, 'ERROR_CONTACT_NOT_FOUND');
};

const unsubscribeFromAccount = async (call: Call): Promise<Answer> => {
  const contact = contactToUnsubscribe(await call.request.jsonObject(), call);
  const suppression = call.account.store.suppress(contact, 'Unsubscribed');
  return { status: 200, json: suppressionView(suppression) };
};

const unsubscribeFromBook = async (call: Call): Promise<Answer> => {
  const book = bookInPath(call);
  refuseReserved(book);
  const contact = contactToUnsubscribe(await call.request.jsonObject(), call);
  const suppression = call.account.store.unsubscribeFromBook(contact, book);
  return { status: 200, json: suppressionView(suppression) };
};

const suppressContacts = async (call: Call): Promise<Answer> => {
  const { store } = call.account;
  const keys = (await call.request.jsonArray()).map(readKey);
  if (keys.length === 0) throw refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED');
  const suppressed: unknown[] = [];
  const notFound: unknown[] = [];
  for (const key of keys) {
    const contact = key.email ? store.contactByEmail(key.email) : store.contactById(key.id);
    if (contact) store.suppress(contact, 'Suppressed');
    (contact ? suppressed : notFound).push(key);
  }
  return { status: 200, json: { suppressed, notFound } };
};

/** With `challenge`, who opted out stays out until the link in the mail is followed. */
const resubscribe = async (call: Call, challenge: boolean, book?: Book): Promise<Answer> => {
  const { store } = call.account;
  const body = await call.request.jsonObject();
  if (!body.has('unsubscribedContact')) throw refusal(400, 'ERROR_CONTACT_RESUBSCRIPTION_INVALID');
  const input = readContact(fieldsOf(body.get('unsubscribedContact')), call);
  const known = store.contactByEmail(input.email);
  if (known && BEYOND_RETURN.includes(known.status)) {
    return result(known, 'ContactCannotBeUnsuppressed', known.status);
  }
  const optedOut =
    known && (store.suppressions.has(known.id) || Boolean(book?.unsubscribed.has(known.id)));
  if (known && optedOut && challenge) {
    call.account.challenges.set(known.id, book);
    const suppressed = store.suppressions.has(known.id);
    return result(known, 'ContactChallenged', suppressed ? known.status : 'Unsubscribed');
  }
  if (known) store.lift(known);
  const contact = writeContact(call, input, known);
  if (book) store.addToBook(contact, book, { touches: true });
  return result(contact, 'ContactAdded', contact.status);
};

const result = (contact: Contact, status: string, contactStatus: string): Answer => ({
  status: 200,
  json: { contact: { ...contactView(contact), status: contactStatus }, status },
});

const writableBook = (call: Call): Book => {
  const book = bookInPath(call);
  refuseReserved(book);
  return book;
};

export const suppressionRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v2/contacts/suppressed-since/{date}',
    tier: 'low',
    handle: (call) => accountFeed(call),
  },
  {
    method: 'GET',
    path: '/v2/contacts/unsubscribed-since/{date}',
    tier: 'low',
    handle: (call) => accountFeed(call, 'Unsubscribed'),
  },
  {
    method: 'GET',
    path: '/v2/address-books/{addressBookId}/contacts/unsubscribed-since/{date}',
    tier: 'low',
    handle: bookFeed,
  },
  {
    method: 'POST',
    path: '/v2/contacts/unsubscribe',
    tier: 'medium',
    handle: unsubscribeFromAccount,
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/unsubscribe',
    tier: 'medium',
    handle: unsubscribeFromBook,
  },
  {
    method: 'PUT',
    path: '/v2/contacts/suppress-contacts',
    tier: 'low',
    handle: suppressContacts,
  },
  {
    method: 'POST',
    path: '/v2/contacts/resubscribe',
    tier: 'medium',
    handle: (call) => resubscribe(call, true),
  },
  {
    method: 'POST',
    path: '/v2/contacts/resubscribe-with-no-challenge',
    tier: 'medium',
    handle: (call) => resubscribe(call, false),
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/resubscribe',
    tier: 'medium',
    handle: (call) => resubscribe(call, true, writableBook(call)),
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/resubscribe-with-no-challenge',
    tier: 'medium',
    handle: (call) => resubscribe(call, false, writableBook(call)),
  },
];
