/** The plugin's id: in routes, uids, permission ids and translation keys. */
export const PLUGIN_ID = 'dotmailer';

/** Uid of the marketing lists' content type, whose pages are the Content Manager's own. */
export const MARKETING_LIST = 'plugin::dotmailer.marketing-list';
