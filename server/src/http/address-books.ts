import * as contract from '../../../contracts/address-books';
import { connectionState } from '../core/connection-state';
import { Problem } from '../core/problem';
import type { AddressBookEntry, AddressBookQuery } from '../store/address-book-page';
import { activityOf, type Activity } from '../sync/activity';
import { createAddressBook } from '../sync/address-books/create-address-book';
import type { Deps } from '../sync/deps';
import { lastSyncedOf } from '../sync/last-synced';
import { endpoint, type Area } from './endpoint';
import { isoOf, yesOf } from './ids';
import { createRateLimit } from './rate-limit';

const SORTABLE = ['name', 'contactCount', 'visibility'] as const;

const sortOf = (sort = 'name:asc'): AddressBookQuery['sort'] => {
  const [name, order] = sort.split(':');
  const field = SORTABLE.find((sortable) => sortable === name);
  if (!field)
    throw new Problem('INVALID', `Address books can be sorted by ${SORTABLE.join(', ')}`, 'sort');
  return { field, order: order === 'desc' ? 'desc' : 'asc' };
};

/** What a list's own page says of the connection too. */
const statusOf = (
  { integrationActive, integrationState, vanishedAt }: AddressBookEntry,
  connection: NonNullable<AddressBookEntry['connection']>,
  { running, queued, latest }: Activity
) =>
  connectionState({
    integrationActive,
    integrationState,
    broken: connection.broken,
    vanished: vanishedAt !== null,
    running,
    uploading: connection.uploading,
    queued,
    blocked: connection.blocked,
    held: connection.held,
    failed: latest?.status === 'failed',
    synced: connection.lastSyncedAt !== null,
  });

const toAnswer = (
  entry: AddressBookEntry,
  activity: Activity,
  lastSyncedAt: number | null
): contract.AddressBook => ({
  id: entry.id,
  integrationId: entry.integrationId,
  integrationName: entry.integrationName,
  remoteId: entry.remoteId,
  name: entry.name,
  visibility: entry.visibility,
  contactCount: entry.contactCount,
  vanishedAt: isoOf(entry.vanishedAt),
  connection: entry.connection && {
    id: entry.connection.id,
    listId: entry.connection.listId,
    listName: entry.connection.listName,
    lastSyncedAt: isoOf(lastSyncedAt),
    status: statusOf(entry, entry.connection, activity),
  },
});

const toAnswers = async (
  deps: Deps,
  entries: AddressBookEntry[]
): Promise<contract.AddressBook[]> => {
  const integrationIds = [...new Set(entries.map((entry) => entry.integrationId))];
  const activity = await activityOf(deps, integrationIds);
  const lastSynced = await lastSyncedOf(deps, integrationIds);
  return entries.map((entry) => {
    const { integrationId, connection } = entry;
    const syncedAt = lastSynced(integrationId, connection?.lastSyncedAt ?? null);
    return toAnswer(entry, activity(integrationId), syncedAt);
  });
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/address-books',
  permission: 'address-books.read',
  query: contract.findAddressBooks,
  handle: async ({ deps, query }): Promise<contract.AddressBookPage> => {
    const { page, pageSize, search, sort, integrationId, connected, vanished, visibility } = query;
    const { entries, total } = await deps.repositories.addressBooks.page({
      page,
      pageSize,
      search,
      sort: sortOf(sort),
      integrationId,
      connected: yesOf(connected),
      vanished: yesOf(vanished),
      visibility,
    });
    const pageCount = Math.ceil(total / pageSize);
    const results = await toAnswers(deps, entries);
    return { results, pagination: { page, pageSize, pageCount, total } };
  },
});

const creations = createRateLimit(60, 60_000);

const create = endpoint({
  name: 'create',
  method: 'POST',
  path: '/address-books',
  permission: 'address-books.create',
  body: contract.createAddressBook,
  limit: creations,
  handle: async ({ deps, body }): Promise<contract.AddressBook> => {
    const { id } = await createAddressBook(deps, body);
    const entry = await deps.repositories.addressBooks.entry(id);
    const [answer] = entry ? await toAnswers(deps, [entry]) : [];
    if (!answer) throw new Problem('NOT_FOUND', 'The address book was not found');
    return answer;
  },
  audit:
    () =>
    ({ id, name, integrationName }) => [
      {
        action: 'address-book.created',
        subject: { kind: 'address-book', id: String(id), name },
        details: { integration: integrationName },
      },
    ],
});

export const addressBooks: Area = { name: 'address-books', endpoints: [find, create] };
