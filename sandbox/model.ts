/** What an account of the sandbox is made of. Enum words are the vendor's (v2 OpenAPI document). */
import type { ContactSet } from './store/contact-set';
import type { Journal } from './store/journal';

export const CONTACT_STATUSES = [
  'Subscribed',
  'Unsubscribed',
  'SoftBounced',
  'HardBounced',
  'IspComplained',
  'MailBlocked',
  'PendingOptIn',
  'DirectComplaint',
  'Deleted',
  'SharedSuppression',
  'Suppressed',
  'NotAllowed',
  'DomainSuppression',
  'NoMxRecord',
] as const;
export type ContactStatus = (typeof CONTACT_STATUSES)[number];

export const OPT_IN_TYPES = ['Unknown', 'Single', 'Double', 'VerifiedDouble'] as const;
export type OptInType = (typeof OPT_IN_TYPES)[number];

export const EMAIL_TYPES = ['PlainText', 'Html'] as const;
export type EmailType = (typeof EMAIL_TYPES)[number];

export const VISIBILITIES = ['Private', 'Public'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const FIELD_TYPES = ['String', 'Numeric', 'Date', 'Boolean'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];
export type FieldValue = string | number | boolean | null;

export const MERGE_OPTIONS = [
  'Overwrite',
  'OnlyOverwriteIfNotEmpty',
  'OnlyOverwriteIfContactDataNotPopulated',
] as const;
export type MergeOption = (typeof MERGE_OPTIONS)[number];

export const IMPORT_STATUSES = [
  'NotFinished',
  'Finished',
  'RejectedByWatchdog',
  'InvalidFileFormat',
  'Unknown',
  'Failed',
  'ExceedsAllowedContactLimit',
  'NotAvailableInThisVersion',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

export type Contact = {
  id: number;
  /** As given; compared in lower case. */
  email: string;
  status: ContactStatus;
  optInType: OptInType;
  emailType: EmailType;
  /** Values by the slot of their data field; shorter than the slots where nothing was set. */
  values: FieldValue[];
  created: number;
  modified: number;
  /** Kept by the store's change log; 0 when the log does not have the contact. */
  changeNumber: number;
  /** Feeds the derived LASTSUBSCRIBED field. */
  lastSubscribed: number;
  books: Book[];
};

export type Suppression = { contact: Contact; at: number; reason: ContactStatus };

export type Book = {
  id: number;
  name: string;
  visibility: Visibility;
  /** `Test` and `All Contacts` exist in every account and cannot be written to. */
  reserved: boolean;
  members: ContactSet;
  /** People who left this book by unsubscribing from it, by contact id. */
  unsubscribed: Journal<Suppression>;
};

export type Dependency = { type: string; objectId: number };

export type DataField = {
  name: string;
  type: FieldType;
  visibility: Visibility;
  defaultValue: FieldValue;
  slot: number;
  /** Came with the account and cannot be deleted. */
  system: boolean;
  dependencies: Dependency[];
};

export const isOneOf = <T extends string>(words: readonly T[], word: unknown): word is T =>
  typeof word === 'string' && (words as readonly string[]).includes(word);

/** Finds an enum word whatever its case; undefined when there is none. */
export const wordOf = <T extends string>(words: readonly T[], text: string): T | undefined => {
  const wanted = text.trim().toLowerCase();
  return words.find((word) => word.toLowerCase() === wanted);
};
