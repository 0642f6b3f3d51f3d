/**
 * What recipients do with a mail. Each deed is an event, a tally of its recipient and, where the vendor
 * acts on it, a status of the contact, so that all reports agree with each other.
 */
import type { AccountStore } from '../store/account-store';
import type { Book, Contact } from '../model';
import type { Campaign } from './campaign';
import { BOOKMARKS, MAIL_CLIENTS } from './clients';
import { FLAG, UNDELIVERED, type Tally } from './recipients';

export const REACTIONS = [
  'open',
  'click',
  'pageView',
  'forward',
  'reply',
  'bookmark',
  'unsubscribe',
  'softBounce',
  'hardBounce',
  'mailBlock',
  'complain',
] as const;
export type Reaction = (typeof REACTIONS)[number];

export type Reacting = {
  reaction: Reaction;
  /** How many recipients, those first who have not done it yet; or the one who does. */
  who: number | Contact;
  /** How often each does it. */
  times: number;
  /** Between which moments (ms); spread evenly. */
  from: number;
  to: number;
  /** Address that is clicked or viewed; else each of the mail's links in turn. */
  url?: string | undefined;
  /** The book that is unsubscribed from; without it, everything. */
  book?: Book | undefined;
};

type Deed = { campaign: Campaign; store: AccountStore; recipient: number; at: number };

/** Lets recipients react and returns how many did. */
export const react = (
  store: AccountStore,
  campaign: Campaign,
  { reaction, who, times, from, to, url, book }: Reacting
): number => {
  const people =
    typeof who === 'number'
      ? choose(campaign, reaction, who)
      : [who.id].flatMap((id) => campaign.recipients.numberOf(id) ?? []);
  const steps = Math.max(1, people.length * times - 1);
  let step = 0;
  for (let round = 0; round < times; round += 1) {
    for (const recipient of people) {
      const at = Math.round(from + ((to - from) * step) / steps);
      const deed = {
        campaign,
        store,
        recipient,
        at: Math.max(at, campaign.recipients.sentAt.at(recipient)),
      };
      perform(deed, reaction, { round, url, book });
      step += 1;
    }
  }
  return people.length;
};

const TALLY: Partial<Record<Reaction, Tally>> = {
  open: 'opens',
  click: 'clicks',
  pageView: 'pageViews',
  forward: 'forwards',
  reply: 'replies',
};

const BIT: Partial<Record<Reaction, number>> = {
  unsubscribe: FLAG.unsubscribed,
  softBounce: FLAG.softBounced,
  hardBounce: FLAG.hardBounced,
  mailBlock: FLAG.mailBlocked,
  complain: FLAG.complained,
};

const BOUNCES: readonly Reaction[] = ['softBounce', 'hardBounce', 'mailBlock'];

/** Far from each other in the list, so that no two reactions concern just the first few. */
const STRIDE = 7919;

const choose = (campaign: Campaign, reaction: Reaction, count: number): number[] => {
  const { recipients } = campaign;
  const { length } = recipients;
  const stride = length % STRIDE === 0 ? 1 : STRIDE;
  const tally = TALLY[reaction];
  const bit = BIT[reaction];
  const fresh: number[] = [];
  const again: number[] = [];
  for (let step = 0; step < length && fresh.length < count; step += 1) {
    const recipient = (step * stride) % length;
    if (recipients.has(recipient, UNDELIVERED)) continue;
    if (BOUNCES.includes(reaction) && recipients.lastActive.at(recipient) > 0) continue;
    if (bit !== undefined && recipients.has(recipient, bit)) continue;
    const isFresh = tally === undefined || recipients.tallies[tally].at(recipient) === 0;
    if (isFresh) fresh.push(recipient);
    else if (again.length < count) again.push(recipient);
  }
  return [...fresh, ...again].slice(0, count);
};

