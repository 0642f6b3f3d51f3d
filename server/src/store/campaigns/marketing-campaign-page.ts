import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { COUNTERS, countColumns, type Counter } from '../../core/campaign-counts';
import type { CampaignTotals } from '../../core/campaign-rates';
import { whereAmong } from '../bulk';
import { msOf } from '../columns';
import type { Db } from '../db';
import { startsWith } from '../starts-with';

/** What marketing campaigns can be sorted by; counters are those of all their campaigns. */
export const SORTABLE = [
  'name',
  'sentAt',
  'campaigns',
  'delivered',
  'opens',
  'clicks',
  'unsubscribes',
] as const;

export type MarketingCampaignQuery = {
  page: number;
  pageSize: number;
  /** Beginning of the name, ignoring case. */
  search?: string | undefined;
  sort: { field: (typeof SORTABLE)[number]; order: 'asc' | 'desc' };
  /** One of its campaigns is of this integration. */
  integrationId?: number | undefined;
};

/** A marketing campaign that has campaigns. Times are epoch milliseconds. */
export type MarketingCampaign = {
  id: number;
  name: string;
  /** When the first of its campaigns was sent. */
  sentAt: number | null;
  campaigns: number;
  /** The vendor's totals added up, unique figures too: right for them only where there is one campaign. */
  added: CampaignTotals;
  /** Unique figures as counted over all its campaigns, and what for; null: never. */
  counted: { for: string; uniqueOpens: number; recipientsClicked: number } | null;
};

/** A campaign in the marketing campaign it counts in now. */
export type GroupedCampaign = {
  id: number;
  marketingCampaignId: number;
  ownMarketingCampaignId: number;
  integrationId: number;
  integrationName: string;
  name: string;
  subject: string | null;
  sentAt: number | null;
  readAt: number | null;
  totals: CampaignTotals;
};

