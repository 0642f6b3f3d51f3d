import type { Caller } from './caller';
import { toVendorDate } from './dates';
import type { Endpoint } from './endpoint';
import { address, vendorId } from './guards';
import type { Request } from './http';
import { pages } from './paging';
import { suppressionSchema, suppressionsSchema } from './schemas';
import type { Call, DotdigitalAccount, RemoteSuppression } from './types';

/** Book-level unsubscribes only: the account's are in the other feed. */
const OF_BOOK: Endpoint = {
  method: 'GET',
  path: 'address-books/{id}/contacts/unsubscribed-since/{date}',
  kind: 'read',
  repeat: 'always',
};
const OF_ACCOUNT: Endpoint = {
  method: 'GET',
  path: 'contacts/suppressed-since/{date}',
  kind: 'read',
  repeat: 'always',
};
const UNSUBSCRIBE: Endpoint = {
  method: 'POST',
  path: 'address-books/{id}/contacts/unsubscribe',
  kind: 'write',
  repeat: 'always',
  urgent: true,
};

const keyOf = ({ contact, reason, removedAt }: RemoteSuppression): string =>
  `${contact.id}|${contact.email ?? ''}|${reason}|${removedAt ?? ''}`;

const feed = (caller: Caller, target: Request, call: Call) =>
  pages<RemoteSuppression>(async (query) => {
    const request = { ...target, query };
    const { value, serverTime } = await caller.json(request, suppressionsSchema, call);
    return { rows: value, serverTime };
  }, keyOf);

type Suppressions = Pick<
  DotdigitalAccount['contacts'],
  'unsubscribedFromBook' | 'suppressed' | 'unsubscribeFromBook'
>;

/** Who may not be mailed: the vendor's two feeds, and our own unsubscribes. */
export const suppressions = (caller: Caller): Suppressions => ({
  unsubscribedFromBook: (bookId, { since, ...call }) => {
    const values = { id: vendorId(bookId), date: toVendorDate(since) };
    return feed(caller, { endpoint: OF_BOOK, values }, call);
  },
  suppressed: ({ since, ...call }) =>
    feed(caller, { endpoint: OF_ACCOUNT, values: { date: toVendorDate(since) } }, call),
  unsubscribeFromBook: async (bookId, email, call) => {
    const request = {
      endpoint: UNSUBSCRIBE,
      values: { id: vendorId(bookId) },
      json: { email: address(email) },
    };
    await caller.optionalJson(request, suppressionSchema, call);
  },
});
