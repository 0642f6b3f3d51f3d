/** The plugin's id, in routes, uids, permission ids and translation keys. */
export const PLUGIN_ID = 'dotmailer';

/** Hooks of the site's own code: `strapi.hook(HOOK.…).register(handler)`. */
export const HOOK = {
  buildTrackedFields: 'plugin::dotmailer.buildTrackedFields',
  forceFieldsSync: 'plugin::dotmailer.forceFieldsSync',
} as const;

/** Content types: what an editor or an administrator can name. */
export const UID = {
  integration: 'plugin::dotmailer.integration',
  addressBook: 'plugin::dotmailer.address-book',
  dataField: 'plugin::dotmailer.data-field',
  mapping: 'plugin::dotmailer.mapping',
  marketingList: 'plugin::dotmailer.marketing-list',
  campaign: 'plugin::dotmailer.campaign',
  campaignSummary: 'plugin::dotmailer.campaign-summary',
  activity: 'plugin::dotmailer.activity',
  marketingCampaign: 'plugin::dotmailer.marketing-campaign',
} as const;

/** Lean tables: everything that is many. Reached through `store/` only. */
export const TABLE = {
  connection: 'dotmailer_connections',
  contact: 'dotmailer_contacts',
  ledger: 'dotmailer_ledger',
  optOut: 'dotmailer_opt_outs',
  listRecord: 'dotmailer_list_records',
  newcomer: 'dotmailer_newcomers',
  mark: 'dotmailer_marks',
  change: 'dotmailer_changes',
  valueRemark: 'dotmailer_value_remarks',
  upload: 'dotmailer_uploads',
  removal: 'dotmailer_removals',
  hold: 'dotmailer_holds',
  cursor: 'dotmailer_cursors',
  run: 'dotmailer_runs',
  lease: 'dotmailer_leases',
  job: 'dotmailer_jobs',
  campaignBook: 'dotmailer_campaign_books',
  campaignLink: 'dotmailer_campaign_links',
  campaignEvent: 'dotmailer_campaign_events',
  audit: 'dotmailer_audit',
  studioGrant: 'dotmailer_studio_grants',
  studioState: 'dotmailer_studio_states',
  integration: 'dotmailer_integrations',
  addressBook: 'dotmailer_address_books',
  dataField: 'dotmailer_data_fields',
  mapping: 'dotmailer_mappings',
  marketingList: 'dotmailer_marketing_lists',
  campaign: 'dotmailer_campaigns',
  campaignSummary: 'dotmailer_campaign_summaries',
  activity: 'dotmailer_activities',
  marketingCampaign: 'dotmailer_marketing_campaigns',
} as const;

/**
 * Permission actions, as registered with Strapi's roles. Ids are lowercase letters, dots and
 * hyphens only: Strapi refuses the whole registration otherwise.
 */
export const ACTIONS = [
  { uid: 'integrations.read', displayName: 'Read', subCategory: 'integrations' },
  { uid: 'integrations.manage', displayName: 'Create, edit, delete', subCategory: 'integrations' },
  { uid: 'address-books.read', displayName: 'Read', subCategory: 'address books' },
  { uid: 'address-books.create', displayName: 'Create', subCategory: 'address books' },
  { uid: 'data-fields.read', displayName: 'Read', subCategory: 'data fields' },
  {
    uid: 'data-fields.create',
    displayName: 'Create, synchronise, edit notes',
    subCategory: 'data fields',
  },
  { uid: 'data-fields.delete', displayName: 'Delete', subCategory: 'data fields' },
  { uid: 'mappings.read', displayName: 'Read', subCategory: 'mappings' },
  { uid: 'mappings.manage', displayName: 'Create, edit, delete', subCategory: 'mappings' },
  { uid: 'marketing-lists.connect', displayName: 'Connect', subCategory: 'marketing lists' },
  {
    uid: 'marketing-lists.synchronise',
    displayName: 'Synchronise',
    subCategory: 'marketing lists',
  },
  {
    uid: 'marketing-lists.members',
    displayName: 'See and change members',
    subCategory: 'marketing lists',
  },
  { uid: 'runs.read', displayName: 'Read', subCategory: 'sync runs' },
  { uid: 'runs.stop', displayName: 'Stop', subCategory: 'sync runs' },
  { uid: 'runs.retry', displayName: 'Retry refused members', subCategory: 'sync runs' },
  { uid: 'runs.approve-removals', displayName: 'Approve removals', subCategory: 'sync runs' },
  { uid: 'campaigns.read', displayName: 'Read', subCategory: 'campaigns' },
  { uid: 'campaigns.merge', displayName: 'Rename, merge, split', subCategory: 'campaigns' },
  { uid: 'activities.read', displayName: 'See what people did', subCategory: 'campaigns' },
  { uid: 'studio.use', displayName: 'Use', subCategory: 'Email Studio' },
  { uid: 'settings.manage', displayName: 'Change the settings', subCategory: 'settings' },
  { uid: 'audit.read', displayName: 'Read', subCategory: 'audit trail' },
] as const;

export type ActionUid = (typeof ACTIONS)[number]['uid'];

/** The full id of a permission action, as routes and the admin panel name it. */
export const actionId = (uid: ActionUid): string => `plugin::${PLUGIN_ID}.${uid}`;