const perform = (
  deed: Deed,
  reaction: Reaction,
  { round, url, book }: { round: number; url?: string | undefined; book?: Book | undefined }
): void => {
  const { campaign, store, recipient } = deed;
  const { recipients } = campaign;
  const contact = recipients.contacts[recipient];
  if (!contact) return;
  const link =
    url === undefined ? (recipient + round) % campaign.links.length : linkNumber(campaign, url);
  note(deed);
  switch (reaction) {
    case 'open':
      return open(deed, 0, round);
    case 'click':
      return click(deed, link, round);
    case 'pageView':
      if (recipients.tallies.clicks.at(recipient) === 0) click(deed, link, round);
      recipients.tallies.pageViews.add(recipient, 1);
      return campaign.pageViews.add(event(deed, link, round));
    case 'forward':
      recipients.tallies.forwards.add(recipient, 1);
      recipients.tallies.estimatedForwards.add(recipient, 1);
      return open(deed, 1, round + 1);
    case 'reply':
      recipients.tallies.replies.add(recipient, 1);
      return campaign.replies.add(event(deed, 0, round));
    case 'bookmark':
      return campaign.bookmarks.add(event(deed, (recipient + round) % BOOKMARKS.length, round));
    case 'unsubscribe':
      recipients.flag(recipient, FLAG.unsubscribed);
      if (book) store.unsubscribeFromBook(contact, book);
      else store.suppress(contact, 'Unsubscribed');
      return;
    case 'softBounce':
      recipients.flag(recipient, FLAG.softBounced);
      if (contact.status === 'Subscribed') {
        contact.status = 'SoftBounced';
        store.touch(contact);
      }
      return;
    case 'hardBounce':
      recipients.flag(recipient, FLAG.hardBounced);
      store.suppress(contact, 'HardBounced');
      return;
    case 'mailBlock':
      recipients.flag(recipient, FLAG.mailBlocked);
      store.suppress(contact, 'MailBlocked');
      return;
    case 'complain':
      recipients.flag(recipient, FLAG.complained);
      store.suppress(contact, 'IspComplained');
  }
};

const note = ({ campaign, recipient, at }: Deed): void => {
  campaign.recipients.active(recipient, at);
  campaign.lastActive = Math.max(campaign.lastActive, at);
};

const event = ({ recipient, at }: Deed, detail: number, round: number) => ({
  at,
  recipient,
  detail,
  client: (recipient + round) % MAIL_CLIENTS.length,
});

/** A forwarded copy counts as an open of the recipient it was sent to, as the vendor cannot know more. */
const open = (deed: Deed, forwarded: 0 | 1, round: number): void => {
  deed.campaign.recipients.opened(deed.recipient, deed.at);
  deed.campaign.opens.add(event(deed, forwarded, round));
};

/** Who clicks has opened. */
const click = (deed: Deed, link: number, round: number): void => {
  const { campaign, recipient } = deed;
  if (campaign.recipients.tallies.opens.at(recipient) === 0) open(deed, 0, round);
  campaign.recipients.tallies.clicks.add(recipient, 1);
  campaign.clicks.add(event(deed, link, round));
};

const linkNumber = (campaign: Campaign, url: string): number => {
  const known = campaign.links.indexOf(url);
  return known >= 0 ? known : campaign.links.push(url) - 1;
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Of all recipients, as an everyday newsletter fares. */
const SHARES: [reaction: Reaction, share: number, times: number][] = [
  ['hardBounce', 0.01, 1],
  ['softBounce', 0.015, 1],
  ['open', 0.4, 2],
  ['click', 0.1, 1],
  ['pageView', 0.08, 2],
  ['reply', 0.004, 1],
  ['forward', 0.01, 1],
  ['bookmark', 0.01, 1],
  ['unsubscribe', 0.005, 1],
  ['complain', 0.0005, 1],
];

/**
 * Lets people react as they usually do, over `days` of 24 hours from the sending on: half of those
 * who will on the first day, a quarter on the second, and so on.
 */
export const simulateDays = (
  store: AccountStore,
  campaign: Campaign,
  { days, until }: { days: number; until: number }
): void => {
  const sentAt = campaign.sentAt ?? until;
  const people = campaign.recipients.length;
  for (let day = 0; day < days; day += 1) {
    const from = sentAt + day * DAY;
    // In less than that, two deeds of one person would share a moment.
    if (until - from < MINUTE) return;
    for (const [reaction, share, times] of SHARES) {
      const isBounce = BOUNCES.includes(reaction);
      const ofDay = isBounce ? (day === 0 ? 1 : 0) : 0.5 ** (day + 1);
      const who = Math.round(people * share * ofDay);
      react(store, campaign, { reaction, who, times, from, to: Math.min(from + DAY - 1, until) });
    }
  }
};
