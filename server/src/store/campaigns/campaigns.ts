import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { ReportProgress } from '../../core/report-progress';
import { msOf } from '../columns';
import type { Db } from '../db';
import { documentColumns } from '../document-row';
import { ofLists } from './of-lists';

/** What lists of the vendor tell of a campaign, and the column each of it is kept in. */
const LISTED = {
  name: 'name',
  subject: 'subject',
  fromName: 'from_name',
  fromAddress: 'from_address',
  replyAction: 'reply_action',
  replyToAddress: 'reply_to_address',
  status: 'status',
  isSplitTest: 'is_split_test',
} as const;
/** What only some of them tell. */
const DATED = { type: 'type', sentAt: 'sent_at' } as const;

/** A campaign as a list tells of it. */
export type ListedCampaign = {
  remoteId: number;
  name: string;
  subject: string | null;
  fromName: string | null;
  fromAddress: string | null;
  replyAction: string | null;
  replyToAddress: string | null;
  status: string | null;
  isSplitTest: boolean;
  /** Undefined where the list does not say; epoch milliseconds. */
  type?: string | null;
  sentAt?: number | null;
};

/** A stored campaign, without its content. Times are epoch milliseconds. */
export type Campaign = Required<ListedCampaign> & {
  id: number;
  integrationId: number;
  goneAt: number | null;
  contentOf: string | null;
  marketingCampaignId: number | null;
  ownMarketingCampaignId: number | null;
  dueAt: number | null;
  readAt: number | null;
  readUntil: number | null;
  wholeAt: number | null;
  progress: ReportProgress | null;
};

const COLUMNS = {
  id: 'k.id',
  integrationId: 'k.integration_id',
  remoteId: 'k.remote_id',
  ...Object.fromEntries(
    Object.entries({ ...LISTED, ...DATED }).map(([name, column]) => [name, `k.${column}`])
  ),
  goneAt: 'k.gone_at',
  contentOf: 'k.content_of',
  marketingCampaignId: 'k.marketing_campaign_id',
  ownMarketingCampaignId: 'k.own_marketing_campaign_id',
  dueAt: 'k.due_at',
  readAt: 'k.read_at',
  readUntil: 'k.read_until',
  wholeAt: 'k.whole_at',
  progress: 'k.progress',
};

type Row = Omit<Campaign, 'sentAt' | 'goneAt' | 'isSplitTest' | 'progress'> & {
  sentAt: unknown;
  goneAt: unknown;
  isSplitTest: unknown;
  progress: string | null;
};

const fromRow = (row: Row): Campaign => ({
  ...row,
  sentAt: msOf(row.sentAt),
  goneAt: msOf(row.goneAt),
  isSplitTest: Boolean(row.isSplitTest),
  progress: row.progress === null ? null : (JSON.parse(row.progress) as ReportProgress),
});

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** Whether a list tells something else about a campaign than is known. */
const differs = (campaign: ListedCampaign, before: Campaign): boolean =>
  [...Object.keys(LISTED), ...Object.keys(DATED)].some((name) => {
    const told = campaign[name as keyof ListedCampaign];
    return told !== undefined && told !== before[name as keyof ListedCampaign];
  });

/**
 * The rows of `campaign`. Every campaign that was ever active or sent to a connected book has one; those
 * that concern a marketing list are shown and read (`campaign-books.ts`).
 */
