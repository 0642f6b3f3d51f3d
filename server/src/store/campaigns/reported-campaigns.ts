import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { msOf } from '../columns';
import type { Db } from '../db';

/** What can be asked of campaigns; times are epoch milliseconds. */
export type ReportedFilter = {
  sentFrom: number | null;
  sentBefore: number | null;
  /** documentId of a list. */
  listId: string | null;
};

type CampaignRow = {
  rowId: number;
  id: string;
  name: string;
  subject: string | null;
  fromName: string | null;
  fromAddress: string | null;
  status: string | null;
  isSplitTest: unknown;
  sentAt: unknown;
  goneAt: unknown;
  integration: string;
};

const CAMPAIGN = {
  rowId: 'k.id',
  id: 'k.document_id',
  name: 'k.name',
  subject: 'k.subject',
  fromName: 'k.from_name',
  fromAddress: 'k.from_address',
  status: 'k.status',
  isSplitTest: 'k.is_split_test',
  sentAt: 'k.sent_at',
  goneAt: 'k.gone_at',
  integration: 'i.name',
};

const ACTIVITY = {
  key: 'person_key',
  email: 'email',
  opens: 'opens',
  clicks: 'clicks',
  pageViews: 'page_views',
  forwards: 'forwards',
  replies: 'replies',
  sentAt: 'sent_at',
  firstOpenedAt: 'first_opened_at',
  lastOpenedAt: 'last_opened_at',
  lastClickedAt: 'last_clicked_at',
  unsubscribed: 'unsubscribed',
  softBounced: 'soft_bounced',
  hardBounced: 'hard_bounced',
};
export type ReportedActivityRow = Record<
  Exclude<keyof typeof ACTIVITY, 'key' | 'email'>,
  unknown
> & {
  key: string;
  email: string | null;
};

/** Sent campaigns of marketing lists, as the Content API tells of them. */
export const createReportedCampaigns = (db: Db) => {
  const matching = ({ sentFrom, sentBefore, listId }: ReportedFilter): Knex.QueryBuilder => {
    const books = db
      .table(`${TABLE.campaignBook} as kb`)
      .select(db.knex.raw('1'))
      .whereRaw('?? = ??', ['kb.campaign_id', 'k.id']);
    void (listId === null ? books.whereNotNull('kb.list_id') : books.where('kb.list_id', listId));
    const query = db
      .table(`${TABLE.campaign} as k`)
      .innerJoin(`${TABLE.integration} as i`, 'i.id', 'k.integration_id')
      .whereNotNull('k.sent_at')
      .whereExists(books);
    if (sentFrom !== null) void query.where('k.sent_at', '>=', new Date(sentFrom));
    if (sentBefore !== null) void query.where('k.sent_at', '<', new Date(sentBefore));
    return query;
  };

  const listsOf = async (campaignIds: number[]): Promise<Map<number, string[]>> => {
    const rows: { campaignId: number; listId: string }[] = await db
      .table(TABLE.campaignBook)
      .whereIn('campaign_id', campaignIds)
      .whereNotNull('list_id')
      .distinct({ campaignId: 'campaign_id', listId: 'list_id' })
      .orderBy(['campaign_id', 'list_id']);
    const lists = new Map<number, string[]>();
    for (const { campaignId, listId } of rows)
      lists.set(campaignId, [...(lists.get(campaignId) ?? []), listId]);
    return lists;
  };

  return {
    /** One page, the latest first, and how many there are; times in epoch milliseconds. */
    page: async (
      filter: ReportedFilter,
      { page, pageSize }: { page: number; pageSize: number }
    ) => {
      const counted = await matching(filter).count({ n: '*' }).first();
      const rows: CampaignRow[] = await matching(filter)
        .orderBy([
          { column: 'k.sent_at', order: 'desc' },
          { column: 'k.id', order: 'desc' },
        ])
        .offset((page - 1) * pageSize)
        .limit(pageSize)
        .select(CAMPAIGN);
      const lists = await listsOf(rows.map(({ rowId }) => rowId));
      return {
        total: Number(counted?.n ?? 0),
        rows: rows.map(({ isSplitTest, sentAt, goneAt, ...row }) => ({
          ...row,
          isSplitTest: Boolean(isSplitTest),
          sentAt: msOf(sentAt),
          gone: goneAt !== null,
          lists: lists.get(row.rowId) ?? [],
        })),
      };
    },

    /** Row id of a campaign of a list; null when there is none of this documentId. */
    idOf: async (documentId: string): Promise<number | null> => {
      const everything = { sentFrom: null, sentBefore: null, listId: null };
      const row = (await matching(everything)
        .where('k.document_id', documentId)
        .first('k.id as id')) as { id: number } | undefined;
      return row?.id ?? null;
    },

    /** Activities of a campaign in the order of their keys, after one of them. */
    activities: async (
      campaignId: number,
      after: string,
      limit: number
    ): Promise<ReportedActivityRow[]> =>
      (await db
        .table(TABLE.activity)
        .where({ campaign_id: campaignId })
        .where('person_key', '>', after)
        .orderBy('person_key')
        .limit(limit)
        .select(ACTIVITY)) as ReportedActivityRow[],
  };
};
