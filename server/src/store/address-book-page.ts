import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type { AddressBook } from './address-books';
import { msOf } from './columns';
import type { Db } from './db';
import type { IntegrationState } from './integrations';
import { startsWith } from './starts-with';

export type AddressBookQuery = {
  page: number;
  pageSize: number;
  /** Beginning of the name, ignoring case. */
  search?: string;
  sort: { field: 'name' | 'contactCount' | 'visibility'; order: 'asc' | 'desc' };
  integrationId?: number;
  connected?: boolean;
  vanished?: boolean;
  visibility?: string;
};

/** A book with what the page shows beside it. Times are epoch milliseconds. */
export type AddressBookEntry = Omit<AddressBook, 'documentId'> & {
  integrationName: string;
  integrationActive: boolean;
  integrationState: IntegrationState;
  connection: {
    id: number;
    listId: string;
    listName: string;
    lastSyncedAt: number | null;
    blocked: boolean;
    broken: boolean;
    /** The removal guard waits for a person. */
    held: boolean;
    uploading: boolean;
  } | null;
};

type Row = Omit<AddressBook, 'documentId' | 'contactCount' | 'vanishedAt'> & {
  integrationName: string;
  integrationActive: number | boolean;
  integrationState: IntegrationState;
  contactCount: number | null;
  vanishedAt: unknown;
  connectionId: number | null;
  listId: string;
  listName: string | null;
  lastSyncedAt: number | null;
  blockedReason: string | null;
  brokenReason: string | null;
  /** Counts: PostgreSQL answers them as text. */
  holds: number | string;
  uploads: number | string;
};

const entryOf = (row: Row): AddressBookEntry => ({
  id: row.id,
  integrationId: row.integrationId,
  integrationName: row.integrationName,
  integrationActive: Boolean(row.integrationActive),
  integrationState: row.integrationState,
  remoteId: row.remoteId,
  name: row.name,
  visibility: row.visibility,
  contactCount: row.contactCount ?? 0,
  vanishedAt: msOf(row.vanishedAt),
  connection:
    row.connectionId === null
      ? null
      : {
          id: row.connectionId,
          listId: row.listId,
          listName: row.listName ?? '',
          lastSyncedAt: row.lastSyncedAt,
          blocked: Boolean(row.blockedReason),
          broken: Boolean(row.brokenReason),
          held: Number(row.holds) > 0,
          uploading: Number(row.uploads) > 0,
        },
});

const SORT_COLUMNS = {
  name: 'lower(b.name)',
  contactCount: 'b.contact_count',
  visibility: 'b.visibility',
} as const;

const books = (db: Db): Knex.QueryBuilder =>
  db
    .table(`${TABLE.addressBook} as b`)
    .join(`${TABLE.integration} as i`, 'i.id', 'b.integration_id')
    .leftJoin(`${TABLE.connection} as c`, 'c.open_book', 'b.id');

const filtered = (db: Db, query: AddressBookQuery): Knex.QueryBuilder => {
  const found = books(db);
  if (query.search) void found.where(startsWith(db.knex, 'b.name', query.search));
  if (query.integrationId !== undefined) void found.where('b.integration_id', query.integrationId);
  if (query.visibility) void found.where('b.visibility', query.visibility);
  if (query.connected === true) void found.whereNotNull('c.id');
  if (query.connected === false) void found.whereNull('c.id');
  if (query.vanished === true) void found.whereNotNull('b.vanished_at');
  if (query.vanished === false) void found.whereNull('b.vanished_at');
  return found;
};

const entries = async (db: Db, query: Knex.QueryBuilder): Promise<AddressBookEntry[]> => {
  const rows = (await query
    .leftJoin(`${TABLE.marketingList} as l`, 'l.document_id', 'c.list_id')
    .select({
      id: 'b.id',
      integrationId: 'b.integration_id',
      integrationName: 'i.name',
      integrationActive: 'i.active',
      integrationState: 'i.state',
      remoteId: 'b.remote_id',
      name: 'b.name',
      visibility: 'b.visibility',
      contactCount: 'b.contact_count',
      vanishedAt: 'b.vanished_at',
      connectionId: 'c.id',
      listId: 'c.list_id',
      listName: 'l.name',
      lastSyncedAt: 'c.last_synced_at',
      blockedReason: 'c.blocked_reason',
      brokenReason: 'l.broken_reason',
      holds: askedHolds(db),
      uploads: openUploads(db),
    } satisfies Record<keyof Row, string | Knex.QueryBuilder>)) as Row[];
  return rows.map(entryOf);
};

const askedHolds = (db: Db) =>
  db.table(TABLE.hold).whereRaw('connection_id = c.id').where('state', 'asked').count();

const openUploads = (db: Db) =>
  db.table(TABLE.upload).whereRaw('connection_id = c.id').where('open', true).count();

/** One book as the page shows it. */
export const addressBookEntry = async (db: Db, id: number): Promise<AddressBookEntry | null> => {
  const [entry] = await entries(db, books(db).where('b.id', id));
  return entry ?? null;
};

/** A page of books and how many there are in all. An account has thousands of books at most. */
export const addressBookPage = async (
  db: Db,
  query: AddressBookQuery
): Promise<{ entries: AddressBookEntry[]; total: number }> => {
  const [counted] = (await filtered(db, query).count({ total: 'b.id' })) as {
    total: number | string;
  }[];
  const page = filtered(db, query)
    .orderByRaw(`${SORT_COLUMNS[query.sort.field]} ${query.sort.order}, b.id`)
    .offset((query.page - 1) * query.pageSize)
    .limit(query.pageSize);
  return { entries: await entries(db, page), total: Number(counted?.total ?? 0) };
};
