import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { Db } from '../db';

/** People over several campaigns, each counted once however many of the mails they opened or clicked. */
export type UniquePeople = { uniqueOpens: number; recipientsClicked: number };

type Campaign = { id: number; integrationId: number };

/** Recipients read by one statement. */
const WIDTHS = { sqlite: 5000, postgres: 20_000, mysql: 20_000 };

/** A person is their e-mail, which is the same in every account; without one, what the account calls them. */
const isSamePerson: Record<'byEmail' | 'byKey', string> = {
  byEmail: 'e.email_norm = a.email_norm',
  byKey: 'a.email_norm is null and e.email_norm is null and e.person_key = a.person_key',
};

/** Counts people over campaigns, in slices that let everybody else have a turn. */
export const createCampaignPeople = (db: Db) => {
  const recipients = (campaignId: number, after: string): Knex.QueryBuilder =>
    db
      .table(`${TABLE.activity} as a`)
      .where('a.campaign_id', campaignId)
      .where('a.person_key', '>', after);

  const rangeEnd = async (campaignId: number, after: string, width: number) => {
    const range = recipients(campaignId, after).orderBy('a.person_key').limit(width);
    const row = await db.knex
      .max<{ last: string | null }>('person_key as last')
      .from(range.select('a.person_key').as('width'))
      .first();
    return row?.last ?? null;
  };

  /** Rows of the same person that were counted before theirs, in one of these campaigns or in the same one. */
  const countedBefore = (earlier: Campaign[], integrationId: number, did: string) => {
    const among = (rows: Knex.QueryBuilder, campaigns: number[]): Knex.QueryBuilder =>
      rows
        .where(did, '>', 0)
        .where((any) => {
          any
            .whereIn('e.campaign_id', campaigns)
            .orWhereRaw('(e.campaign_id = a.campaign_id and e.id < a.id)');
        })
        .select(db.knex.raw('1'));
    const rows = () => db.table(`${TABLE.activity} as e`);
    const integrations = [...new Set([integrationId, ...earlier.map((one) => one.integrationId)])];
    const idsOf = (integration: number) =>
      earlier.filter((one) => one.integrationId === integration).map(({ id }) => id);
    return [
      ...integrations.map((integration) =>
        among(
          rows().where('e.integration_id', integration).whereRaw(isSamePerson.byEmail),
          idsOf(integration)
        )
      ),
      among(
        rows().where('e.integration_id', integrationId).whereRaw(isSamePerson.byKey),
        idsOf(integrationId)
      ),
    ];
  };

  /** Recipients of one range who did it, and were not counted before. */
  const firstOnes = (
    query: Knex.QueryBuilder,
    campaign: Campaign,
    earlier: Campaign[],
    did: 'opens' | 'clicks'
  ): Promise<number> => {
    const counted = query.where(`a.${did}`, '>', 0);
    for (const before of countedBefore(earlier, campaign.integrationId, `e.${did}`))
      counted.whereNotExists(before);
    return counted
      .count({ n: '*' })
      .first()
      .then((row: { n: number | string } | undefined) => Number(row?.n ?? 0));
  };

  return {
    count: async (campaigns: Campaign[]): Promise<UniquePeople> => {
      const people: UniquePeople = { uniqueOpens: 0, recipientsClicked: 0 };
      const pace = db.pace(WIDTHS);
      for (const [index, campaign] of campaigns.entries()) {
        const earlier = campaigns.slice(0, index);
        let after = '';
        for (;;) {
          const endBatch = pace.begin();
          const last = await rangeEnd(campaign.id, after, pace.rows());
          if (last === null) break;
          const range = () => recipients(campaign.id, after).where('a.person_key', '<=', last);
          people.uniqueOpens += await firstOnes(range(), campaign, earlier, 'opens');
          people.recipientsClicked += await firstOnes(range(), campaign, earlier, 'clicks');
          after = last;
          await endBatch();
        }
      }
      return people;
    },
  };
};
