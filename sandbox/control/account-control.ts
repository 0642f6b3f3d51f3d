/** What a person at the vendor, or the passing of time, would do to one account. */
import type { FaultKind, ImportReport } from '../imports/reasons';
import type { Speed } from '../imports/wait';
import type {
  Book,
  Contact,
  ContactStatus,
  Dependency,
  EmailType,
  FieldType,
  FieldValue,
  ImportStatus,
  OptInType,
  Visibility,
} from '../model';
import type { RemovalJob } from '../resources/removal-jobs';
import { valueOf } from '../resources/views';
import { coerce } from '../store/field-values';
import type { Account, Region, World } from '../world';
import { createCampaignControl } from './campaign-control';
import { createSignOnControl } from './sign-on-control';

export type BookSummary = {
  id: number;
  name: string;
  visibility: Visibility;
  contacts: number;
  /** `Test` or `All Contacts`. */
  reserved: boolean;
};

export type ContactDetails = {
  id: number;
  email: string;
  status: ContactStatus;
  optInType: OptInType;
  emailType: EmailType;
  /** Values that are set, by field name in upper case; LASTSUBSCRIBED left out. */
  dataFields: Record<string, FieldValue>;
  bookIds: number[];
  created: number;
  modified: number;
};

export type BookDetails = BookSummary & {
  /** A page of the members in id order (all of them unless asked otherwise). */
  members: ContactDetails[];
  unsubscribed: { email: string; at: number }[];
};

export type ImportDetails = {
  id: string;
  status: ImportStatus;
  bookIds: number[];
  mergeOption: string;
  fileName: string | null;
  bytes: number;
  startedAt: number;
  finishedAt: number | null;
  header: string[];
  rows: number | null;
  /** The file as sent while it is small (200 kB). */
  csv: string | null;
  report: ImportReport | null;
  faults: { kind: FaultKind; cells: string[] }[];
};

type NewContact = {
  bookIds?: number[];
  optInType?: OptInType;
  emailType?: EmailType;
  status?: ContactStatus;
  dataFields?: Record<string, unknown>;
};

export type AccountControl = ReturnType<typeof createAccountControl>;

