import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import type { Db } from './db';

/** Rows deleted by one statement: short enough for the site's own queries beside it. */
const BATCH = 500;

/** What belongs to an integration and goes with it. Opt-outs are not among it, on purpose. */
export const createIntegrationRemains = (db: Db) => {
  const removeBatches = async (table: string, some: () => Knex.QueryBuilder): Promise<void> => {
    for (;;) {
      const rows: { id: number }[] = await some().limit(BATCH).select('id');
      if (rows.length === 0) return;
      await db
        .table(table)
        .whereIn(
          'id',
          rows.map((row) => row.id)
        )
        .delete();
      // SQLite's driver answers at once: without a turn of the loop the whole site would stand still.
      await yieldToOthers();
    }
  };
  const removeWhere = (table: string, column: string, value: number) =>
    removeBatches(table, () => db.table(table).where(column, value).orderBy('id'));
  const removeOfCampaigns = (table: string, integrationId: number) => {
    const campaigns = () =>
      db.table(TABLE.campaign).where({ integration_id: integrationId }).select('id');
    return removeBatches(table, () => db.table(table).whereIn('campaign_id', campaigns()));
  };

  /** Campaigns of other integrations that were merged into one of its marketing campaigns are themselves again. */
  const leaveMarketingCampaigns = async (integrationId: number): Promise<void> => {
    const its = db
      .table(TABLE.marketingCampaign)
      .where({ integration_id: integrationId })
      .select('id');
    await db
      .table(TABLE.campaign)
      .whereNot({ integration_id: integrationId })
      .whereIn('marketing_campaign_id', its)
      .update({ marketing_campaign_id: db.knex.ref('own_marketing_campaign_id') });
  };

  return {
    /** Uploads whose outcome is not known yet. */
    uploadsInFlight: async (integrationId: number): Promise<number> => {
      const counted = await db
        .table(TABLE.upload)
        .where({ integration_id: integrationId, open: true })
        .count({ n: '*' })
        .first();
      return Number(counted?.n ?? 0);
    },

    /** Names of the lists and books whose connections would be closed. */
    openConnections: async (
      integrationId: number
    ): Promise<{ list: string; addressBook: string }[]> => {
      const rows: { list: string | null; addressBook: string | null }[] = await db
        .table(`${TABLE.connection} as c`)
        .leftJoin(`${TABLE.marketingList} as l`, 'l.document_id', 'c.list_id')
        .leftJoin(`${TABLE.addressBook} as b`, 'b.id', 'c.address_book_id')
        .where('c.integration_id', integrationId)
        .whereNotNull('c.open_book')
        .orderBy('c.id')
        .select({ list: 'l.name', addressBook: 'b.name' });
      return rows.map(({ list, addressBook }) => ({
        list: list ?? '',
        addressBook: addressBook ?? '',
      }));
    },

    /**
     * Deletes ledger, holds, changes, newcomers, uploads, removals, cursors, contacts, remarks, campaigns,
     * connections, address books, data fields, mappings and what single sign-on knows of an integration whose
     * connections are closed. Small batches; can be killed and run again.
     */
    remove: async (integrationId: number): Promise<void> => {
      const connections: { id: number }[] = await db
        .table(TABLE.connection)
        .where({ integration_id: integrationId })
        .select('id');
      for (const { id } of connections) {
        await removeWhere(TABLE.ledger, 'connection_id', id);
        await removeWhere(TABLE.hold, 'connection_id', id);
        await removeWhere(TABLE.change, 'connection_id', id);
        await removeWhere(TABLE.newcomer, 'connection_id', id);
      }
      for (const table of [TABLE.campaignEvent, TABLE.campaignLink, TABLE.campaignSummary])
        await removeOfCampaigns(table, integrationId);
      await leaveMarketingCampaigns(integrationId);
      for (const table of [
        TABLE.activity,
        TABLE.campaignBook,
        TABLE.campaign,
        TABLE.marketingCampaign,
        TABLE.upload,
        TABLE.removal,
        TABLE.cursor,
        TABLE.contact,
        TABLE.valueRemark,
      ])
        await removeWhere(table, 'integration_id', integrationId);
      for (const table of [
        TABLE.addressBook,
        TABLE.dataField,
        TABLE.mapping,
        TABLE.studioGrant,
        TABLE.studioState,
      ])
        await removeWhere(table, 'integration_id', integrationId);
      for (const part of chunks(connections, BATCH))
        await db
          .table(TABLE.connection)
          .whereIn(
            'id',
            part.map(({ id }) => id)
          )
          .delete();
    },
  };
};
