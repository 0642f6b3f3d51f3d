/** Why a row of an import was refused: the vendor's words and the counter of the import report. */
import type { ContactStatus } from '../model';

const REPORT_COUNTERS = [
  'newContacts',
  'updatedContacts',
  'globallySuppressed',
  'invalidEntries',
  'duplicateEmails',
  'blocked',
  'unsubscribed',
  'hardBounced',
  'softBounced',
  'ispComplaints',
  'mailBlocked',
  'domainSuppressed',
  'pendingDoubleOptin',
  'failures',
  'suppressedContacts',
] as const;
type ReportCounter = (typeof REPORT_COUNTERS)[number];
export type ImportReport = Record<ReportCounter, number>;

export type FaultKind = Exclude<ReportCounter, 'newContacts' | 'updatedContacts'>;

/** Each kind in the documents' spelling and in that of the vendor's Magento module. */
export const FAULT_REASONS: Record<FaultKind, { documented: string; magento: string }> = {
  globallySuppressed: { documented: 'Globally Suppressed', magento: 'Globally Suppressed' },
  invalidEntries: { documented: 'Invalid Email', magento: 'Invalid Entries' },
  duplicateEmails: { documented: 'Duplicate', magento: 'Duplicate' },
  blocked: { documented: 'Blocker', magento: 'Blocked' },
  unsubscribed: { documented: 'Unsubscribed', magento: 'Unsubscribed' },
  hardBounced: { documented: 'Hard bounced', magento: 'Hard Bounced' },
  softBounced: { documented: 'Soft bounced', magento: 'Soft Bounced' },
  ispComplaints: { documented: 'Complained to ISP', magento: 'Isp Complaints' },
  mailBlocked: { documented: 'Mail blocked', magento: 'Mail Blocked' },
  domainSuppressed: { documented: 'Suppressed by Domain', magento: 'Domain Suppressed' },
  pendingDoubleOptin: { documented: 'Pending optin', magento: 'Pending optin' },
  failures: { documented: 'Failures', magento: 'Failures' },
  suppressedContacts: { documented: 'Globally Suppressed', magento: 'Suppressed by you' },
};

/** Local parts that stand for a refusal: `hardbounce+anything@example.com`. */
const MAGIC_LOCAL_PARTS = new Map<string, FaultKind>([
  ['globallysuppressed', 'globallySuppressed'],
  ['invalid', 'invalidEntries'],
  ['duplicate', 'duplicateEmails'],
  ['blocked', 'blocked'],
  ['unsubscribed', 'unsubscribed'],
  ['hardbounce', 'hardBounced'],
  ['softbounce', 'softBounced'],
  ['ispcomplaint', 'ispComplaints'],
  ['mailblocked', 'mailBlocked'],
  ['domainsuppressed', 'domainSuppressed'],
  ['pendingoptin', 'pendingDoubleOptin'],
  ['failure', 'failures'],
]);

export const magicFault = (email: string): FaultKind | undefined => {
  const plus = email.indexOf('+');
  return plus > 0 ? MAGIC_LOCAL_PARTS.get(email.slice(0, plus).toLowerCase()) : undefined;
};

const BY_STATUS: Partial<Record<ContactStatus, FaultKind>> = {
  Unsubscribed: 'unsubscribed',
  SoftBounced: 'softBounced',
  HardBounced: 'hardBounced',
  IspComplained: 'ispComplaints',
  DirectComplaint: 'ispComplaints',
  MailBlocked: 'mailBlocked',
  NoMxRecord: 'mailBlocked',
  SharedSuppression: 'globallySuppressed',
  Suppressed: 'suppressedContacts',
  NotAllowed: 'blocked',
  DomainSuppression: 'domainSuppressed',
  PendingOptIn: 'pendingDoubleOptin',
};

/** The refusal a contact's own status brings with it; undefined when rows for it are taken. */
export const faultOfStatus = (status: ContactStatus): FaultKind | undefined => BY_STATUS[status];

export const emptyReport = (): ImportReport =>
  Object.fromEntries(REPORT_COUNTERS.map((counter) => [counter, 0])) as ImportReport;
