/** What an editor does with campaigns, and what the people do who get them. */
import type { Campaign, CampaignDraft, CampaignStatus } from '../campaigns/campaign';
import { react, simulateDays, type Reaction } from '../campaigns/reactions';
import { totalsOf, type CampaignTotals } from '../campaigns/summary';
import type { Book, Contact } from '../model';
import type { Account, World } from '../world';

export type CampaignDetails = {
  id: number;
  name: string;
  subject: string;
  status: CampaignStatus;
  /** Epoch milliseconds; null before it was sent. */
  sentAt: number | null;
  bookIds: number[];
  /** Who is still to be mailed. */
  waiting: number;
  /** How many single events the reports list. */
  events: { opens: number; clicks: number; pageViews: number };
  totals: CampaignTotals;
};

type Sending = {
  bookIds: number[];
  /** How many milliseconds ago it is sent; now by default. */
  ago?: number;
  /** Mails this many and stays `Sending`; everybody by default. */
  first?: number;
};

type Reacting = {
  /** How many recipients do it; those first who have not done it yet. 1 by default. */
  count?: number;
  /** The one who does it, in place of a count. */
  email?: string;
  /** How often each of them does it. */
  times?: number;
  /** Milliseconds up to now over which it spreads, not before the sending; 0 by default. */
  over?: number;
  /** Address clicked or viewed; the mail's links in turn by default. */
  url?: string;
  /** Book unsubscribed from; everything by default. */
  bookId?: number;
};

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const createCampaignControl = (world: World, account: Account) => {
  const { campaigns, store } = account;

  const campaignOf = (id: number): Campaign => {
    const campaign = campaigns.get(id);
    if (!campaign) throw new Error(`there is no campaign ${id}`);
    return campaign;
  };
  const sentCampaignOf = (id: number): Campaign => {
    const campaign = campaignOf(id);
    if (campaign.sentAt === null) throw new Error(`${campaign.name} was not sent`);
    return campaign;
  };
  const bookOf = (id: number): Book => {
    const book = store.books.get(id);
    if (!book) throw new Error(`there is no book ${id}`);
    return book;
  };
  const recipientOf = (campaign: Campaign, email: string): Contact => {
    const contact = store.contactByEmail(email);
    if (!contact || campaign.recipients.numberOf(contact.id) === undefined) {
      throw new Error(`${email} did not get ${campaign.name}`);
    }
    return contact;
  };
  const details = (campaign: Campaign): CampaignDetails => ({
    id: campaign.id,
    name: campaign.name,
    subject: campaign.subject,
    status: campaign.status,
    sentAt: campaign.sentAt,
    bookIds: campaign.books.map(({ id }) => id),
    waiting: campaign.waiting.length,
    events: {
      opens: campaign.opens.length,
      clicks: campaign.clicks.length,
      pageViews: campaign.pageViews.length,
    },
    totals: totalsOf(campaign),
  });

  const control = {
    /** A draft; what is left out gets an everyday value. */
    createCampaign: (draft: Partial<CampaignDraft> = {}): CampaignDetails =>
      details(campaigns.create(draft)),
    editCampaign: (campaignId: number, draft: Partial<CampaignDraft>): void => {
      Object.assign(campaignOf(campaignId), draft);
    },
    /** Mails it to the members of the books who have not got it yet. */
    sendCampaign: (campaignId: number, { bookIds, ago = 0, first }: Sending): CampaignDetails => {
      const campaign = campaignOf(campaignId);
      campaigns.send(campaign, bookIds.map(bookOf), {
        ago,
        ...(first === undefined ? {} : { first }),
      });
      return details(campaign);
    },
    /** Mails it to those who are still to get it. */
    finishSending: (campaignId: number): void =>
      campaigns.finishSending(sentCampaignOf(campaignId)),
    setCampaignStatus: (campaignId: number, status: CampaignStatus): void => {
      campaignOf(campaignId).status = status;
    },
    removeCampaign: (campaignId: number): void => campaigns.remove(campaignOf(campaignId)),

    /**
     * Recipients do something; answers how many did. Where nothing is left between the sending and
     * now to spread their deeds over, the clock moves on by a millisecond for each time.
     */
    react: (campaignId: number, reaction: Reaction, reacting: Reacting = {}): number => {
      const campaign = sentCampaignOf(campaignId);
      const { count = 1, email, times = 1, over = 0, url, bookId } = reacting;
      const sentAt = campaign.sentAt ?? 0;
      const earliest = Math.max(sentAt, world.clock.now() - over);
      if (world.clock.now() - earliest < times) world.clock.advance(times);
      return react(store, campaign, {
        reaction,
        who: email === undefined ? count : recipientOf(campaign, email),
        times,
        from: earliest,
        to: world.clock.now(),
        url,
        book: bookId === undefined ? undefined : bookOf(bookId),
      });
    },
    /**
     * Everything people usually do, over so many days after the sending, as far as they are past. A
     * sending of just now gets a minute, by which the clock moves on.
     */
    simulateReactions: (campaignId: number, days = 7): CampaignDetails => {
      const campaign = sentCampaignOf(campaignId);
      if (world.clock.now() - (campaign.sentAt ?? 0) < MINUTE) world.clock.advance(MINUTE);
      simulateDays(store, campaign, { days, until: world.clock.now() });
      return details(campaign);
    },

    campaigns: (): CampaignDetails[] => campaigns.all().map(details),
    campaign: (campaignId: number): CampaignDetails => details(campaignOf(campaignId)),
  };

  return {
    ...control,
    /**
     * All of it at once: a campaign is made, was sent a week ago (or so long `ago`), people did what
     * they usually do up to now, and one of them opens it just now.
     */
    sendNewCampaign: ({
      bookIds,
      ago = 7 * DAY,
      ...draft
    }: Omit<Sending, 'first'> & Partial<CampaignDraft>): CampaignDetails => {
      const { id } = control.createCampaign(draft);
      control.sendCampaign(id, { bookIds, ago });
      control.simulateReactions(id, Math.max(1, Math.ceil(ago / DAY)));
      control.react(id, 'open');
      return control.campaign(id);
    },
  };
};
