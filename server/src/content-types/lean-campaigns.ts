import { TABLE } from '../constants';
import { key, model, ms, requiredInt, requiredKey, text } from './lean-columns';

/**
 * Which books a campaign was ever sent to, never taken back; with the marketing list that was connected
 * when that was first known here (null: none, and the campaign is nobody's here as long as it has no other).
 */
const campaignBook = model(
  'campaign-book',
  TABLE.campaignBook,
  {
    campaignId: requiredInt,
    integrationId: requiredInt,
    bookRemoteId: requiredInt,
    listId: key(36),
  },
  [
    { name: 'dm_campaign_book_uq', columns: ['campaign_id', 'book_remote_id'], type: 'unique' },
    { name: 'dm_campaign_book_ix', columns: ['integration_id', 'book_remote_id'] },
    { name: 'dm_campaign_book_list_ix', columns: ['list_id'] },
  ]
);

/** Addresses that were clicked or viewed; `hash` because unique keys are short. */
const campaignLink = model(
  'campaign-link',
  TABLE.campaignLink,
  { campaignId: requiredInt, hash: requiredKey(32), url: text },
  [{ name: 'dm_campaign_link_uq', columns: ['campaign_id', 'hash'], type: 'unique' }]
);

/**
 * Single opens, clicks and page views, each once however often it is read: campaign, person, kind,
 * moment and link say which. `linkId` is 0 where there is none.
 */
const campaignEvent = model(
  'campaign-event',
  TABLE.campaignEvent,
  {
    campaignId: requiredInt,
    personKey: requiredKey(191),
    /** `open`, `click` or `view`. */
    kind: requiredKey(5),
    at: { ...ms, column: { notNullable: true } },
    linkId: requiredInt,
    /** The mail client of an open: `Outlook 16`. */
    client: key(100),
  },
  [
    {
      name: 'dm_campaign_event_uq',
      columns: ['campaign_id', 'person_key', 'kind', 'at', 'link_id'],
      type: 'unique',
    },
    { name: 'dm_campaign_event_time_ix', columns: ['campaign_id', 'kind', 'at'] },
  ]
);

export const campaignModels = [campaignBook, campaignLink, campaignEvent];
