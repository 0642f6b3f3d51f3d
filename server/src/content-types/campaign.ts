/** An e-mail campaign of the account, as last read from the vendor. */
export const campaign = {
  kind: 'collectionType',
  collectionName: 'dotmailer_campaigns',
  info: {
    singularName: 'campaign',
    pluralName: 'campaigns',
    displayName: 'Dotmailer campaign',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    remoteId: { type: 'integer', required: true },
    name: { type: 'string', required: true },
    subject: { type: 'text' },
    fromName: { type: 'string' },
    fromAddress: { type: 'string' },
    replyAction: { type: 'string' },
    replyToAddress: { type: 'string' },
    /** The vendor's words; unknown ones are kept as they are. */
    status: { type: 'string' },
    type: { type: 'string' },
    isSplitTest: { type: 'boolean', default: false },
    htmlContent: { type: 'text' },
    plainTextContent: { type: 'text' },
    /** What the rest of the campaign was when its content was read: other words, other content. */
    contentOf: { type: 'string' },
    sentAt: { type: 'datetime' },
    /** Set when a complete listing no longer had the campaign; cleared when it is back. */
    goneAt: { type: 'datetime' },
    /** The editors' grouping it counts in now, and the one that was made for it. */
    marketingCampaignId: { type: 'integer' },
    ownMarketingCampaignId: { type: 'integer' },
    /** When its reports are to be read, epoch milliseconds; null: nothing new is known of. */
    dueAt: { type: 'float' },
    /** When its reports were last read whole, by our clock, epoch milliseconds. */
    readAt: { type: 'float' },
    /** Up to when its reports were read, in the vendor's time, epoch milliseconds. */
    readUntil: { type: 'float' },
    /** When everybody it was sent to was last read, by our clock, epoch milliseconds. */
    wholeAt: { type: 'float' },
    /** How far the reading under way has come (JSON, `core/report-progress.ts`). */
    progress: { type: 'text' },
  },
  indexes: [
    { name: 'dm_campaign_remote_uq', columns: ['integration_id', 'remote_id'], type: 'unique' },
    { name: 'dm_campaign_due_ix', columns: ['integration_id', 'due_at'] },
    { name: 'dm_campaign_group_ix', columns: ['marketing_campaign_id'] },
  ],
};