export const createCampaignRows = (db: Db) => {
  const table = (trx?: Knex.Transaction) => db.table(TABLE.campaign, trx);
  const select = () => db.table(`${TABLE.campaign} as k`);

  const insert = async (integrationId: number, campaigns: ListedCampaign[], now: number) => {
    const rows = campaigns.map((campaign) => ({
      ...documentColumns(new Date(now)),
      integration_id: integrationId,
      remote_id: campaign.remoteId,
      ...listedColumns(campaign),
    }));
    for (const part of chunks(rows, db.insertBatch))
      await table().insert(part).onConflict(['integration_id', 'remote_id']).ignore();
  };

  return {
    find: async (id: number): Promise<Campaign | null> => {
      const row = (await select().where('k.id', id).first(COLUMNS)) as Row | undefined;
      return row ? fromRow(row) : null;
    },

    /** Every campaign of an integration. An account has thousands at most. */
    ofIntegration: async (integrationId: number): Promise<Campaign[]> =>
      (
        (await select()
          .where('k.integration_id', integrationId)
          .orderBy('k.id')
          .select(COLUMNS)) as Row[]
      ).map(fromRow),

    /** Ids of campaigns that may have events before then, of every integration. */
    sentBefore: async (before: number): Promise<number[]> => {
      const rows: { id: number }[] = await select()
        .where('k.sent_at', '<', new Date(before))
        .orderBy('k.id')
        .select('k.id as id');
      return rows.map(({ id }) => id);
    },

    /** Those among the vendor's ids that are known. */
    among: async (integrationId: number, remoteIds: number[]): Promise<Campaign[]> => {
      const found: Campaign[] = [];
      for (const part of chunks(remoteIds, 500)) {
        const rows = select().where('k.integration_id', integrationId).whereIn('k.remote_id', part);
        found.push(...((await rows.orderBy('k.id').select(COLUMNS)) as Row[]).map(fromRow));
      }
      return found;
    },

    /** Ids of those that concern a marketing list and are to be seen. */
    idsOfLists: async (integrationId: number): Promise<Set<number>> => {
      const rows: { id: number }[] = await ofLists(
        db,
        select().where('k.integration_id', integrationId)
      ).select('k.id as id');
      return new Set(rows.map(({ id }) => id));
    },

    /**
     * Takes over what a list tells; a campaign that is told of is not gone. `known` are the stored ones
     * among them. Answers how many were news.
     */
    see: async (
      integrationId: number,
      listed: ListedCampaign[],
      known: Campaign[],
      now: number
    ): Promise<number> => {
      const before = new Map(known.map((campaign) => [campaign.remoteId, campaign]));
      const fresh = listed.filter(({ remoteId }) => !before.has(remoteId));
      await insert(integrationId, fresh, now);
      let changed = 0;
      for (const campaign of listed) {
        const stored = before.get(campaign.remoteId);
        if (!stored || (stored.goneAt === null && !differs(campaign, stored))) continue;
        changed += 1;
        await table()
          .where({ id: stored.id })
          .update({ ...listedColumns(campaign), gone_at: null, updated_at: new Date(now) });
      }
      return fresh.length + changed;
    },

    /** Flags campaigns that a complete listing no longer had. What is known of them stays. */
    markGone: async (ids: number[], now: number): Promise<void> => {
      const gone = { gone_at: new Date(now), due_at: null, progress: null };
      for (const part of chunks(ids, 500)) await table().whereIn('id', part).update(gone);
    },

    setContent: async (
      id: number,
      { html, text, of }: { html: string | null; text: string | null; of: string }
    ): Promise<void> => {
      await table()
        .where({ id })
        .update({ html_content: html, plain_text_content: text, content_of: of });
    },

    setSentAt: async (id: number, sentAt: number): Promise<void> => {
      await table()
        .where({ id })
        .update({ sent_at: dateOf(sentAt) });
    },

    /** Their reports are to be read as soon as possible. */
    markDue: async (ids: number[], now: number): Promise<void> => {
      for (const part of chunks(ids, 500))
        await table().whereIn('id', part).whereNull('gone_at').update({ due_at: now });
    },

    /** The campaign whose reports have waited longest; null when none is due. */
    nextDue: async (integrationId: number, now: number): Promise<Campaign | null> => {
      const row = (await ofLists(db, select())
        .where('k.integration_id', integrationId)
        .where('k.due_at', '<=', now)
        .orderBy(['k.due_at', 'k.id'])
        .first(COLUMNS)) as Row | undefined;
      return row ? fromRow(row) : null;
    },

    /** Keeps how far a reading has come, with the rows it has stored. */
    saveProgress: async (
      id: number,
      progress: ReportProgress,
      trx: Knex.Transaction
    ): Promise<void> => {
      await table(trx)
        .where({ id })
        .update({ progress: JSON.stringify(progress) });
    },

    /** Its reports were read to their end. It stays due when more happened since the reading began. */
    markRead: async (
      id: number,
      { begin, dueAt, activitiesSince, readAt }: ReportProgress & { readAt: number }
    ): Promise<void> => {
      await table()
        .where({ id })
        .update({
          read_until: begin,
          read_at: readAt,
          progress: null,
          ...(activitiesSince === null ? { whole_at: readAt } : {}),
        });
      await table().where({ id, due_at: dueAt }).update({ due_at: null });
    },

    /** There was nothing to read: it is not due until it is heard of again. */
    markUnsent: async ({ id, dueAt }: Campaign, readAt: number): Promise<void> => {
      await table().where({ id, due_at: dueAt }).update({ due_at: null, read_at: readAt });
    },

    /** Its reports are tried again then. */
    postpone: async (id: number, until: number): Promise<void> => {
      await table().where({ id }).update({ due_at: until });
    },
  };
};

const listedColumns = (campaign: ListedCampaign): Record<string, unknown> => ({
  ...Object.fromEntries(
    Object.entries(LISTED).map(([name, column]) => [column, campaign[name as keyof typeof LISTED]])
  ),
  ...(campaign.type === undefined ? {} : { [DATED.type]: campaign.type }),
  ...(campaign.sentAt === undefined ? {} : { [DATED.sentAt]: dateOf(campaign.sentAt) }),
});
