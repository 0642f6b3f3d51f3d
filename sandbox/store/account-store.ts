/** Contacts, books and opt-outs of one account, in memory and indexed for a million contacts. */
import type { Clock } from '../clock';
import type { Book, Contact, ContactStatus, FieldValue, Suppression, Visibility } from '../model';
import { ChangeLog } from './change-log';
import { ContactSet } from './contact-set';
import { FieldSet } from './field-set';
import { Journal } from './journal';

const CACHED_QUERIES = 8;
/** Shared by all who have no values or no books: arrays are replaced when they grow. */
const NONE: never[] = [];

export class AccountStore {
  readonly fields = new FieldSet();
  /** Contacts that are not suppressed in the account. */
  readonly listed = new ContactSet();
  /** Account-level opt-outs and bounces, by contact id. */
  readonly suppressions = new Journal<Suppression>();
  readonly books = new Map<number, Book>();
  readonly testBook: Book;
  readonly allContactsBook: Book;
  #byEmail = new Map<string, Contact>();
  #modified = new ChangeLog();
  #queries = new Map<string, readonly Contact[]>();
  #nextContactId: number;
  #nextBookId: number;

  constructor(
    private readonly clock: Clock,
    firstId: number
  ) {
    this.#nextContactId = firstId;
    this.#nextBookId = firstId;
    this.testBook = this.createBook('Test', 'Private', true);
    this.allContactsBook = this.createBook('All Contacts', 'Private', true);
    this.allContactsBook.members = this.listed;
  }

  createBook(name: string, visibility: Visibility, reserved = false): Book {
    const book: Book = {
      id: this.#nextBookId,
      name,
      visibility,
      reserved,
      members: new ContactSet(),
      unsubscribed: new Journal<Suppression>(),
    };
    this.#nextBookId += 1;
    this.books.set(book.id, book);
    return book;
  }

  deleteBook(book: Book): void {
    for (const contact of book.members.ordered()) {
      contact.books = contact.books.filter((other) => other !== book);
    }
    this.books.delete(book.id);
    this.#forgetQueries();
  }

  bookByName(name: string): Book | undefined {
    const wanted = name.trim().toLowerCase();
    for (const book of this.books.values()) if (book.name.toLowerCase() === wanted) return book;
    return undefined;
  }

  contactById(id: number): Contact | undefined {
    return this.listed.get(id) ?? this.suppressions.get(id)?.contact;
  }

  contactByEmail(email: string): Contact | undefined {
    return this.#byEmail.get(email.trim().toLowerCase());
  }

  get contactCount(): number {
    return this.#byEmail.size;
  }

  createContact(email: string): Contact {
    const now = this.clock.now();
    const contact: Contact = {
      id: this.#nextContactId,
      email: email.trim(),
      status: 'Subscribed',
      optInType: 'Unknown',
      emailType: 'Html',
      values: NONE,
      created: now,
      modified: now,
      changeNumber: 0,
      lastSubscribed: now,
      books: NONE,
    };
    this.#nextContactId += 1;
    this.#byEmail.set(contact.email.toLowerCase(), contact);
    this.listed.add(contact);
    this.#modified.note(contact, now);
    this.#forgetQueries();
    return contact;
  }

  /** Notes that the contact changed now: modified-since will show it. */
  touch(contact: Contact): void {
    contact.modified = this.clock.now();
    this.#modified.note(contact, contact.modified);
    this.#forgetQueries();
  }

  setValue(contact: Contact, slot: number, value: FieldValue): void {
    if (slot < contact.values.length) contact.values[slot] = value;
    else {
      const missing = new Array<FieldValue>(slot - contact.values.length).fill(null);
      contact.values = [...contact.values, ...missing, value];
    }
  }

