import type { MemberCounts } from '../../contracts/marketing-lists';
import type { CampaignNumbers } from './campaign';
import type { PluginApi } from './plugin-api';
import { chapter, table } from './screen';

/** What `--json` prints. */
export type Summary = {
  /** Records of the collection. */
  contacts: number;
  /** Members of the marketing list. */
  members: number;
  /** Members whom the vendor has acknowledged. */
  exported: number;
  /** Members whom the vendor refused. */
  rejected: number;
  unsubscribed: number;
  /** Calls of every run of the demo together. */
  apiCalls: { read: number; write: number; poll: number };
  /** From connecting the list until every member was acknowledged. */
  seconds: number;
  /** True when the vendor's book, read back, holds the people and names that Strapi has. */
  agree: boolean;
  /** All zero with somebody's own account, in which the demo sends nothing. */
  campaigns: CampaignNumbers;
};

export const summarise = async (
  api: PluginApi,
  counts: MemberCounts,
  known: Pick<Summary, 'contacts' | 'seconds' | 'agree' | 'campaigns'>
): Promise<Summary> => {
  const apiCalls = { read: 0, write: 0, poll: 0 };
  for (const { calls } of await api.runs()) {
    apiCalls.read += calls.read;
    apiCalls.write += calls.write;
    apiCalls.poll += calls.poll;
  }
  return {
    contacts: known.contacts,
    members: counts.members,
    exported: counts.exported,
    rejected: counts.refused,
    unsubscribed: counts.optedOut,
    apiCalls,
    seconds: known.seconds,
    agree: known.agree,
    campaigns: known.campaigns,
  };
};

export const showSummary = (summary: Summary, counts: MemberCounts) => {
  const { read, write, poll } = summary.apiCalls;
  const { imported, sends, opens, clicks } = summary.campaigns;
  chapter('Summary');
  table([
    ['Contacts in Strapi', summary.contacts.toLocaleString('en')],
    ['Members of the list', summary.members.toLocaleString('en')],
    ['Acknowledged by Dotdigital', summary.exported.toLocaleString('en')],
    ['Refused', summary.rejected],
    ['Unsubscribed', summary.unsubscribed],
    ['Without a usable e-mail', counts.withoutEmail],
    ['Same e-mail as an older record', counts.duplicates],
    ['API calls', `${read} read, ${write} write, ${poll} poll`],
    ['First synchronisation', `${summary.seconds.toFixed(1)} s`],
    ['Campaigns', `${imported}: ${sends} mails, ${opens} opens, ${clicks} clicks`],
    ['Both sides agree', summary.agree && summary.campaigns.agree ? 'yes' : 'NO'],
  ]);
};
