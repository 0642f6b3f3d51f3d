/**
 * The one table that sorts the vendor's contact statuses, suppression reasons and fault reasons.
 * Words the table does not know are `held`: shown, never uploaded, and never a crash.
 */
type StatusGroup = 'mailable' | 'waiting' | 'opted-out' | 'undeliverable' | 'held';

const GROUPS: Record<string, StatusGroup> = {
  Subscribed: 'mailable',
  SoftBounced: 'mailable',
  PendingOptIn: 'waiting',
  Unsubscribed: 'opted-out',
  IspComplained: 'opted-out',
  DirectComplaint: 'opted-out',
  Suppressed: 'opted-out',
  SharedSuppression: 'opted-out',
  NotAllowed: 'opted-out',
  DomainSuppression: 'opted-out',
  HardBounced: 'undeliverable',
  MailBlocked: 'undeliverable',
  NoMxRecord: 'undeliverable',
  Deleted: 'undeliverable',
  Invalid: 'undeliverable',
};

/** Sorts a vendor status word (`ApiContactStatuses`, or `Invalid` for a refused address). */
export const statusGroup = (status: string): StatusGroup => GROUPS[status] ?? 'held';

/** The statuses of a group, for set-wise statements. */
export const statusesOf = (group: StatusGroup): string[] =>
  Object.keys(GROUPS).filter((status) => GROUPS[status] === group);

/** `null` (the vendor has not told a status yet) counts as mailable. */
export const mayReceive = (status: string | null): boolean =>
  status === null || statusGroup(status) === 'mailable';

/**
 * Fault reasons are free text in two spellings (reference pages and the vendor's own shop modules).
 * Keys: lower case without anything but letters.
 */
const FAULTS: Record<string, string> = {
  globallysuppressed: 'SharedSuppression',
  invalidemail: 'Invalid',
  invalidentries: 'Invalid',
  duplicate: 'Duplicate',
  blocker: 'NotAllowed',
  blocked: 'NotAllowed',
  unsubscribed: 'Unsubscribed',
  hardbounced: 'HardBounced',
  softbounced: 'SoftBounced',
  complainedtoisp: 'IspComplained',
  ispcomplaints: 'IspComplained',
  mailblocked: 'MailBlocked',
  suppressedbydomain: 'DomainSuppression',
  domainsuppressed: 'DomainSuppression',
  pendingoptin: 'PendingOptIn',
  suppressedbyyou: 'Suppressed',
  failures: 'Failure',
};

/**
 * Sorts the `Reason` cell of a fault report into a status word of this table, or `Duplicate`
 * (an earlier row of the file was taken), `Failure` (try again) or `Unknown`.
 */
export const faultStatus = (reason: string): string =>
  FAULTS[reason.toLowerCase().replace(/[^a-z]/g, '')] ?? 'Unknown';

/** Opt-outs the vendor reports for one book only; all others concern the whole account. */
export const isBookLevelFault = (status: string): boolean => status === 'Unsubscribed';