export const createAccountControl = (world: World, account: Account) => {
  const { store } = account;

  const bookOf = (id: number): Book => {
    const book = store.books.get(id);
    if (!book) throw new Error(`there is no book ${id}`);
    return book;
  };
  const ownBookOf = (id: number): Book => {
    const book = bookOf(id);
    if (book.reserved) throw new Error(`${book.name} is not for changing`);
    return book;
  };
  const contactOf = (email: string): Contact => {
    const contact = store.contactByEmail(email);
    if (!contact) throw new Error(`there is no contact ${email}`);
    return contact;
  };
  const writeField = (contact: Contact, key: string, raw: unknown): void => {
    const field = store.fields.get(key);
    if (!field) throw new Error(`there is no data field ${key}`);
    const coerced = coerce(field.type, raw);
    if (!('value' in coerced)) throw new Error(`${field.name} cannot hold ${String(raw)}`);
    store.setValue(contact, field.slot, coerced.value);
  };
  const summary = ({ id, name, visibility, reserved, members }: Book): BookSummary => ({
    id,
    name,
    visibility,
    contacts: members.size,
    reserved,
  });
  const details = (contact: Contact): ContactDetails => ({
    id: contact.id,
    email: contact.email,
    status: contact.status,
    optInType: contact.optInType,
    emailType: contact.emailType,
    dataFields: Object.fromEntries(
      store.fields
        .all()
        .filter((field) => field.name !== 'LASTSUBSCRIBED')
        .map((field) => [field.name, valueOf(contact, field)] as const)
        .filter(([, value]) => value !== null)
    ),
    bookIds: contact.books.map((book) => book.id),
    created: contact.created,
    modified: contact.modified,
  });

  return {
    ...createCampaignControl(world, account),
    ...createSignOnControl(world, account),
    accountId: account.id,

    createBook: (name: string, visibility: Visibility = 'Private'): BookSummary => {
      if (store.bookByName(name)) throw new Error(`there is a book ${name} already`);
      return summary(store.createBook(name, visibility));
    },
    renameBook: (bookId: number, name: string): void => {
      ownBookOf(bookId).name = name;
    },
    deleteBook: (bookId: number): void => store.deleteBook(ownBookOf(bookId)),

    /** Creates the contact, or takes it as it is, and puts it into the books. */
    addContact: (email: string, contact: NewContact = {}): ContactDetails => {
      const added = store.contactByEmail(email) ?? store.createContact(email);
      if (contact.optInType) added.optInType = contact.optInType;
      if (contact.emailType) added.emailType = contact.emailType;
      for (const [key, value] of Object.entries(contact.dataFields ?? {})) {
        writeField(added, key, value);
      }
      store.touch(added);
      for (const id of contact.bookIds ?? [])
        store.addToBook(added, ownBookOf(id), { touches: true });
      if (contact.status) setStatus(account, added, contact.status);
      return details(added);
    },
    /** Makes `count` people `prefix1@example.com`, … in a book, quickly. */
    seedContacts: (bookId: number, count: number, prefix = 'person'): void => {
      const book = ownBookOf(bookId);
      const firstName = store.fields.get('FIRSTNAME');
      for (let number = 1; number <= count; number += 1) {
        const contact = store.createContact(`${prefix}${number}@example.com`);
        if (firstName) store.setValue(contact, firstName.slot, `Person ${number}`);
        store.addToBook(contact, book, { touches: false });
      }
    },
    setDataField: (email: string, key: string, value: unknown): void => {
      const contact = contactOf(email);
      writeField(contact, key, value);
      store.touch(contact);
    },
    changeEmail: (email: string, to: string): void => {
      if (!store.changeEmail(contactOf(email), to))
        throw new Error(`${to} belongs to another contact`);
    },
    addToBook: (email: string, bookId: number): void => {
      store.addToBook(contactOf(email), ownBookOf(bookId), { touches: true });
    },
    takeOffBook: (email: string, bookId: number): void => {
      store.removeFromBook(contactOf(email), ownBookOf(bookId));
    },
    deleteContact: (email: string): void => store.deleteContact(contactOf(email)),

    /** The person opts out: of one book, or of everything. */
    unsubscribe: (email: string, bookId?: number): void => {
      if (bookId === undefined) store.suppress(contactOf(email), 'Unsubscribed');
      else store.unsubscribeFromBook(contactOf(email), ownBookOf(bookId));
    },
    suppress: (email: string, reason: ContactStatus = 'Suppressed'): void => {
      store.suppress(contactOf(email), reason);
    },
    hardBounce: (email: string): void => {
      store.suppress(contactOf(email), 'HardBounced');
    },
    /** Any status; suppressing ones take the contact off its books, others let it back in. */
    setStatus: (email: string, status: ContactStatus): void =>
      setStatus(account, contactOf(email), status),
    /** The person follows the link of a challenge and is back, in the book it was for. */
    confirmChallenge: (email: string): void => {
      const contact = contactOf(email);
      if (!account.challenges.has(contact.id)) throw new Error(`${email} was not challenged`);
      const book = account.challenges.get(contact.id);
      account.challenges.delete(contact.id);
      store.lift(contact);
      if (book) store.addToBook(contact, book, { touches: true });
    },

    createDataField: (name: string, type: FieldType): void => {
      if (store.fields.get(name)) throw new Error(`there is a data field ${name} already`);
      store.fields.create({ name, type, visibility: 'Private', defaultValue: null });
    },
    /** Something uses the field, so that it cannot be deleted. */
    addDependency: (name: string, dependency: Dependency): void => {
      const field = store.fields.get(name);
      if (!field) throw new Error(`there is no data field ${name}`);
      field.dependencies.push(dependency);
    },

    /** The next import ends in this status and changes nothing. */
    rejectNextImport: (status: ImportStatus = 'RejectedByWatchdog'): void =>
      account.imports.planNext(status),
    failNextRemoval: (): void => account.removals.failNext(),
    /** How long imports take from now on. */
    setImportSpeed: (speed: Speed): void => {
      account.imports.speed = speed;
    },
    setRemovalSpeed: (speed: Speed): void => {
      account.removals.speed = speed;
    },
    /** Finishes all imports and removals that run. */
    finishJobs: async (): Promise<void> => {
      await account.imports.finishDue(true);
      account.removals.finishDue(true);
    },
    /** Moves the account: calls to its former region are refused, ApiEndpoint names the new one. */
    moveToRegion: (region: Region): void => {
      account.region = region;
    },

    books: (): BookSummary[] => [...store.books.values()].map(summary),
    book: (bookId: number, page: { skip?: number; select?: number } = {}): BookDetails => {
      const book = bookOf(bookId);
      const { skip = 0, select = Number.POSITIVE_INFINITY } = page;
      return {
        ...summary(book),
        members: book.members
          .ordered()
          .slice(skip, skip + select)
          .map(details),
        unsubscribed: book.unsubscribed
          .since(0)
          .map(({ contact, at }) => ({ email: contact.email, at })),
      };
    },
    contact: (email: string): ContactDetails | null => {
      const contact = store.contactByEmail(email);
      return contact ? details(contact) : null;
    },
    suppressed: (): { email: string; reason: ContactStatus; at: number }[] =>
      store.suppressions
        .since(0)
        .map(({ contact, reason, at }) => ({ email: contact.email, reason, at })),
    imports: (): ImportDetails[] =>
      account.imports
        .all()
        .map(({ books, ...job }) => ({ ...job, bookIds: books.map((b) => b.id) })),
    removals: (): RemovalJob[] => account.removals.all(),
    counts: () => ({
      contacts: store.contactCount,
      suppressed: store.suppressions.size,
      activeImports: account.imports.active,
      now: world.clock.now(),
    }),
  };
};

const NOT_SUPPRESSED: readonly ContactStatus[] = ['Subscribed', 'PendingOptIn', 'SoftBounced'];

const setStatus = ({ store }: Account, contact: Contact, status: ContactStatus): void => {
  store.lift(contact);
  if (NOT_SUPPRESSED.includes(status)) {
    contact.status = status;
    store.touch(contact);
  } else store.suppress(contact, status);
};
