/**
 * What one recipient did with one campaign, added up. Written in sets; times are epoch milliseconds,
 * null for never. People are found by the vendor's contact id, else by e-mail, when they are looked at.
 */
export const activity = {
  kind: 'collectionType',
  collectionName: 'dotmailer_activities',
  info: {
    singularName: 'activity',
    pluralName: 'activities',
    displayName: 'Dotmailer activity',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    integrationId: { type: 'integer', required: true },
    campaignId: { type: 'integer', required: true },
    /** `c:` and the contact's id, else `e:` and the e-mail in lower case. */
    personKey: { type: 'string', required: true, column: { args: [191] } },
    contactRemoteId: { type: 'integer' },
    email: { type: 'string' },
    emailNorm: { type: 'string', column: { args: [191] } },
    opens: { type: 'integer', default: 0 },
    clicks: { type: 'integer', default: 0 },
    pageViews: { type: 'integer', default: 0 },
    forwards: { type: 'integer', default: 0 },
    estimatedForwards: { type: 'integer', default: 0 },
    replies: { type: 'integer', default: 0 },
    sentAt: { type: 'float' },
    firstOpenedAt: { type: 'float' },
    lastOpenedAt: { type: 'float' },
    lastClickedAt: { type: 'float' },
    firstOpenIp: { type: 'string' },
    unsubscribed: { type: 'boolean', default: false },
    softBounced: { type: 'boolean', default: false },
    hardBounced: { type: 'boolean', default: false },
  },
  indexes: [
    { name: 'dm_activity_person_uq', columns: ['campaign_id', 'person_key'], type: 'unique' },
    // With the campaign: lists that ask about one of many look each of their records up.
    {
      name: 'dm_activity_contact_ix',
      columns: ['integration_id', 'contact_remote_id', 'campaign_id'],
    },
    { name: 'dm_activity_email_ix', columns: ['integration_id', 'email_norm', 'campaign_id'] },
  ],
};
