import { TABLE } from '../../constants';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Db } from '../db';

/** A campaign and a book it was sent to; `listId` as the column of that name says. */
export type CampaignBook = { campaignId: number; bookRemoteId: number; listId: string | null };

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
