import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { msOf } from '../columns';
import type { Db } from '../db';
import { contains } from '../starts-with';

/** A campaign that a list can ask about; `id` is its documentId, `sentAt` in epoch milliseconds. */
export type SentCampaign = {
  id: string;
  name: string;
  subject: string | null;
  sentAt: number | null;
  integrationName: string;
};

type Row = Omit<SentCampaign, 'sentAt'> & { sentAt: unknown };

const COLUMNS = {
  id: 'k.document_id',
  name: 'k.name',
  subject: 'k.subject',
  sentAt: 'k.sent_at',
  integrationName: 'i.name',
};

const fromRow = (row: Row): SentCampaign => ({ ...row, sentAt: msOf(row.sentAt) });

/** Campaigns whose activities are read: sent, and to a book that a list is or was connected with. */
export const createSentCampaigns = (db: Db) => {
  const select = (): Knex.QueryBuilder =>
    db
      .table(`${TABLE.campaign} as k`)
      .innerJoin(`${TABLE.integration} as i`, 'i.id', 'k.integration_id');
  return {
    /** The latest ones whose name or subject contains a text. */
    search: async (text: string, limit: number): Promise<SentCampaign[]> => {
      const books = db
        .table(`${TABLE.campaignBook} as kb`)
        .select(db.knex.raw('1'))
        .whereRaw('?? = ??', ['kb.campaign_id', 'k.id'])
        .whereNotNull('kb.list_id');
      const query = select().whereNotNull('k.sent_at').whereExists(books);
      if (text !== '')
        void query.where((any) =>
          any.where(contains(db.knex, 'k.name', text)).orWhere(contains(db.knex, 'k.subject', text))
        );
      const latest = query.orderBy([
        { column: 'k.sent_at', order: 'desc' },
        { column: 'k.id', order: 'desc' },
      ]);
      return ((await latest.limit(limit).select(COLUMNS)) as Row[]).map(fromRow);
    },

    /** One of them, whatever became of its books since. */
    find: async (documentId: string): Promise<SentCampaign | null> => {
      const row = (await select().where('k.document_id', documentId).first(COLUMNS)) as
        Row | undefined;
      return row ? fromRow(row) : null;
    },
  };
};
