import { COUNTERS, countColumns } from '../core/campaign-counts';

const integer = { type: 'integer', default: 0 };

/** The vendor's totals of a campaign: of those who got the HTML version, the text, and of both. */
export const campaignSummary = {
  kind: 'collectionType',
  collectionName: 'dotmailer_campaign_summaries',
  info: {
    singularName: 'campaign-summary',
    pluralName: 'campaign-summaries',
    displayName: 'Dotmailer campaign summary',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    campaignId: { type: 'integer', required: true },
    /** `opensHtml`, `opensText`, `opensTotal`, … */
    ...Object.fromEntries(
      COUNTERS.flatMap((counter) =>
        Object.values(countColumns(counter)).map((name) => [name, { ...integer }])
      )
    ),
    /** People, not clicks. */
    recipientsClicked: { ...integer },
    /** With its currency, as the vendor writes it: `$0.00`. */
    revenue: { type: 'string' },
    assistedRevenue: { type: 'string' },
    orders: { type: 'integer' },
    assistedOrders: { type: 'integer' },
    /** In the vendor's scale. */
    conversionRate: { type: 'float' },
  },
  indexes: [{ name: 'dm_summary_campaign_uq', columns: ['campaign_id'], type: 'unique' }],
};
