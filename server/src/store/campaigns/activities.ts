import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { ActivityFigures } from '../../core/person-key';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Db } from '../db';
import { newDocumentId } from '../document-row';

/** Figures of an activity, and the column each of them is kept in; times are epoch milliseconds. */
const FIGURES = {
  contactRemoteId: 'contact_remote_id',
  email: 'email',
  emailNorm: 'email_norm',
  opens: 'opens',
  clicks: 'clicks',
  pageViews: 'page_views',
  forwards: 'forwards',
  estimatedForwards: 'estimated_forwards',
  replies: 'replies',
  sentAt: 'sent_at',
  firstOpenedAt: 'first_opened_at',
  lastOpenedAt: 'last_opened_at',
  firstOpenIp: 'first_open_ip',
} as const;
const FLAGS = {
  unsubscribed: 'unsubscribed',
  softBounced: 'soft_bounced',
  hardBounced: 'hard_bounced',
} as const;

/** What one recipient did with a campaign, added up. */
export type Activity = ActivityFigures & {
  personKey: string;
  contactRemoteId: number | null;
  email: string | null;
  emailNorm: string | null;
};

/** Which campaign and whom a row is about. */
const WHO: BulkTarget['columns'] = {
  document_id: 'text',
  integration_id: 'int',
  campaign_id: 'int',
  person_key: 'text',
  contact_remote_id: 'int',
  email: 'text',
  email_norm: 'text',
};

const WRITTEN: BulkTarget = {
  table: TABLE.activity,
  columns: {
    ...WHO,
    opens: 'int',
    clicks: 'int',
    page_views: 'int',
    forwards: 'int',
    estimated_forwards: 'int',
    replies: 'int',
    sent_at: 'ms',
    first_opened_at: 'ms',
    last_opened_at: 'ms',
    first_open_ip: 'text',
    unsubscribed: 'flag',
    soft_bounced: 'flag',
    hard_bounced: 'flag',
  },
  key: ['campaign_id', 'person_key'],
  replace: [...Object.values(FIGURES), ...Object.values(FLAGS)],
};

const CLICKED: BulkTarget = {
  table: TABLE.activity,
  columns: {
    ...WHO,
    last_clicked_at: 'ms',
  },
  key: ['campaign_id', 'person_key'],
  replace: ['last_clicked_at'],
};

type Row = { personKey: string } & Record<string, number | string | boolean | null>;

const isSame = (activity: Activity, row: Row): boolean =>
  Object.keys(FIGURES).every((name) => activity[name as keyof Activity] === (row[name] ?? null)) &&
  Object.keys(FLAGS).every((name) => activity[name as keyof Activity] === Boolean(row[name]));

/** Who clicked, and when last. */
export type Clicked = Pick<Activity, 'personKey' | 'contactRemoteId' | 'email' | 'emailNorm'> & {
  at: number;
};

/** The rows of `activity`: one per campaign and recipient. */
export const createActivities = (db: Db) => {
  const ofPeople = (campaignId: number, keys: string[], trx: Knex.Transaction) =>
    whereAmong(
      db,
      db.table(TABLE.activity, trx).where({ campaign_id: campaignId }),
      'person_key',
      keys
    );

  return {
    /** Writes what is new of people's activities; answers how many were. */
    write: async (
      campaign: { id: number; integrationId: number },
      activities: Activity[],
      trx: Knex.Transaction
    ): Promise<number> => {
      const keys = activities.map((one) => one.personKey);
      const stored: Row[] = await ofPeople(campaign.id, keys, trx).select({
        personKey: 'person_key',
        ...FIGURES,
        ...FLAGS,
      });
      const known = new Map(stored.map((row) => [row.personKey, row]));
      const news = activities.filter((one) => {
        const before = known.get(one.personKey);
        return before === undefined || !isSame(one, before);
      });
      await bulkUpsert(
        db,
        WRITTEN,
        news.map((one) => ({
          document_id: newDocumentId(),
          integration_id: campaign.integrationId,
          campaign_id: campaign.id,
          person_key: one.personKey,
          ...columnsOf(one, FIGURES),
          ...columnsOf(one, FLAGS),
        })),
        trx
      );
      return news.length;
    },

    /** Remembers when people clicked last; an earlier click changes nothing. */
    noteClicks: async (
      campaign: { id: number; integrationId: number },
      people: Clicked[],
      trx: Knex.Transaction
    ): Promise<void> => {
      const keys = people.map((one) => one.personKey);
      const stored: { personKey: string; at: number | null }[] = await ofPeople(
        campaign.id,
        keys,
        trx
      ).select({ personKey: 'person_key', at: 'last_clicked_at' });
      const before = new Map(stored.map(({ personKey, at }) => [personKey, at ?? 0]));
      const later = people.filter((one) => one.at > (before.get(one.personKey) ?? 0));
      await bulkUpsert(
        db,
        CLICKED,
        later.map((one) => ({
          document_id: newDocumentId(),
          integration_id: campaign.integrationId,
          campaign_id: campaign.id,
          person_key: one.personKey,
          contact_remote_id: one.contactRemoteId,
          email: one.email,
          email_norm: one.emailNorm,
          last_clicked_at: one.at,
        })),
        trx
      );
    },

    /** How many people a campaign is known to have been sent to. */
    countSent: async (campaignId: number): Promise<number> => {
      const row = await db
        .table(TABLE.activity)
        .where({ campaign_id: campaignId })
        .whereNotNull('sent_at')
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },
  };
};

const columnsOf = (activity: Activity, columns: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      column,
      activity[name as keyof Activity] as string | number | boolean | null,
    ])
  );
