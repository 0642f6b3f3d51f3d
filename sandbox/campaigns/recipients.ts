import type { Contact } from '../model';
import { Column } from './column';

/** What a recipient's flags say, one bit each. */
export const FLAG = {
  /** Got the plain-text version. */
  text: 1,
  unsubscribed: 2,
  softBounced: 4,
  hardBounced: 8,
  mailBlocked: 16,
  complained: 32,
} as const;
/** The mail did not arrive. */
export const UNDELIVERED = FLAG.softBounced | FLAG.hardBounced | FLAG.mailBlocked;

/** How often each recipient did what a campaign counts. */
type Tallies = {
  opens: Column;
  clicks: Column;
  pageViews: Column;
  forwards: Column;
  estimatedForwards: Column;
  replies: Column;
};
export type Tally = keyof Tallies;

/** Everybody one campaign was mailed to, with what they did added up; in columns, not objects. */
export class Recipients {
  readonly contacts: Contact[] = [];
  readonly tallies: Tallies = {
    opens: new Column(Uint16Array),
    clicks: new Column(Uint16Array),
    pageViews: new Column(Uint16Array),
    forwards: new Column(Uint16Array),
    estimatedForwards: new Column(Uint16Array),
    replies: new Column(Uint16Array),
  };
  readonly sentAt = new Column(Float64Array);
  /** 0 while never opened. */
  readonly firstOpened = new Column(Float64Array);
  readonly lastOpened = new Column(Float64Array);
  /** When they last did anything, bouncing included; 0 for never. */
  readonly lastActive = new Column(Float64Array);
  #flags = new Column(Uint8Array);
  #numbers = new Map<number, number>();
  #changes = 0;
  /** The last answer of `activeSince`: a walk through pages asks for the same again and again. */
  #active: { question: string; recipients: readonly number[] } | null = null;

  get length(): number {
    return this.contacts.length;
  }

  /** Adds one recipient, unless the contact is one already. */
  add(contact: Contact, sentAt: number): void {
    if (this.#numbers.has(contact.id)) return;
    this.#changes += 1;
    this.#numbers.set(contact.id, this.length);
    this.contacts.push(contact);
    for (const tally of Object.values(this.tallies)) tally.push(0);
    this.sentAt.push(sentAt);
    this.firstOpened.push(0);
    this.lastOpened.push(0);
    this.lastActive.push(0);
    this.#flags.push(contact.emailType === 'PlainText' ? FLAG.text : 0);
  }

  /** Number of a contact among the recipients. */
  numberOf(contactId: number): number | undefined {
    return this.#numbers.get(contactId);
  }

  has(recipient: number, flags: number): boolean {
    return (this.#flags.at(recipient) & flags) !== 0;
  }

  flag(recipient: number, flag: number): void {
    this.#flags.set(recipient, this.#flags.at(recipient) | flag);
  }

  /** Notes an activity of any kind. */
  active(recipient: number, at: number): void {
    this.#changes += 1;
    if (at > this.lastActive.at(recipient)) this.lastActive.set(recipient, at);
  }

  /** Numbers of those who did something at `since` (ms) or later, or were mailed then if that counts. */
  activeSince(since: number, sendingCounts: boolean): readonly number[] {
    const question = `${since} ${sendingCounts} ${this.#changes}`;
    if (this.#active?.question === question) return this.#active.recipients;
    const recipients: number[] = [];
    for (let recipient = 0; recipient < this.length; recipient += 1) {
      const mailed = sendingCounts && this.sentAt.at(recipient) >= since;
      if (mailed || this.lastActive.at(recipient) >= since) recipients.push(recipient);
    }
    this.#active = { question, recipients };
    return recipients;
  }

  opened(recipient: number, at: number): void {
    this.tallies.opens.add(recipient, 1);
    const first = this.firstOpened.at(recipient);
    if (first === 0 || at < first) this.firstOpened.set(recipient, at);
    if (at > this.lastOpened.at(recipient)) this.lastOpened.set(recipient, at);
  }
}
