import { TABLE, UID } from '../../constants';
import type { Db } from '../db';

/** The rows of `marketing-campaign`, and which campaigns count in each. */
export const createMarketingCampaigns = (db: Db) => ({
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
});
