import { setTimeout as wait } from 'node:timers/promises';
import { normaliseEmail } from '../../../server/src/core/email';
import type { PullLever } from '../campaigns';
import type { State } from './tables';

/** The vendor takes files of 10 MB at most, counted here as the smaller kind of megabyte. */
export const MAX_FILE_BYTES = 10_000_000;
const PAGE = 1000;
/** The vendor's lists move while they are read: each page repeats the end of the one before. */
const OVERLAP = 10;

export type VendorContact = {
  id: number;
  email: string;
  status: string;
  optInType: string;
  emailType: string;
};

type Calls = { read: number; write: number; poll: number };

/** The vendor's API, as far as the floor needs it, and a count of the calls. */
export type Vendor = {
  calls: Calls;
  get<T>(path: string): Promise<T>;
  /** Rows of a list in pages; `idOf` tells which of them the overlap repeats. */
  pages<T>(path: string, idOf: (row: T) => number | string): AsyncGenerator<T[]>;
  /** Sends a file as multipart and answers the id of its import, which has not begun by then. */
  startImport(bookId: number, csv: Buffer[]): Promise<string>;
  /** Resolves when the import has ended and every one of its rows was taken. */
  finished(importId: string, rows: number): Promise<void>;
};

export const openVendor = (sandbox: string, { username, password }: State): Vendor => {
  const calls: Calls = { read: 0, write: 0, poll: 0 };
  const Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  const call = async <T>(kind: keyof Calls, path: string, body?: FormData): Promise<T> => {
    calls[kind] += 1;
    const answer = await fetch(`${sandbox}/v2/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { Authorization, Accept: 'application/json' },
      ...(body ? { body } : {}),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const get = <T>(path: string) => call<T>('read', path);

  return {
    calls,
    get,
    pages: async function* <T>(path: string, idOf: (row: T) => number | string) {
      const read = (skip: number) =>
        get<T[]>(`${path}${path.includes('?') ? '&' : '?'}select=${PAGE}&skip=${skip}`);
      let before = new Set<number | string>();
      let next = read(0);
      for (let skip = 0; ;) {
        const page = await next;
        skip += PAGE - OVERLAP;
        // The next page is on its way while this one is worked on.
        if (page.length === PAGE) next = read(skip);
        yield page.filter((row) => !before.has(idOf(row)));
        if (page.length < PAGE) return;
        before = new Set(page.map(idOf));
      }
    },
    startImport: async (bookId, csv) => {
      const form = new FormData();
      form.append('file', new Blob(csv as BlobPart[], { type: 'text/csv' }), 'contacts.csv');
      const path = `address-books/${bookId}/contacts/import/with-merge-option/OnlyOverwriteIfNotEmpty`;
      return (await call<{ id: string }>('write', path, form)).id;
    },
    finished: async (importId, rows) => {
      const path = `contacts/import/${importId}`;
      for (let pause = 50; ; pause = Math.min(1000, pause * 2)) {
        await wait(pause);
        const { status } = await call<{ status: string }>('poll', path);
        if (status === 'Finished') break;
        if (status !== 'NotFinished') throw new Error(`the import ended as ${status}`);
      }
      const report = await get<{ newContacts: number; updatedContacts: number }>(`${path}/report`);
      const taken = report.newContacts + report.updatedContacts;
      if (taken !== rows) throw new Error(`${taken} of ${rows} rows were taken`);
    },
  };
};

/** E-mails of a feed of opt-outs since a moment. */
export const readOptOuts = async (
  vendor: Vendor,
  feed: string,
  since: number
): Promise<Set<string>> => {
  type OptOut = { suppressedContact: VendorContact };
  const path = `${feed}/${new Date(since).toISOString().slice(0, 19)}Z`;
  const emails = new Set<string>();
  for await (const page of vendor.pages<OptOut>(path, (row) => row.suppressedContact.id)) {
    for (const { suppressedContact } of page) emails.add(normaliseEmail(suppressedContact.email));
  }
  return emails;
};

export const SUPPRESSED_SINCE = 'contacts/suppressed-since';
export const unsubscribedSince = (book: number) =>
  `address-books/${book}/contacts/unsubscribed-since`;

const control = async <T>(sandbox: string, lever: string, args: unknown = {}): Promise<T> => {
  const answer = await fetch(`${sandbox}/control/${lever}`, {
    method: 'POST',
    body: JSON.stringify(args),
  });
  const body = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(`${lever}: ${body.error}`);
  return body;
};

/** The sandbox's control, about one account. */
export const pullLever =
  (sandbox: string, accountId: number): PullLever =>
  (lever, args) =>
    control(sandbox, lever, { accountId, ...args });

const USERNAME = /^floor-/;

/** Takes the accounts of former floors away, with all their contacts. */
export const closeAccounts = async (sandbox: string): Promise<void> => {
  type Account = { id: number; usernames: string[] };
  for (const { id, usernames } of await control<Account[]>(sandbox, 'accounts')) {
    if (usernames.some((name) => USERNAME.test(name))) {
      await control(sandbox, 'deleteAccount', { accountId: id });
    }
  }
};

/**
 * An account of the floor's own, with empty books and an import that takes no longer than its work,
 * so that neither the plugin's contacts nor those of former floors are in the way.
 */
export const openAccount = async (
  sandbox: string,
  { books, contacts }: { books: number; contacts: number }
): Promise<State> => {
  await closeAccounts(sandbox);
  const user = { username: `floor-${Date.now()}`, password: 'Floor-password-1' };
  const { accountId } = await control<{ accountId: number }>(sandbox, 'createAccount', user);
  await control(sandbox, 'setImportSpeed', { accountId, milliseconds: 0 });
  const bookIds: number[] = [];
  for (let number = 1; number <= books; number += 1) {
    const { id } = await control<{ id: number }>(sandbox, 'createBook', {
      accountId,
      name: `Floor ${number}`,
    });
    bookIds.push(id);
    if (contacts > 0 && number === 1) {
      await control(sandbox, 'seedContacts', { accountId, bookId: id, count: contacts });
    }
  }
  return { ...user, accountId, bookIds };
};
