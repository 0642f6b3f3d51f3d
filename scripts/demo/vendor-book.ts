import type { VendorHttp } from './vendor-http';

type Contact = {
  id: number;
  email: string | null;
  status: string;
  dataFields: { key: string; value: unknown }[] | null;
};
type Suppression = { suppressedContact: Contact | null; reason: string };

/** A person as the vendor's book shows them. */
type BookEntry = { status: string; firstName: string; lastName: string };

/** What the vendor says about one address book; e-mails in lower case. */
export type BookContents = {
  contacts: Map<string, BookEntry>;
  unsubscribed: Set<string>;
};

const PAGE = 1000;
/** Pages overlap because lists move while they are read. */
const OVERLAP = 100;

const readAll = async <T>(http: VendorHttp, path: string): Promise<T[]> => {
  const rows: T[] = [];
  for (let skip = 0; ; skip += PAGE - OVERLAP) {
    const separator = path.includes('?') ? '&' : '?';
    const page = await http<T[]>('GET', `${path}${separator}select=${PAGE}&skip=${skip}`);
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
};

const valueOf = (contact: Contact, field: string) => {
  const found = contact.dataFields?.find(({ key }) => key.toUpperCase() === field);
  return found?.value === null || found?.value === undefined ? '' : String(found.value);
};

/** Reads a whole book back, with everybody who ever unsubscribed from it. */
export const readBook = async (http: VendorHttp, bookId: number): Promise<BookContents> => {
  const contacts = new Map<string, BookEntry>();
  const listed = await readAll<Contact>(http, `address-books/${bookId}/contacts?withFullData=true`);
  for (const contact of listed) {
    if (!contact.email) continue;
    contacts.set(contact.email.toLowerCase(), {
      status: contact.status,
      firstName: valueOf(contact, 'FIRSTNAME'),
      lastName: valueOf(contact, 'LASTNAME'),
    });
  }
  const left = await readAll<Suppression>(
    http,
    `address-books/${bookId}/contacts/unsubscribed-since/1970-01-01T00%3A00%3A00Z`
  );
  const emails = left.flatMap(({ suppressedContact }) => suppressedContact?.email ?? []);
  return { contacts, unsubscribed: new Set(emails.map((email) => email.toLowerCase())) };
};

/** Somebody clicks "unsubscribe" in a mail that was sent to the book. */
export const unsubscribeAtVendor = (http: VendorHttp, bookId: number, email: string) =>
  http('POST', `address-books/${bookId}/contacts/unsubscribe`, { email });

export const deleteBook = (http: VendorHttp, bookId: number) =>
  http('DELETE', `address-books/${bookId}`);
