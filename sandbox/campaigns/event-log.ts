import { Column } from './column';

/** One thing one recipient did. */
export type CampaignEvent = {
  at: number;
  /** Number of the recipient in its campaign. */
  recipient: number;
  /** Clicks and page views: number of the link. Opens: 1 for a forwarded copy. */
  detail: number;
  /** Number of the mail client it was done with. */
  client: number;
};

export const EVENT_ORDERS = ['time', 'recipient'] as const;
export type EventOrder = (typeof EVENT_ORDERS)[number];

/** A list of which only the wanted part is made. */
export type Rows<T> = { readonly length: number; slice(start: number, end: number): T[] };

/** Events of one kind of one campaign, 15 bytes each: a million of them are no burden. */
export class EventLog {
  #at = new Column(Float64Array);
  #recipient = new Column(Uint32Array);
  #detail = new Column(Uint16Array);
  #client = new Column(Uint8Array);
  #inOrder = true;
  /** The last answer by recipients: a walk through pages asks for the same again and again. */
  #byRecipient: { since: number; events: number; order: Uint32Array } | null = null;

  get length(): number {
    return this.#at.length;
  }

  add({ at, recipient, detail, client }: CampaignEvent): void {
    if (this.length > 0 && at < this.#at.at(this.length - 1)) this.#inOrder = false;
    this.#at.push(at);
    this.#recipient.push(recipient);
    this.#detail.push(detail);
    this.#client.push(client);
  }

  /** Events at `since` (ms) or later. */
  since(since: number, order: EventOrder): Rows<CampaignEvent> {
    this.#sort();
    const first = this.#firstAt(since);
    if (order === 'recipient') {
      const indexes = this.#recipientOrder(since, first);
      return {
        length: indexes.length,
        slice: (start, end) => [...indexes.slice(start, end)].map((index) => this.#event(index)),
      };
    }
    const length = this.length - first;
    return {
      length,
      slice: (start, end) => {
        const size = Math.max(0, Math.min(end, length) - start);
        return Array.from({ length: size }, (_, index) => this.#event(first + start + index));
      },
    };
  }

  /** Everything one recipient did, in time order. */
  of(recipient: number): CampaignEvent[] {
    this.#sort();
    const found: CampaignEvent[] = [];
    for (let index = 0; index < this.length; index += 1) {
      if (this.#recipient.at(index) === recipient) found.push(this.#event(index));
    }
    return found;
  }

  #event(index: number): CampaignEvent {
    return {
      at: this.#at.at(index),
      recipient: this.#recipient.at(index),
      detail: this.#detail.at(index),
      client: this.#client.at(index),
    };
  }

  #sort(): void {
    if (this.#inOrder) return;
    const order = Uint32Array.from({ length: this.length }, (_, index) => index);
    order.sort((a, b) => this.#at.at(a) - this.#at.at(b) || a - b);
    this.#at = this.#at.reordered(order);
    this.#recipient = this.#recipient.reordered(order);
    this.#detail = this.#detail.reordered(order);
    this.#client = this.#client.reordered(order);
    this.#inOrder = true;
    this.#byRecipient = null;
  }

  #recipientOrder(since: number, first: number): Uint32Array {
    const known = this.#byRecipient;
    if (known?.since === since && known.events === this.length) return known.order;
    const order = Uint32Array.from({ length: this.length - first }, (_, index) => first + index);
    order.sort((a, b) => this.#recipient.at(a) - this.#recipient.at(b) || a - b);
    this.#byRecipient = { since, events: this.length, order };
    return order;
  }

  #firstAt(since: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at.at(middle) < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