/** The column of a stored summary that keeps a counter of everybody. */
const totalColumn = (counter: Counter): string =>
  `s.${countColumns(counter).total.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

const TOTALS: Record<keyof CampaignTotals, string> = {
  ...(Object.fromEntries(COUNTERS.map((name) => [name, totalColumn(name)])) as Record<
    Counter,
    string
  >),
  recipientsClicked: 's.recipients_clicked',
};

const NAMES = Object.keys(TOTALS) as (keyof CampaignTotals)[];

const totalsIn = (row: Record<string, unknown>): CampaignTotals =>
  Object.fromEntries(NAMES.map((name) => [name, Number(row[name] ?? 0)])) as CampaignTotals;

const ORDER: Record<(typeof SORTABLE)[number], string> = {
  name: 'lower(m.name)',
  sentAt: 'g.??',
  campaigns: 'g.??',
  delivered: 'coalesce(g.??, 0)',
  opens: 'coalesce(g.??, 0)',
  clicks: 'coalesce(g.??, 0)',
  unsubscribes: 'coalesce(g.??, 0)',
};

/** Marketing campaigns as pages show them. An account has thousands of campaigns at most. */
export const createMarketingCampaignPage = (db: Db) => {
  const withTotals = () =>
    db
      .table(`${TABLE.campaign} as k`)
      .leftJoin(`${TABLE.campaignSummary} as s`, 's.campaign_id', 'k.id');

  /** One row for each marketing campaign that has campaigns, with what these add up to. */
  const groups = (): Knex.QueryBuilder => {
    const added = withTotals()
      .whereNotNull('k.marketing_campaign_id')
      .groupBy('k.marketing_campaign_id')
      .select({ groupId: 'k.marketing_campaign_id' })
      .count({ campaigns: 'k.id' })
      .min({ sentAt: 'k.sent_at' })
      .sum(TOTALS);
    return db.knex.from(added.as('g')).join(`${TABLE.marketingCampaign} as m`, 'm.id', 'g.groupId');
  };

  const filtered = ({ search, integrationId }: MarketingCampaignQuery): Knex.QueryBuilder => {
    const found = groups();
    if (search) void found.where(startsWith(db.knex, 'm.name', search));
    if (integrationId !== undefined)
      void found.whereIn(
        'm.id',
        db
          .table(TABLE.campaign)
          .where({ integration_id: integrationId })
          .whereNotNull('marketing_campaign_id')
          .select('marketing_campaign_id')
      );
    return found;
  };

  const read = async (found: Knex.QueryBuilder): Promise<MarketingCampaign[]> => {
    const rows = (await found.select({
      id: 'm.id',
      name: 'm.name',
      sentAt: 'g.sentAt',
      campaigns: 'g.campaigns',
      countedFor: 'm.counted_for',
      countedOpens: 'm.unique_opens',
      countedClicks: 'm.recipients_clicked',
      ...Object.fromEntries(NAMES.map((name) => [name, `g.${name}`])),
    })) as (Record<string, unknown> & { id: number; name: string; countedFor: string | null })[];
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      sentAt: msOf(row.sentAt),
      campaigns: Number(row.campaigns),
      added: totalsIn(row),
      counted:
        row.countedFor === null
          ? null
          : {
              for: row.countedFor,
              uniqueOpens: Number(row.countedOpens ?? 0),
              recipientsClicked: Number(row.countedClicks ?? 0),
            },
    }));
  };

  const ordered = (found: Knex.QueryBuilder, { field, order }: MarketingCampaignQuery['sort']) => {
    const by = ORDER[field];
    const named = by.includes('??') ? [field] : [];
    // What has no date comes last on every database.
    if (field === 'sentAt') void found.orderByRaw('g.?? is null', [field]);
    return found.orderByRaw(`${by} ${order}`, named).orderBy('m.id', 'desc');
  };

  return {
    page: async (
      query: MarketingCampaignQuery
    ): Promise<{ entries: MarketingCampaign[]; total: number }> => {
      const counted = (await filtered(query).count({ total: 'm.id' }).first()) as
        { total: number | string } | undefined;
      const page = ordered(filtered(query), query.sort)
        .offset((query.page - 1) * query.pageSize)
        .limit(query.pageSize);
      return { entries: await read(page), total: Number(counted?.total ?? 0) };
    },

    /** Null when there is none, or none that has campaigns. */
    find: async (id: number): Promise<MarketingCampaign | null> =>
      (await read(groups().where('m.id', id)))[0] ?? null,

    /** The campaigns of marketing campaigns, in the order they were sent. */
    campaignsOf: async (ids: number[]): Promise<GroupedCampaign[]> => {
      const found = whereAmong(db, withTotals(), 'k.marketing_campaign_id', ids)
        .join(`${TABLE.integration} as i`, 'i.id', 'k.integration_id')
        .orderBy(['k.sent_at', 'k.id'])
        .select({
          id: 'k.id',
          marketingCampaignId: 'k.marketing_campaign_id',
          ownMarketingCampaignId: 'k.own_marketing_campaign_id',
          integrationId: 'k.integration_id',
          integrationName: 'i.name',
          name: 'k.name',
          subject: 'k.subject',
          sentAt: 'k.sent_at',
          readAt: 'k.read_at',
          ...TOTALS,
        });
      const rows = (await found) as (Omit<GroupedCampaign, 'sentAt' | 'totals'> &
        Record<string, unknown>)[];
      return rows.map((row) => ({
        id: row.id,
        marketingCampaignId: row.marketingCampaignId,
        ownMarketingCampaignId: row.ownMarketingCampaignId,
        integrationId: row.integrationId,
        integrationName: row.integrationName,
        name: row.name,
        subject: row.subject,
        sentAt: msOf(row.sentAt),
        readAt: row.readAt,
        totals: totalsIn(row),
      }));
    },

    /** The marketing lists the campaigns of each of them went to, by name. */
    listsOf: async (ids: number[]): Promise<{ groupId: number; id: string; name: string }[]> =>
      (await whereAmong(db, db.table(`${TABLE.campaign} as k`), 'k.marketing_campaign_id', ids)
        .join(`${TABLE.campaignBook} as b`, 'b.campaign_id', 'k.id')
        .join(`${TABLE.marketingList} as l`, 'l.document_id', 'b.list_id')
        .distinct({ groupId: 'k.marketing_campaign_id', id: 'l.document_id', name: 'l.name' })
        .orderBy(['name', 'id'])) as { groupId: number; id: string; name: string }[],
  };
};
