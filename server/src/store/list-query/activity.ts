import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { ActivityCondition, Deed } from '../../core/activity-conditions';
import type { Db } from '../db';
import { BrokenList } from './definition';

const DAY_MS = 86_400_000;

/** A condition on what people did, with what it is about found. */
export type AskedActivity = {
  did: Deed;
  days: number | null;
  /** Null: any campaign. */
  campaignId: number | null;
  integrationIds: number[];
};

type FoundCampaign = { documentId: string; id: number; integrationId: number };

/**
 * Finds the campaigns that conditions name. Those about any campaign concern every account of the site:
 * a list need not be connected to ask what people did.
 * @throws BrokenList when a campaign is gone.
 */
export const resolveActivity = async (
  db: Db,
  conditions: ActivityCondition[]
): Promise<AskedActivity[]> => {
  if (conditions.length === 0) return [];
  const named = conditions.flatMap(({ campaign }) => (campaign === undefined ? [] : [campaign]));
  const campaigns = new Map((await findCampaigns(db, named)).map((one) => [one.documentId, one]));
  const integrations: { id: number }[] = await db.table(TABLE.integration).select('id');
  const everywhere = integrations.map(({ id }) => id);
  return conditions.map(({ did, campaign, days = null }) => {
    if (campaign === undefined) return { did, days, campaignId: null, integrationIds: everywhere };
    const found = campaigns.get(campaign);
    if (!found)
      throw new BrokenList('filter', 'A campaign that the filter names no longer exists.');
    return { did, days, campaignId: found.id, integrationIds: [found.integrationId] };
  });
};

const findCampaigns = async (db: Db, documentIds: string[]): Promise<FoundCampaign[]> =>
  documentIds.length === 0
    ? []
    : ((await db.table(TABLE.campaign).whereIn('document_id', documentIds).select({
        documentId: 'document_id',
        id: 'id',
        integrationId: 'integration_id',
      })) as FoundCampaign[]);

/** Narrows activities aliased `a`. */
type Narrowing = (activities: Knex.QueryBuilder) => unknown;

const OPENED: Narrowing = (activities) => activities.where('a.opens', '>', 0);
/** Single clicks are read after the totals. */
const CLICKED: Narrowing = (activities) =>
  activities.where((any) => any.where('a.clicks', '>', 0).orWhereNotNull('a.last_clicked_at'));
const SENT: Narrowing = (activities) => activities.whereNotNull('a.sent_at');

/** What a deed looks for, what must not be there as well, and the time that `days` is about. */
const LOOKS: Record<Deed, { there: Narrowing; absent: Narrowing | null; at: string }> = {
  opened: { there: OPENED, absent: null, at: 'a.last_opened_at' },
  notOpened: { there: SENT, absent: OPENED, at: 'a.sent_at' },
  clicked: { there: CLICKED, absent: null, at: 'a.last_clicked_at' },
  notClicked: { there: SENT, absent: CLICKED, at: 'a.sent_at' },
};

/**
 * Restricts a query over host records to those who did what is asked, by their e-mail (a value for each
 * row). Every deed is looked up for each record by an index, as a scalar sub-select: what is a join or
 * a semi-join, MariaDB and PostgreSQL would rather read whole tables for, once for every range.
 */
export const restrictToActivity = (
  db: Db,
  query: Knex.QueryBuilder,
  { asked, email, now }: { asked: AskedActivity[]; email: () => Knex.Value; now: number }
): void => {
  for (const one of asked) {
    const { there, absent, at } = LOOKS[one.did];
    const { days } = one;
    const recent: Narrowing = (activities) =>
      days === null ? activities : activities.where(at, '>=', now - days * DAY_MS);
    void query.whereRaw('?', [found(db, one, email, [there, recent])]);
    if (absent) void query.whereRaw('not ?', [found(db, one, email, [there, recent, absent])]);
  }
};

/**
 * Whether the person of a record has such an activity: by the address that the campaign was sent to, or
 * by the contact who has the record's address now.
 */
const found = (
  db: Db,
  { campaignId, integrationIds }: AskedActivity,
  email: () => Knex.Value,
  narrowings: Narrowing[]
): Knex.Raw => {
  const narrowed = (query: Knex.QueryBuilder): Knex.QueryBuilder => {
    if (campaignId !== null) void query.where('a.campaign_id', campaignId);
    for (const narrow of narrowings) narrow(query);
    return query.select(db.knex.raw('1')).limit(1);
  };
  const is = (column: string) => db.knex.raw('?? = lower(trim(?))', [column, email()]);
  const byAddress = db
    .table(`${TABLE.activity} as a`)
    .whereIn('a.integration_id', integrationIds)
    .where(is('a.email_norm'));
  const byContact = db
    .table(`${TABLE.contact} as c`)
    .innerJoin(`${TABLE.activity} as a`, (join) =>
      join.on('a.integration_id', 'c.integration_id').andOn('a.contact_remote_id', 'c.remote_id')
    )
    .whereIn('c.integration_id', integrationIds)
    .where(is('c.email_norm'));
  return db.knex.raw('(? is not null or ? is not null)', [
    narrowed(byAddress),
    narrowed(byContact),
  ]);
};
