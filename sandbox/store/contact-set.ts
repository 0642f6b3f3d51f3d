import type { Contact } from '../model';

/**
 * Contacts by id, readable in id order at page cost: the ordered array is rebuilt only after a
 * change that appending could not keep in order.
 */
export class ContactSet {
  #byId = new Map<number, Contact>();
  #ordered: Contact[] = [];
  #inOrder = true;

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): Contact | undefined {
    return this.#byId.get(id);
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  add(contact: Contact): boolean {
    if (this.#byId.has(contact.id)) return false;
    this.#byId.set(contact.id, contact);
    const last = this.#ordered.at(-1);
    if (this.#inOrder && (last === undefined || last.id < contact.id)) this.#ordered.push(contact);
    else this.#inOrder = false;
    return true;
  }

  delete(id: number): boolean {
    const deleted = this.#byId.delete(id);
    if (deleted) this.#inOrder = false;
    return deleted;
  }

  clear(): void {
    this.#byId.clear();
    this.#ordered = [];
    this.#inOrder = true;
  }

  /** All contacts in ascending id order. Not to be changed by the caller. */
  ordered(): readonly Contact[] {
    if (!this.#inOrder) {
      this.#ordered = [...this.#byId.values()].sort((a, b) => a.id - b.id);
      this.#inOrder = true;
    }
    return this.#ordered;
  }
}
