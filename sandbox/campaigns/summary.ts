/** A campaign's totals, added up from its recipients; formulas as in the vendor's sample. */
import type { Campaign } from './campaign';
import { FLAG, UNDELIVERED, type Recipients, type Tally } from './recipients';

/** Of those who got the HTML version, of those who got the text, and of both. */
export type Count = { html: number; text: number; total: number };

const COUNTED = [
  'sent',
  'delivered',
  'opens',
  'uniqueOpens',
  'clicks',
  'pageViews',
  'forwards',
  'estimatedForwards',
  'replies',
  'hardBounces',
  'softBounces',
  'mailBlocks',
  'unsubscribes',
  'ispComplaints',
] as const;
type Counted = (typeof COUNTED)[number];

export type CampaignTotals = Record<Counted, Count> & { recipientsClicked: number };

const TALLIES: readonly Tally[] = [
  'opens',
  'clicks',
  'pageViews',
  'forwards',
  'estimatedForwards',
  'replies',
];

const FLAGS: [Counted, number][] = [
  ['hardBounces', FLAG.hardBounced],
  ['softBounces', FLAG.softBounced],
  ['mailBlocks', FLAG.mailBlocked],
  ['unsubscribes', FLAG.unsubscribed],
  ['ispComplaints', FLAG.complained],
];

export const totalsOf = ({ recipients }: Campaign): CampaignTotals => {
  const counts = Object.fromEntries(
    COUNTED.map((name) => [name, { html: 0, text: 0, total: 0 }])
  ) as Record<Counted, Count>;
  let recipientsClicked = 0;
  for (let recipient = 0; recipient < recipients.length; recipient += 1) {
    const version = recipients.has(recipient, FLAG.text) ? 'text' : 'html';
    const add = (name: Counted, more: number): void => {
      counts[name][version] += more;
      counts[name].total += more;
    };
    addRecipient(recipients, recipient, add);
    if (recipients.tallies.clicks.at(recipient) > 0) recipientsClicked += 1;
  }
  return { ...counts, recipientsClicked };
};

const addRecipient = (
  recipients: Recipients,
  recipient: number,
  add: (name: Counted, more: number) => void
): void => {
  add('sent', 1);
  if (!recipients.has(recipient, UNDELIVERED)) add('delivered', 1);
  for (const tally of TALLIES) add(tally, recipients.tallies[tally].at(recipient));
  if (recipients.tallies.opens.at(recipient) > 0) add('uniqueOpens', 1);
  for (const [name, flag] of FLAGS) if (recipients.has(recipient, flag)) add(name, 1);
};
