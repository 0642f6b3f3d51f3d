import { TABLE } from '../constants';
import { whereAmong } from './bulk';
import type { Db } from './db';
import { isUniqueViolation } from './unique-violation';

/** The 1:1 link of a marketing list and an address book. Times are epoch milliseconds. */
export type Connection = {
  id: number;
  integrationId: number;
  addressBookId: number;
  bookRemoteId: number;
  listId: string;
  collection: string;
  emailField: string;
  createRecords: boolean;
  newcomersSince: number | null;
  /** Its people are being taken off the book; it closes when they are. */
  closing: boolean;
  optInType: string | null;
  emailType: string | null;
  openedAt: number;
  closedAt: number | null;
  blockedReason: string | null;
  lastExportedAt: number | null;
  lastSyncedAt: number | null;
  scannedAt: number | null;
  scanMs: number | null;
  scanDue: boolean;
  /** Sync priority of its mapping as last taken into account; null: not yet. */
  mappingPriority: number | null;
  fullReadAt: number | null;
  fullReadStartedAt: number | null;
  fullReadNext: number | null;
};

export type NewConnection = Pick<
  Connection,
  | 'integrationId'
  | 'addressBookId'
  | 'bookRemoteId'
  | 'listId'
  | 'collection'
  | 'emailField'
  | 'createRecords'
>;

/** A list's open connection with the names of what it leads to. */
export type ConnectedList = Pick<Connection, 'id' | 'integrationId' | 'listId' | 'bookRemoteId'> & {
  bookName: string;
  integrationName: string;
  accountId: string;
};

const UID = 'plugin::dotmailer.connection';

export const createConnections = (db: Db) => {
  const query = () => db.strapi.db.query(UID);

  const find = (where: Record<string, unknown>): Promise<Connection[]> =>
    query().findMany({ where, orderBy: { id: 'asc' } });

  const close = async (where: Record<string, unknown>, now: number): Promise<number> => {
    const open = await find({ ...where, openBook: { $notNull: true } });
    for (const { id } of open) {
      await query().update({
        where: { id },
        data: { openBook: null, openList: null, closedAt: now, scanDue: false },
      });
    }
    return open.length;
  };

  return {
    byId: (id: number): Promise<Connection | null> => query().findOne({ where: { id } }),

    /** The open connection of a list, or null. */
    ofList: (listId: string): Promise<Connection | null> =>
      query().findOne({ where: { openList: listId } }),

    /** The open connections of lists, with names. */
    ofLists: async (listIds: string[]): Promise<ConnectedList[]> =>
      (await whereAmong(db, db.table(`${TABLE.connection} as c`), 'c.open_list', listIds)
        .join(`${TABLE.integration} as i`, 'i.id', 'c.integration_id')
        .join(`${TABLE.addressBook} as b`, 'b.id', 'c.address_book_id')
        .orderBy('c.id')
        .select({
          id: 'c.id',
          integrationId: 'c.integration_id',
          listId: 'c.list_id',
          bookRemoteId: 'c.book_remote_id',
          bookName: 'b.name',
          integrationName: 'i.name',
          accountId: 'i.account_id',
        })) as ConnectedList[],

    /** Closed connections whose book is still there and never heard of an editor's opt-out. */
    owingOptOuts: (integrationId: number): Promise<Connection[]> =>
      db
        .table(TABLE.connection)
        .where({ integration_id: integrationId })
        .whereNotNull('closed_at')
        .whereIn('address_book_id', (there) => {
          there.from(TABLE.addressBook).whereNull('vanished_at').select('id');
        })
        .whereIn('list_id', (owed) => {
          owed
            .from(TABLE.optOut)
            .where({ scope: 'list', source: 'editor' })
            .whereNull('lifted_at')
            .whereNull('sent_ref')
            .whereRaw('?? <= ??', ['opted_out_at', 'closed_at'])
            .select('ref');
        })
        .orderBy('id')
        .select('id')
        .then((rows: { id: number }[]) => find({ id: { $in: rows.map((row) => row.id) } })),

    /** Open connections of all integrations, in a stable order. */
    allOpen: () => find({ openBook: { $notNull: true } }),

    /** Open connections of an integration, in a stable order. */
    openOf: (integrationId: number) => find({ integrationId, openBook: { $notNull: true } }),

    /**
     * Opens a connection, closing `instead` (another one of the same list) in the same step. `taken`
     * when the book or the list has one already: the unique keys decide, so that of two people
     * connecting one book at once exactly one succeeds; nothing is closed then.
     */
    open: async (
      connection: NewConnection,
      now: number,
      instead?: Connection
    ): Promise<Connection | 'taken'> => {
      try {
        return await db.transaction(async () => {
          if (instead) await close({ id: instead.id }, now);
          return query().create({
            data: {
              ...connection,
              openBook: connection.addressBookId,
              openList: connection.listId,
              openedAt: now,
              closing: false,
              scanDue: true,
            },
          });
        });
      } catch (error) {
        if (isUniqueViolation(error)) return 'taken';
        throw error;
      }
    },

    update: async (id: number, data: Partial<Connection>): Promise<void> => {
      await query().update({ where: { id }, data });
    },

    /** Marks that the list must be scanned by the next sync, whatever the last scan cost. */
    markScanDue: async (listId: string): Promise<void> => {
      await query().updateMany({ where: { openList: listId }, data: { scanDue: true } });
    },

    /** As `markScanDue`, for every connected list of a collection; answers those connections. */
    markCollectionScanDue: async (
      integrationId: number,
      collection: string
    ): Promise<Connection[]> => {
      const where = { integrationId, collection, openBook: { $notNull: true } };
      await query().updateMany({ where, data: { scanDue: true } });
      return find(where);
    },

    close: (id: number, now: number) => close({ id }, now),
    closeOfList: (listId: string, now: number) => close({ listId }, now),
    closeAllOf: (integrationId: number, now: number) => close({ integrationId }, now),
  };
};

export type ConnectionRepository = ReturnType<typeof createConnections>;
