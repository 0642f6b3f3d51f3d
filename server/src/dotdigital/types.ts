/**
 * The vendor's API as the rest of the plugin sees it: no HTTP, no paths, no CSV parsing above this line.
 * Shapes follow the v2 OpenAPI document; enum words are open strings because unknown ones must pass.
 */
import type { Readable } from 'node:stream';
import type { Campaigns } from './campaign-types';
import type { SignOn } from './oauth-types';

export type * from './campaign-types';
export type * from './oauth-types';

export type Credentials = { username: string; password: string };

export type AccountInfo = {
  /** `id` of account-info, as text. */
  accountId: string;
  name: string | null;
  /** API origin of the account's region, without a trailing slash, already checked against the allow-list. */
  endpoint: string;
  /** `r1`, `r2`, `r3`, or the host where the name tells no region. */
  region: string;
};

export type RemoteAddressBook = {
  id: number;
  name: string;
  visibility: string | null;
  contacts: number;
};

export type RemoteContact = {
  id: number;
  /** Mobile-only contacts have none. */
  email: string | null;
  status: string;
  optInType: string | null;
  emailType: string | null;
  /** Present when asked for with full data: field name in upper case -> value, null when unset. */
  dataFields: Record<string, string | number | boolean | null> | null;
};

export type RemoteSuppression = {
  contact: RemoteContact;
  /** Epoch milliseconds, null when the vendor gave none that can be read. */
  removedAt: number | null;
  reason: string;
};

export type RemoteDataField = {
  /** In upper case, as the vendor keeps names and as contacts carry them. */
  name: string;
  /** `String`, `Numeric`, `Date`, `Boolean`, or a word of a newer version. */
  type: string;
  visibility: string | null;
  /** As text: a number's digits, `true` or `false`, the vendor's date; null when there is none. */
  defaultValue: string | null;
};

export type NewDataField = {
  /** 1 to 20 letters, digits, `-` and `_`. */
  name: string;
  type: string;
  visibility: string;
  /** Typed like the field, a date as ISO 8601. */
  defaultValue: string | number | boolean | null;
};

/** What uses a data field: a kind of object and its id, or the vendor's sentence. */
export type DataFieldDependency = { type: string; objectId: number | null } | string;
export type DataFieldDeletion =
  { deleted: true } | { deleted: false; dependencies: DataFieldDependency[] };

/** One page of a feed, without the rows it repeats of the page before; the first may be empty. */
export type Page<T> = {
  rows: T[];
  /** The vendor's clock (`Date` header of the first answer), epoch milliseconds. */
  serverTime: number;
  /** Where the next page begins, in rows from the start of the list. */
  next: number;
};

type ResubscribeStatus =
  'ContactAdded' | 'ContactChallenged' | 'ContactCannotBeUnsuppressed' | (string & {});

/** `0` Overwrite, `1` OnlyOverwriteIfNotEmpty. */
export type MergeOption = 'Overwrite' | 'OnlyOverwriteIfNotEmpty';

export type ImportReport = Record<string, number>;

/** A row of a fault report: the vendor's words and the submitted cells, keys in lower case. */
export type ImportFault = { reason: string; email: string; cells: Record<string, string> };

export type Call = { signal?: AbortSignal };

/**
 * All calls of one account. Every method throws only errors of `errors.ts`, or the signal's reason
 * when it was aborted. Waits for rate limits and maintenance up to 10 minutes (opt-outs 20 seconds).
 */
export interface DotdigitalAccount {
  addressBooks: {
    /** Every book, reserved ones left out (`Test`, `All Contacts`). Complete or it throws. */
    list(call?: Call): Promise<RemoteAddressBook[]>;
    get(id: number, call?: Call): Promise<RemoteAddressBook>;
    create(book: { name: string; visibility: string }, call?: Call): Promise<RemoteAddressBook>;
    delete(id: number, call?: Call): Promise<void>;
  };
  contacts: {
    /**
     * Contacts of a book, with their data fields on request (they make an answer several times larger);
     * `since` (ms) reads only changed ones. `resumeAt` (the
     * `next` of a page read earlier) goes on there, repeating a page: more moves between two runs than
     * between two calls.
     */
    ofBook(
      bookId: number,
      options: { since?: number; resumeAt?: number; dataFields?: boolean } & Call
    ): AsyncIterable<Page<RemoteContact>>;
    /** Ids of the books a contact is in; none when the account no longer has the contact. */
    booksOf(contactId: number, call?: Call): Promise<number[]>;
    /** The account's view of one e-mail, suppressed or not; null when unknown. */
    byEmail(email: string, call?: Call): Promise<RemoteContact | null>;
    unsubscribedFromBook(
      bookId: number,
      options: { since: number } & Call
    ): AsyncIterable<Page<RemoteSuppression>>;
    /** Account-level suppressions with their reasons. */
    suppressed(options: { since: number } & Call): AsyncIterable<Page<RemoteSuppression>>;
    unsubscribeFromBook(bookId: number, email: string, call?: Call): Promise<void>;
    /** The challenge variant, at the level of the opt-out. Repeated only if surely nothing was done. */
    resubscribe(
      target: { bookId: number } | 'account',
      email: string,
      call?: Call
    ): Promise<ResubscribeStatus>;
    /** Ends book membership of up to 1,000 contact ids. `id` is null where the vendor answered at once. */
    removeFromBook(
      bookId: number,
      contactIds: number[],
      call?: Call
    ): Promise<{ id: string | null; status: string }>;
    removalStatus(id: string, call?: Call): Promise<string>;
  };
  imports: {
    /**
     * Uploads a CSV (UTF-8, header row) as multipart, destroying the stream in the end. Never repeated
     * by the client: not safe to repeat. `code` OUTCOME_UNKNOWN says that it may have been taken; a
     * stream that breaks throws its own error, and nothing was taken.
     */
    start(
      bookId: number,
      file: { stream: Readable; mergeOption: MergeOption },
      call?: Call
    ): Promise<{ id: string; status: string }>;
    status(id: string, call?: Call): Promise<string>;
    report(id: string, call?: Call): Promise<ImportReport>;
    /** Streams the fault report; null when the vendor no longer (or not yet) has one. */
    faults(id: string, call?: Call): Promise<AsyncIterable<ImportFault> | null>;
  };
  dataFields: {
    /** Every data field of the account. Complete or it throws. */
    list(call?: Call): Promise<RemoteDataField[]>;
    create(field: NewDataField, call?: Call): Promise<RemoteDataField>;
    /** A field that is in use stays; so does a system field, which throws ERROR_DATAFIELD_NOTFOUND. */
    delete(name: string, call?: Call): Promise<DataFieldDeletion>;
  };
  campaigns: Campaigns;
  /** Calls made through this object so far, for the run's record. */
  calls(): CallCounts;
}

export type CallCounts = {
  read: number;
  write: number;
  poll: number;
  /** `GET address-books/{id}/contacts` -> calls. */
  byEndpoint: Record<string, number>;
};

export interface Dotdigital {
  signOn: SignOn;
  /** Finds the account and its region; the credentials are sent to allowed hosts only. */
  accountInfo(credentials: Credentials, call?: Call): Promise<AccountInfo>;
  /**
   * Calls of one account. Accounts of one `key` share a rate budget (one per integration) while the
   * process lives. When the vendor says the region is wrong, the account is looked up once more and
   * `onEndpoint` gets what was found, before anything is sent there: store it, or throw to refuse.
   */
  account(options: {
    key: string;
    credentials: Credentials;
    endpoint: string;
    onEndpoint?: (found: AccountInfo) => void | Promise<void>;
  }): DotdigitalAccount;
}
