import type { Knex } from 'knex';
import { TABLE, UID } from '../../constants';
import type { Db } from '../db';
import type { UniquePeople } from './campaign-people';
import { createMarketingCampaignPage } from './marketing-campaign-page';

/** The rows of `marketing-campaign`, and which campaigns count in each. */
export const createMarketingCampaigns = (db: Db) => {
  const campaignsIn = (ids: number[], trx: Knex.Transaction) =>
    db.table(TABLE.campaign, trx).whereIn('marketing_campaign_id', ids);

  /** Whoever merges or splits one of these at the same time waits for this transaction. */
  const lock = async (ids: number[], trx: Knex.Transaction): Promise<void> => {
    const rows = db
      .table(TABLE.marketingCampaign, trx)
      .whereIn('id', ids)
      .orderBy('id')
      .select('id');
    await (db.dialect === 'sqlite' ? rows : rows.forUpdate());
  };

  return {
    ...createMarketingCampaignPage(db),

    /**
     * Makes the marketing campaign of a campaign. Through the Document Service, so that the site's own
     * code sees it come.
     * @throws Error when the campaign has one already.
     */
    make: async (campaign: {
      id: number;
      integrationId: number;
      name: string;
      sentAt: number | null;
    }): Promise<void> => {
      const { id, integrationId, name, sentAt } = campaign;
      await db.transaction(async (trx) => {
        const data = { integrationId, name, sentAt: sentAt === null ? null : new Date(sentAt) };
        const made = (await db.strapi
          .documents(UID.marketingCampaign as never)
          .create({ data } as never)) as { id: number };
        const changed = await db
          .table(TABLE.campaign, trx)
          .where({ id })
          .whereNull('own_marketing_campaign_id')
          .update({ own_marketing_campaign_id: made.id, marketing_campaign_id: made.id });
        if (changed === 0) throw new Error(`The campaign ${id} has a marketing campaign already`);
      });
    },

    /** The first campaign's summary tells when it was sent. */
    setSentAt: async (id: number, sentAt: number): Promise<void> => {
      await db
        .table(TABLE.marketingCampaign)
        .where({ id })
        .whereNull('sent_at')
        .update({ sent_at: new Date(sentAt) });
    },

    rename: async (id: number, name: string): Promise<void> => {
      await db.strapi.db.query(UID.marketingCampaign).updateMany({ where: { id }, data: { name } });
    },

    /** Keeps what was counted over the campaigns of one of them. */
    saveCount: async (id: number, countedFor: string, people: UniquePeople): Promise<void> => {
      await db.table(TABLE.marketingCampaign).where({ id }).update({
        counted_for: countedFor,
        unique_opens: people.uniqueOpens,
        recipients_clicked: people.recipientsClicked,
      });
    },

    /**
     * All campaigns of the others count in one of them from now on, which is called `name`. False, and
     * nothing is changed, when one of them has no campaigns any more.
     */
    merge: (id: number, others: number[], name: string): Promise<boolean> =>
      db.transaction(async (trx) => {
        const all = [id, ...others];
        await lock(all, trx);
        const there: { id: number }[] = await campaignsIn(all, trx).distinct({
          id: 'marketing_campaign_id',
        });
        if (there.length < all.length) return false;
        await campaignsIn(others, trx).update({ marketing_campaign_id: id });
        await db.table(TABLE.marketingCampaign, trx).where({ id }).update({ name });
        return true;
      }),

    /** Each campaign counts in its own again; answers how many others there are now. */
    split: (id: number): Promise<number> =>
      db.transaction(async (trx) => {
        await lock([id], trx);
        return campaignsIn([id], trx)
          .whereNotNull('own_marketing_campaign_id')
          .whereNot('own_marketing_campaign_id', id)
          .update({ marketing_campaign_id: db.knex.ref('own_marketing_campaign_id') });
      }),
  };
};
