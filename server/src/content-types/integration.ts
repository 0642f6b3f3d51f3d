/** One Dotdigital account this site is connected to. Secrets are ciphertext of Strapi's encryption service. */
export const integration = {
  kind: 'collectionType',
  collectionName: 'dotmailer_integrations',
  info: {
    singularName: 'integration',
    pluralName: 'integrations',
    displayName: 'Dotmailer integration',
  },
  options: { draftAndPublish: false },
  pluginOptions: {
    'content-manager': { visible: false },
    'content-type-builder': { visible: false },
  },
  attributes: {
    name: { type: 'string', required: true, maxLength: 128 },
    username: { type: 'string', required: true, maxLength: 255, private: true },
    /** Ciphertext; never leaves the server. */
    password: { type: 'text', private: true },
    /** Single sign-on: as what the vendor knows this site, and where its application is if not beside the API. */
    clientId: { type: 'string', maxLength: 255, private: true },
    /** Ciphertext; never leaves the server. */
    clientSecret: { type: 'text', private: true },
    appDomain: { type: 'string', maxLength: 255 },
    active: { type: 'boolean', required: true, default: true },
    /** `ready`, `needs-credentials` (the vendor refused them) or `needs-site-answer` (copied database). */
    state: { type: 'string', required: true, default: 'ready' },
    /** `id` of account-info: two integrations of one account are refused by the database. */
    accountId: { type: 'string', maxLength: 64 },
    accountName: { type: 'string' },
    /** API host of the account's region, found through account-info. */
    endpoint: { type: 'string' },
    region: { type: 'string' },
    /** Public URL of the site that owns the connection; another one at start means a copied database. */
    siteUrl: { type: 'string' },
    /** When the vendor last refused the credentials, and when it was last asked again. */
    refusedAt: { type: 'datetime' },
    probedAt: { type: 'datetime' },
    lastSyncedAt: { type: 'datetime' },
    /** When its data fields were last read whole. */
    fieldsSyncedAt: { type: 'datetime' },
  },
  /** Strapi's admin API would show private attributes to a super admin who asks for the type by name. */
  config: { attributes: { password: { hidden: true }, clientSecret: { hidden: true } } },
  indexes: [{ name: 'dm_integration_account_uq', columns: ['account_id'], type: 'unique' }],
};
