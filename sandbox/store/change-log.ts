import type { Contact } from '../model';

/**
 * Contacts by the time of their last change, without a map: each contact carries the number of its
 * newest entry, older entries of it are passed over. Times never run backwards, so "since" is a
 * binary search plus the entries after it.
 */
export class ChangeLog {
  #contacts: Contact[] = [];
  #numbers: number[] = [];
  #times: number[] = [];
  #next = 1;
  #live = 0;

  note(contact: Contact, at: number): void {
    if (contact.changeNumber === 0) this.#live += 1;
    contact.changeNumber = this.#next;
    this.#contacts.push(contact);
    this.#numbers.push(this.#next);
    this.#times.push(at);
    this.#next += 1;
    if (this.#contacts.length > 2 * this.#live + 1000) this.#forgetReplaced();
  }

  delete(contact: Contact): void {
    if (contact.changeNumber === 0) return;
    contact.changeNumber = 0;
    this.#live -= 1;
  }

  /** How many entries a `since` would have to look at. */
  countSince(since: number): number {
    return this.#times.length - this.#firstAt(since);
  }

  /** Contacts changed at `since` (ms) or later, oldest change first. */
  since(since: number): Contact[] {
    const found: Contact[] = [];
    for (let index = this.#firstAt(since); index < this.#contacts.length; index += 1) {
      const contact = this.#contacts[index];
      if (contact && contact.changeNumber === this.#numbers[index]) found.push(contact);
    }
    return found;
  }

  #firstAt(since: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) < since) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forgetReplaced(): void {
    const kept = [...this.#contacts.keys()].filter(
      (index) => this.#contacts[index]?.changeNumber === this.#numbers[index]
    );
    const contacts = kept.flatMap((index) => this.#contacts[index] ?? []);
    const times = kept.map((index) => this.#times[index] ?? 0);
    this.#numbers = kept.map((index) => this.#numbers[index] ?? 0);
    this.#contacts = contacts;
    this.#times = times;
  }
}
