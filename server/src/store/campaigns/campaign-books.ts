import { TABLE } from '../../constants';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Db } from '../db';

/** A campaign and a book it was sent to; `listId` as the column of that name says. */
export type CampaignBook = { campaignId: number; bookRemoteId: number; listId: string | null };

/** A book with its name, and the list that is still there. */
export type NamedBook = {
  campaignId: number;
  remoteId: number;
  name: string | null;
  listId: string | null;
  listName: string | null;
};

const WRITTEN: BulkTarget = {
  table: TABLE.campaignBook,
  columns: { integration_id: 'int', campaign_id: 'int', book_remote_id: 'int', list_id: 'text' },
  key: ['campaign_id', 'book_remote_id'],
  replace: [],
};

/** Which books campaigns were sent to, and the marketing lists these were connected with. */
export const createCampaignBooks = (db: Db) => {
  const table = () => db.table(TABLE.campaignBook);
  return {
    /** Rows that are there stay as they are, with the list they were first seen with. */
    add: (integrationId: number, books: CampaignBook[]): Promise<void> =>
      bulkUpsert(
        db,
        WRITTEN,
        books.map(({ campaignId, bookRemoteId, listId }) => ({
          integration_id: integrationId,
          campaign_id: campaignId,
          book_remote_id: bookRemoteId,
          list_id: listId,
        }))
      ),

    /** A book has been connected: campaigns sent to it before concern its list from now on. */
    adopt: async (integrationId: number, bookRemoteId: number, listId: string): Promise<number> =>
      table()
        .where({ integration_id: integrationId, book_remote_id: bookRemoteId })
        .whereNull('list_id')
        .update({ list_id: listId }),

    /** The same with the names people know, for each of these campaigns. */
    named: async (campaignIds: number[]): Promise<Map<number, NamedBook[]>> => {
      const rows = (await whereAmong(
        db,
        db.table(`${TABLE.campaignBook} as kb`),
        'kb.campaign_id',
        campaignIds
      )
        .leftJoin(`${TABLE.addressBook} as b`, (join) => {
          join
            .on('b.integration_id', 'kb.integration_id')
            .andOn('b.remote_id', 'kb.book_remote_id');
        })
        .leftJoin(`${TABLE.marketingList} as l`, 'l.document_id', 'kb.list_id')
        .orderBy('kb.id')
        .select({
          campaignId: 'kb.campaign_id',
          remoteId: 'kb.book_remote_id',
          name: 'b.name',
          listId: 'l.document_id',
          listName: 'l.name',
        })) as NamedBook[];
      const found = new Map<number, NamedBook[]>();
      for (const row of rows)
        found.set(row.campaignId, [...(found.get(row.campaignId) ?? []), row]);
      return found;
    },

    ofCampaigns: async (campaignIds: number[]): Promise<CampaignBook[]> => {
      const rows = whereAmong(db, table(), 'campaign_id', campaignIds);
      return (await rows.orderBy(['campaign_id', 'book_remote_id']).select({
        campaignId: 'campaign_id',
        bookRemoteId: 'book_remote_id',
        listId: 'list_id',
      })) as CampaignBook[];
    },
  };
};
