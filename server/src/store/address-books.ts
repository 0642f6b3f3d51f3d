import { TABLE, UID } from '../constants';
import { chunks } from '../core/chunks';
import { addressBookEntry, addressBookPage, type AddressBookQuery } from './address-book-page';
import { msOf } from './columns';
import type { Db } from './db';
import { documentColumns } from './document-row';
import { startsWith } from './starts-with';

/** An address book as last read from the vendor. `vanishedAt` is in epoch milliseconds. */
export type AddressBook = {
  id: number;
  documentId: string;
  integrationId: number;
  remoteId: number;
  name: string;
  visibility: string | null;
  contactCount: number;
  vanishedAt: number | null;
};

/** What the vendor may change about a book, and the column each of it is kept in. */
const LISTED = {
  name: 'name',
  visibility: 'visibility',
  contactCount: 'contact_count',
} as const satisfies Partial<Record<keyof AddressBook, string>>;
type ListedField = keyof typeof LISTED;
const LISTED_FIELDS = Object.keys(LISTED) as ListedField[];

/** What the vendor tells about a book. */
export type ListedBook = Pick<AddressBook, 'remoteId' | ListedField>;

/** Whether the vendor tells something else about a book than it did before. */
export const differs = (book: ListedBook, before: ListedBook): boolean =>
  LISTED_FIELDS.some((field) => book[field] !== before[field]);

type ConnectableBook = Pick<AddressBook, 'id' | 'name' | 'visibility' | 'contactCount'>;

type Row = Omit<AddressBook, 'vanishedAt'> & { vanishedAt: unknown };

const fromRow = (row: Row): AddressBook => ({
  id: row.id,
  documentId: row.documentId,
  integrationId: row.integrationId,
  remoteId: row.remoteId,
  name: row.name,
  visibility: row.visibility,
  contactCount: row.contactCount ?? 0,
  vanishedAt: msOf(row.vanishedAt),
});

const newRow = (integrationId: number, book: ListedBook, now: Date) => ({
  ...documentColumns(now),
  integration_id: integrationId,
  remote_id: book.remoteId,
  ...Object.fromEntries(LISTED_FIELDS.map((field) => [LISTED[field], book[field]])),
  vanished_at: null,
});

/** The rows of `address-book`. Their identity is the integration and the vendor's id, never the name. */
export const createAddressBooks = (db: Db) => {
  const query = () => db.strapi.db.query(UID.addressBook);
  const findOne = async (where: Record<string, unknown>): Promise<AddressBook | null> => {
    const row = (await query().findOne({ where })) as Row | null;
    return row ? fromRow(row) : null;
  };

  return {
    find: (id: number) => findOne({ id }),
    findByRemote: (integrationId: number, remoteId: number) => findOne({ integrationId, remoteId }),

    /** Every known book of an integration, vanished ones too. */
    ofIntegration: async (integrationId: number): Promise<AddressBook[]> =>
      ((await query().findMany({ where: { integrationId }, orderBy: { id: 'asc' } })) as Row[]).map(
        fromRow
      ),

    /** One page with connections and list names, by `search`, filters and `sort`. */
    page: (options: AddressBookQuery) => addressBookPage(db, options),
    /** One book as the page shows it. */
    entry: (id: number) => addressBookEntry(db, id),

    /** Books a list may be connected to: listed by the vendor and free. At most 100, by name. */
    connectable: async (integrationId: number, search?: string): Promise<ConnectableBook[]> => {
      const books = db
        .table(`${TABLE.addressBook} as b`)
        .leftJoin(`${TABLE.connection} as c`, 'c.open_book', 'b.id')
        .where({ 'b.integration_id': integrationId })
        .whereNull('b.vanished_at')
        .whereNull('c.id');
      if (search) void books.andWhere(startsWith(db.knex, 'b.name', search));
      return (await books
        .orderBy([{ column: 'b.name' }, { column: 'b.id' }])
        .limit(100)
        .select({
          id: 'b.id',
          name: 'b.name',
          visibility: 'b.visibility',
          contactCount: 'b.contact_count',
        } satisfies Record<keyof ConnectableBook, string>)) as ConnectableBook[];
    },

    /**
     * Writes what the vendor listed: new books, new names and counts; a vanished book is back.
     * Somebody else may write the same books at the same time.
     */
    async upsert(integrationId: number, books: ListedBook[], now: number): Promise<void> {
      for (const part of chunks(books, db.insertBatch))
        await db
          .table(TABLE.addressBook)
          .insert(part.map((book) => newRow(integrationId, book, new Date(now))))
          .onConflict(['integration_id', 'remote_id'])
          .merge([...Object.values(LISTED), 'vanished_at', 'updated_at']);
    },

    /** Flags books a complete listing no longer had. Their rows and connections stay. */
    async markVanished(ids: number[], now: number): Promise<void> {
      for (const part of chunks(ids, db.insertBatch))
        await query().updateMany({
          where: { id: { $in: part } },
          data: { vanishedAt: new Date(now) },
        });
    },
  };
};