  /** False when another contact has that address. */
  changeEmail(contact: Contact, email: string): boolean {
    const key = email.trim().toLowerCase();
    const holder = this.#byEmail.get(key);
    if (holder && holder !== contact) return false;
    this.#byEmail.delete(contact.email.toLowerCase());
    contact.email = email.trim();
    this.#byEmail.set(key, contact);
    this.touch(contact);
    return true;
  }

  /** Membership; ends an opt-out of this book. The caller decides whether that is allowed. */
  addToBook(contact: Contact, book: Book, options: { touches: boolean }): boolean {
    book.unsubscribed.delete(contact.id);
    if (!book.members.add(contact)) return false;
    contact.books = [...contact.books, book];
    contact.lastSubscribed = this.clock.now();
    if (options.touches) this.touch(contact);
    else this.#forgetQueries();
    return true;
  }

  removeFromBook(contact: Contact, book: Book): boolean {
    if (!book.members.delete(contact.id)) return false;
    contact.books = contact.books.filter((other) => other !== book);
    this.#forgetQueries();
    return true;
  }

  unsubscribeFromBook(contact: Contact, book: Book): Suppression {
    const before = book.unsubscribed.get(contact.id);
    if (before) return before;
    this.removeFromBook(contact, book);
    const suppression: Suppression = { contact, at: this.clock.now(), reason: 'Unsubscribed' };
    book.unsubscribed.put(contact.id, suppression, suppression.at);
    return suppression;
  }

  /** Takes the contact off every book and bars it from the account. The first reason stays. */
  suppress(contact: Contact, reason: ContactStatus): Suppression {
    const before = this.suppressions.get(contact.id);
    if (before) return before;
    for (const book of contact.books) book.members.delete(contact.id);
    contact.books = NONE;
    contact.status = reason;
    this.listed.delete(contact.id);
    this.#modified.delete(contact);
    const suppression: Suppression = { contact, at: this.clock.now(), reason };
    this.suppressions.put(contact.id, suppression, suppression.at);
    this.#forgetQueries();
    return suppression;
  }

  /** Lets the contact back into the account, without its former books. */
  lift(contact: Contact): void {
    if (!this.suppressions.delete(contact.id)) return;
    contact.status = 'Subscribed';
    contact.lastSubscribed = this.clock.now();
    this.listed.add(contact);
    this.touch(contact);
  }

  /** Forgets the contact; deleted is not suppressed, the address may come again under a new id. */
  deleteContact(contact: Contact): void {
    for (const book of contact.books) book.members.delete(contact.id);
    for (const book of this.books.values()) book.unsubscribed.delete(contact.id);
    this.#byEmail.delete(contact.email.toLowerCase());
    this.listed.delete(contact.id);
    this.suppressions.delete(contact.id);
    this.#modified.delete(contact);
    this.#forgetQueries();
  }

  /** Contacts changed at `since` (ms) or later in ascending id order, of one book or the account. */
  modifiedSince(since: number, book?: Book): readonly Contact[] {
    return this.#cached(`modified ${book?.id ?? 'all'} ${since}`, () => {
      const members = book?.members ?? this.listed;
      if (members.size < this.#modified.countSince(since)) {
        return members.ordered().filter((contact) => contact.modified >= since);
      }
      return this.#modified
        .since(since)
        .filter((contact) => members.has(contact.id))
        .sort((a, b) => a.id - b.id);
    });
  }

  createdSince(since: number): readonly Contact[] {
    return this.#cached(`created ${since}`, () =>
      this.listed.ordered().filter((contact) => contact.created >= since)
    );
  }

  /** A walk through pages asks the same question again and again: it is answered once per change. */
  #cached(question: string, find: () => readonly Contact[]): readonly Contact[] {
    const known = this.#queries.get(question);
    if (known) return known;
    const found = find();
    if (this.#queries.size >= CACHED_QUERIES) this.#queries.clear();
    this.#queries.set(question, found);
    return found;
  }

  #forgetQueries(): void {
    if (this.#queries.size > 0) this.#queries.clear();
  }
}
