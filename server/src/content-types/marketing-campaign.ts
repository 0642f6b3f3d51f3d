/** An editor's grouping of campaigns: one is made for each campaign, several can be merged. */
export const marketingCampaign = {
  kind: 'collectionType',
  collectionName: 'dotmailer_marketing_campaigns',
  info: {
    singularName: 'marketing-campaign',
    pluralName: 'marketing-campaigns',
    displayName: 'Dotmailer marketing campaign',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    name: { type: 'string', required: true },
    /** When its first campaign was sent. */
    sentAt: { type: 'datetime' },
    /**
     * People over all its campaigns, each counted once, where there are several; and what was known
     * when they were counted: something else, another count.
     */
    uniqueOpens: { type: 'integer' },
    recipientsClicked: { type: 'integer' },
    countedFor: { type: 'string' },
  },
  indexes: [{ name: 'dm_marketing_campaign_ix', columns: ['integration_id'] }],
};
