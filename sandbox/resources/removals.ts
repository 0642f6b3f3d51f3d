/** Ending membership: one contact, all, or a list of ids in the background. Never a suppression. */
import { contactNotFound, invalidParameter, refusal } from '../http/api-error';
import type { Answer, Call, Route } from '../http/router';
import { bookInPath, refuseReserved } from './lookups';
import { removeFromBook, type RemovalJob } from './removal-jobs';
import type { Book } from '../model';

const removeOne = (call: Call): Answer => {
  const book = bookInPath(call);
  refuseReserved(book);
  const contact = call.account.store.contactById(Number(call.params.contactId));
  if (!contact) throw contactNotFound();
  call.account.store.removeFromBook(contact, book);
  return { status: 204 };
};

const removeAll = (call: Call): Answer => {
  const book = bookInPath(call);
  refuseReserved(book);
  removeFromBook(call.account.store, book, 'all');
  return { status: 204 };
};

const start = (call: Call, book: Book, contacts: number[] | 'all'): Answer => {
  if (call.world.switches.bulkDeleteAnswer === '204') {
    removeFromBook(call.account.store, book, contacts);
    return { status: 204 };
  }
  const { id, status } = call.account.removals.start(book, contacts);
  return { status: 202, json: { id, status } };
};

const removeMany = async (call: Call): Promise<Answer> => {
  const book = bookInPath(call);
  refuseReserved(book);
  const ids = await call.request.jsonArray();
  if (ids.length === 0) throw refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED');
  if (!ids.every((id): id is number => Number.isInteger(id))) throw invalidParameter();
  return start(call, book, ids);
};

const progress = (call: Call): Answer => {
  const { removals } = call.account;
  const job: RemovalJob | undefined = removals.get(call.params.deletionRequestId ?? '');
  if (!job) throw refusal(404, 'ERROR_PARAMETER_INVALID');
  const status = removals.poll(job);
  return call.world.switches.deletionKeys === 'camel'
    ? { status: 200, json: { id: job.id, status } }
    : { status: 200, json: { Id: job.id, Status: status } };
};

export const removalRoutes: Route[] = [
  {
    method: 'DELETE',
    path: '/v2/address-books/{addressBookId}/contacts/{contactId}',
    tier: 'medium',
    handle: removeOne,
  },
  {
    method: 'DELETE',
    path: '/v2/address-books/{addressBookId}/contacts',
    tier: 'low',
    handle: removeAll,
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/delete',
    tier: 'low',
    handle: removeMany,
  },
  {
    method: 'POST',
    path: '/v2/address-books/{addressBookId}/contacts/delete-all',
    tier: 'low',
    handle: (call) => {
      const book = bookInPath(call);
      refuseReserved(book);
      return start(call, book, 'all');
    },
  },
  {
    method: 'GET',
    path: '/v2/contacts/deletion/{deletionRequestId}',
    tier: 'high',
    handle: progress,
  },
];
