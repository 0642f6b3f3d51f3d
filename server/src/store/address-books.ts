import { TABLE, UID } from '../constants';
import { addressBookEntry, addressBookPage, type AddressBookQuery } from './address-book-page';
import { msOf } from './columns';
import type { Db } from './db';
import { startsWith } from './starts-with';
import { isUniqueViolation } from './unique-violation';

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

/** What the vendor tells about a book. */
export type ListedBook = {
  remoteId: number;
  name: string;
  visibility: string | null;
  contactCount: number;
};

export type ConnectableBook = Pick<AddressBook, 'id' | 'name' | 'visibility' | 'contactCount'>;

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

/** The rows of `address-book`. Their identity is the integration and the vendor's id, never the name. */
export const createAddressBooks = (db: Db) => {
  const query = () => db.strapi.db.query(UID.addressBook);
  const findOne = async (where: Record<string, unknown>): Promise<AddressBook | null> => {
    const row = (await query().findOne({ where })) as Row | null;
    return row ? fromRow(row) : null;
  };

  const write = async (integrationId: number, book: ListedBook): Promise<void> => {
    const where = { integrationId, remoteId: book.remoteId };
    const data = { ...book, integrationId, vanishedAt: null };
    const { count } = await query().updateMany({ where, data });
    if (count > 0) return;
    try {
      await query().create({ data });
    } catch (error) {
      // Somebody else has just created it.
      if (!isUniqueViolation(error)) throw error;
      await query().updateMany({ where, data });
    }
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
        })) as ConnectableBook[];
    },

    /** Writes what the vendor listed: new books, new names and counts; a vanished book is back. */
    async upsert(integrationId: number, books: ListedBook[]): Promise<void> {
      for (const book of books) await write(integrationId, book);
    },

    /** Flags books a complete listing no longer had. Their rows and connections stay. */
    async markVanished(ids: number[], now: number): Promise<void> {
      for (let from = 0; from < ids.length; from += db.insertBatch)
        await query().updateMany({
          where: { id: { $in: ids.slice(from, from + db.insertBatch) } },
          data: { vanishedAt: new Date(now) },
        });
    },
  };
};
