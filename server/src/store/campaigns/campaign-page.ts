import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { msOf } from '../columns';
import type { Db } from '../db';
import { startsWith } from '../starts-with';
import { ofLists } from './of-lists';

export type CampaignFilter = {
  /** Beginning of the name or the subject, ignoring case. */
  search?: string | undefined;
  integrationId?: number | undefined;
  listId?: string | undefined;
  status?: string | undefined;
  gone?: boolean | undefined;
};

export type CampaignSort = {
  field: 'name' | 'sentAt' | 'delivered' | 'opens' | 'clicks' | 'unsubscribes';
  order: 'asc' | 'desc';
};

/** A campaign as the pages show it, without its figures. Times are epoch milliseconds. */
export type CampaignEntry = {
  id: number;
  integrationId: number;
  integrationName: string;
  remoteId: number;
  name: string;
  subject: string | null;
  status: string | null;
  type: string | null;
  isSplitTest: boolean;
  fromName: string | null;
  fromAddress: string | null;
  replyAction: string | null;
  replyToAddress: string | null;
  sentAt: number | null;
  goneAt: number | null;
  readAt: number | null;
  dueAt: number | null;
};

const COLUMNS = {
  id: 'k.id',
  integrationId: 'k.integration_id',
  integrationName: 'i.name',
  remoteId: 'k.remote_id',
  name: 'k.name',
  subject: 'k.subject',
  status: 'k.status',
  type: 'k.type',
  isSplitTest: 'k.is_split_test',
  fromName: 'k.from_name',
  fromAddress: 'k.from_address',
  replyAction: 'k.reply_action',
  replyToAddress: 'k.reply_to_address',
  sentAt: 'k.sent_at',
  goneAt: 'k.gone_at',
  readAt: 'k.read_at',
  dueAt: 'k.due_at',
} as const satisfies Record<keyof CampaignEntry, string>;

/** What was never sent, or not read yet, counts as the least: databases differ in where null stands. */
const SORT_COLUMNS = {
  name: 'lower(k.name)',
  sentAt: 'k.sent_at',
  delivered: 'coalesce(s.delivered_total, 0)',
  opens: 'coalesce(s.opens_total, 0)',
  clicks: 'coalesce(s.clicks_total, 0)',
  unsubscribes: 'coalesce(s.unsubscribes_total, 0)',
} as const;

type Row = Omit<CampaignEntry, 'sentAt' | 'goneAt' | 'isSplitTest'> & {
  sentAt: unknown;
  goneAt: unknown;
  isSplitTest: unknown;
};

const fromRow = (row: Row): CampaignEntry => ({
  ...row,
  sentAt: msOf(row.sentAt),
  goneAt: msOf(row.goneAt),
  isSplitTest: Boolean(row.isSplitTest),
});

/** Campaigns that concern a marketing list, for people to look at. An account has thousands at most. */
export const createCampaignPages = (db: Db) => {
  const shown = (): Knex.QueryBuilder =>
    ofLists(
      db,
      db
        .table(`${TABLE.campaign} as k`)
        .join(`${TABLE.integration} as i`, 'i.id', 'k.integration_id')
    );

  const filtered = (filter: CampaignFilter): Knex.QueryBuilder => {
    const { search, integrationId, listId, status, gone } = filter;
    const found = shown();
    if (search)
      void found.where((any) => {
        for (const column of ['k.name', 'k.subject'])
          void any.orWhere(startsWith(db.knex, column, search));
      });
    if (integrationId !== undefined) void found.where('k.integration_id', integrationId);
    if (status) void found.where('k.status', status);
    if (listId) void found.whereIn('k.id', sentToList(listId));
    if (gone === true) void found.whereNotNull('k.gone_at');
    if (gone === false) void found.whereNull('k.gone_at');
    return found;
  };

  const sentToList = (listId: string) =>
    db.table(TABLE.campaignBook).where({ list_id: listId }).select('campaign_id');

  return {
    /** How many there are in all, and those of one page. */
    page: async (
      filter: CampaignFilter & { sort: CampaignSort; page: number; pageSize: number }
    ): Promise<{ entries: CampaignEntry[]; total: number }> => {
      const { sort, page, pageSize } = filter;
      const [counted] = (await filtered(filter).count({ total: 'k.id' })) as {
        total: number | string;
      }[];
      const column = SORT_COLUMNS[sort.field];
      const rows = (await filtered(filter)
        .leftJoin(`${TABLE.campaignSummary} as s`, 's.campaign_id', 'k.id')
        .orderByRaw(`case when ${column} is null then 1 else 0 end`)
        .orderByRaw(`${column} ${sort.order}, k.id ${sort.order}`)
        .offset((page - 1) * pageSize)
        .limit(pageSize)
        .select(COLUMNS)) as Row[];
      return { entries: rows.map(fromRow), total: Number(counted?.total ?? 0) };
    },

    /** Null also for one that concerns no list. */
    find: async (id: number): Promise<CampaignEntry | null> => {
      const row = (await shown().where('k.id', id).first(COLUMNS)) as Row | undefined;
      return row ? fromRow(row) : null;
    },

    /** The mail; null where it was not read. */
    content: async (id: number): Promise<{ html: string | null; text: string | null }> => {
      const row = (await db
        .table(TABLE.campaign)
        .where({ id })
        .first({ html: 'html_content', text: 'plain_text_content' })) as
        { html: string | null; text: string | null } | undefined;
      return row ?? { html: null, text: null };
    },

    /** The vendor's words for states that campaigns are in. */
    statuses: async (): Promise<string[]> => {
      const rows: { status: string }[] = await shown()
        .whereNotNull('k.status')
        .distinct({ status: 'k.status' })
        .orderBy('status');
      return rows.map(({ status }) => status);
    },

    /** Marketing lists that campaigns were sent to, by name. */
    lists: async (): Promise<{ id: string; name: string }[]> =>
      (await db
        .table(`${TABLE.marketingList} as l`)
        .whereIn(
          'l.document_id',
          db.table(TABLE.campaignBook).whereNotNull('list_id').select('list_id')
        )
        .orderByRaw('lower(l.name), l.id')
        .select({ id: 'l.document_id', name: 'l.name' })) as { id: string; name: string }[],
  };
};
