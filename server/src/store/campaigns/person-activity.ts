import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { Db } from '../db';
import type { EventKind } from './campaign-events';

/** A person as activities know them: by the account's contact, else by e-mail. */
export type PersonKeys = {
  integrationIds: number[];
  /** Normalised. */
  emails: string[];
  contacts: { integrationId: number; emailNorm: string; remoteId: number | null }[];
};

/** A part of a person's activity, latest first. */
type Part = {
  /** Nothing that is later, epoch milliseconds. */
  until: number;
  limit: number;
};

/** What a person did over all campaigns. Times are epoch milliseconds; null for never. */
export type Engagement = {
  received: number;
  opened: number;
  clicked: number;
  lastSentAt: number | null;
  lastOpenedAt: number | null;
  lastClickedAt: number | null;
};

type CampaignOf = { campaignId: number; campaign: string };

/** A campaign a person got, with what is known of them without a time. */
export type SentCampaign = CampaignOf & {
  id: number;
  at: number;
  opens: number;
  clicks: number;
  pageViews: number;
  forwards: number;
  replies: number;
  unsubscribed: boolean;
  softBounced: boolean;
  hardBounced: boolean;
};

/** A single open, click or page view. */
export type PersonEvent = CampaignOf & {
  id: number;
  at: number;
  kind: EventKind;
  /** Of a click or a view. */
  url: string | null;
  /** Mail client of an open. */
  client: string | null;
};

const SENT = {
  id: 'a.id',
  at: 'a.sent_at',
  campaignId: 'k.id',
  campaign: 'k.name',
  opens: 'a.opens',
  clicks: 'a.clicks',
  pageViews: 'a.page_views',
  forwards: 'a.forwards',
  replies: 'a.replies',
  unsubscribed: 'a.unsubscribed',
  softBounced: 'a.soft_bounced',
  hardBounced: 'a.hard_bounced',
};

const LATEST = (column: string) => [
  { column, order: 'desc' },
  { column: column.replace(/\..*/, '.id'), order: 'desc' },
];

/** What one person did with campaigns. A person has some hundred of them at most. */
export const createPersonActivity = (db: Db) => {
  const rows = () => db.table(`${TABLE.activity} as p`).select('p.id');

  const byContact = ({ contacts }: PersonKeys): Knex.QueryBuilder[] =>
    contacts.flatMap(({ integrationId, remoteId }) =>
      remoteId === null
        ? []
        : [rows().where({ 'p.integration_id': integrationId, 'p.contact_remote_id': remoteId })]
    );

  /** By e-mail, apart from what another contact did who had that address before. */
  const byEmail = ({ integrationIds, emails, contacts }: PersonKeys): Knex.QueryBuilder[] =>
    integrationIds.flatMap((integrationId) =>
      emails.map((emailNorm) => {
        const found = rows().where({
          'p.integration_id': integrationId,
          'p.email_norm': emailNorm,
        });
        const isKnown = contacts.some(
          (contact) =>
            contact.integrationId === integrationId &&
            contact.emailNorm === emailNorm &&
            contact.remoteId !== null
        );
        if (!isKnown) return found;
        const somebodyElse = db
          .table(`${TABLE.contact} as c`)
          .where('c.integration_id', integrationId)
          .whereRaw('c.remote_id = p.contact_remote_id')
          .whereNot('c.email_norm', emailNorm)
          .select(db.knex.raw('1'));
        return found.whereNotExists(somebodyElse);
      })
    );

  /** The activities of a person under the alias `a`; null where there can be none. */
  const ofPerson = (person: PersonKeys): Knex.QueryBuilder | null => {
    const [first, ...others] = [...byContact(person), ...byEmail(person)];
    if (first === undefined) return null;
    return db.knex
      .from(first.union(others).as('mine'))
      .join(`${TABLE.activity} as a`, 'a.id', 'mine.id');
  };

  return {
    engagement: async (person: PersonKeys): Promise<Engagement> => {
      const row = (await ofPerson(person)
        ?.count({ received: 'a.sent_at' })
        .select(
          db.knex.raw('count(case when a.opens > 0 then 1 end) as opened'),
          db.knex.raw('count(case when a.clicks > 0 then 1 end) as clicked')
        )
        .max({
          lastSentAt: 'a.sent_at',
          lastOpenedAt: 'a.last_opened_at',
          lastClickedAt: 'a.last_clicked_at',
        })
        .first()) as Record<keyof Engagement, number | string | null> | undefined;
      const timeOf = (value: number | string | null | undefined) =>
        value === null || value === undefined ? null : Number(value);
      return {
        received: Number(row?.received ?? 0),
        opened: Number(row?.opened ?? 0),
        clicked: Number(row?.clicked ?? 0),
        lastSentAt: timeOf(row?.lastSentAt),
        lastOpenedAt: timeOf(row?.lastOpenedAt),
        lastClickedAt: timeOf(row?.lastClickedAt),
      };
    },

    sent: async (person: PersonKeys, { until, limit }: Part): Promise<SentCampaign[]> => {
      const found = ofPerson(person);
      if (found === null) return [];
      const sent = (await found
        .join(`${TABLE.campaign} as k`, 'k.id', 'a.campaign_id')
        .where('a.sent_at', '<=', until)
        .orderBy(LATEST('a.sent_at'))
        .limit(limit)
        .select(SENT)) as (SentCampaign & Record<string, unknown>)[];
      return sent.map((row) => ({
        ...row,
        unsubscribed: Boolean(row.unsubscribed),
        softBounced: Boolean(row.softBounced),
        hardBounced: Boolean(row.hardBounced),
      }));
    },

    events: async (person: PersonKeys, { until, limit }: Part): Promise<PersonEvent[]> => {
      const found = ofPerson(person);
      if (found === null) return [];
      return (await found
        .join(`${TABLE.campaignEvent} as e`, (join) => {
          join.on('e.campaign_id', 'a.campaign_id').andOn('e.person_key', 'a.person_key');
        })
        .join(`${TABLE.campaign} as k`, 'k.id', 'a.campaign_id')
        .leftJoin(`${TABLE.campaignLink} as u`, 'u.id', 'e.link_id')
        .where('e.at', '<=', until)
        .orderBy(LATEST('e.at'))
        .limit(limit)
        .select({
          id: 'e.id',
          at: 'e.at',
          kind: 'e.kind',
          campaignId: 'k.id',
          campaign: 'k.name',
          url: 'u.url',
          client: 'e.client',
        })) as PersonEvent[];
    },
  };
};
