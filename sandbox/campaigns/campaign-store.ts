/** The campaigns of one account, and their way from draft to sent. */
import type { Clock } from '../clock';
import type { Book } from '../model';
import { newCampaign, type Campaign, type CampaignDraft } from './campaign';

export class CampaignStore {
  #byId = new Map<number, Campaign>();
  #nextId: number;

  constructor(
    private readonly clock: Clock,
    firstId: number
  ) {
    this.#nextId = firstId;
  }

  /** In ascending id order. */
  all(): Campaign[] {
    return [...this.#byId.values()];
  }

  get(id: number): Campaign | undefined {
    return this.#byId.get(id);
  }

  create(draft: Partial<CampaignDraft>): Campaign {
    const campaign = newCampaign(this.#nextId, draft);
    this.#nextId += 1;
    this.#byId.set(campaign.id, campaign);
    return campaign;
  }

  /** Nothing is left of it; its id is not given again. */
  remove(campaign: Campaign): void {
    this.#byId.delete(campaign.id);
  }

  /**
   * Mails the campaign to everybody in the books who has not got it yet: to all of them, or to the
   * `first` few, and then it is `Sending` until `finishSending`.
   */
  send(campaign: Campaign, books: readonly Book[], options: { ago: number; first?: number }): void {
    const at = this.clock.now() - options.ago;
    campaign.sentAt ??= at;
    campaign.scheduledAt = null;
    campaign.books = [...new Set([...campaign.books, ...books])];
    const invited = books.flatMap((book) => book.members.ordered());
    campaign.waiting = campaign.waiting.concat(
      invited.filter(({ status }) => status !== 'PendingOptIn')
    );
    campaign.status = 'Sending';
    this.#mail(campaign, at, options.first ?? campaign.waiting.length);
    if (options.first === undefined) campaign.status = 'Sent';
  }

  finishSending(campaign: Campaign): void {
    this.#mail(campaign, this.clock.now(), campaign.waiting.length);
    campaign.status = 'Sent';
  }

  #mail(campaign: Campaign, at: number, people: number): void {
    for (const contact of campaign.waiting.slice(0, people)) campaign.recipients.add(contact, at);
    campaign.waiting = campaign.waiting.slice(people);
  }
}
