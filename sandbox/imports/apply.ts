/** What a finished import does to the account: contacts, values and memberships, row by row. */
import {
  EMAIL_TYPES,
  OPT_IN_TYPES,
  wordOf,
  type Book,
  type Contact,
  type DataField,
  type EmailType,
  type MergeOption,
  type OptInType,
} from '../model';
import type { AccountStore } from '../store/account-store';
import { isEmail } from '../store/email';
import { coerce } from '../store/field-values';
import { DERIVED_FIELD } from '../store/field-set';
import type { Switches } from '../switches';
import type { Sheet } from './csv';
import {
  emptyReport,
  faultOfStatus,
  magicFault,
  type FaultKind,
  type ImportReport,
} from './reasons';

export type Fault = { kind: FaultKind; cells: string[] };
type Outcome = { report: ImportReport; faults: Fault[] };

type Target = { store: AccountStore; books: readonly Book[]; switches: Switches };
type FieldColumn = { index: number; field: DataField };
type Columns = {
  email: number;
  id: number;
  optInType: number;
  emailType: number;
  fields: FieldColumn[];
};
type Row = {
  email: string;
  optInType: OptInType | undefined;
  emailType: EmailType | undefined;
  values: { field: DataField; value: string | number | boolean | null }[];
};

export const hasEmailColumn = (header: readonly string[]): boolean =>
  columnOf(header, 'email') >= 0;

/** Applies all rows; the first row of an address wins, refused rows come back as faults. */
export const applySheet = (sheet: Sheet, mergeOption: MergeOption, target: Target): Outcome => {
  const columns = columnsOf(sheet.header, target.store);
  const outcome: Outcome = { report: emptyReport(), faults: [] };
  const seen = new Set<string>();
  for (const cells of sheet.rows) {
    const kind = applyRow(cells, columns, mergeOption, target, seen, outcome.report);
    if (!kind) continue;
    outcome.report[kind] += 1;
    outcome.faults.push({ kind, cells });
  }
  return outcome;
};

const applyRow = (
  cells: readonly string[],
  columns: Columns,
  mergeOption: MergeOption,
  target: Target,
  seen: Set<string>,
  report: ImportReport
): FaultKind | undefined => {
  const email = (cells[columns.email] ?? '').trim();
  if (!isEmail(email)) return 'invalidEntries';
  const key = email.toLowerCase();
  if (seen.has(key)) return 'duplicateEmails';
  seen.add(key);
  const known = findContact(cells, columns, email, target);
  const refused = magicFault(email) ?? (known && refusalOf(known, target));
  if (refused) return refused;
  const row = readRow(cells, columns, email, target.switches);
  if (!row) return 'failures';
  if (known && known.email.toLowerCase() !== key && !target.store.changeEmail(known, email)) {
    return 'failures';
  }
  const contact = known ?? createContact(row, target);
  const changed = writeRow(contact, row, mergeOption, target.store);
  if (changed || (known && target.switches.importTouchesUnchanged)) target.store.touch(contact);
  for (const book of target.books) {
    target.store.addToBook(contact, book, { touches: target.switches.joiningCountsAsModified });
  }
  report[known ? 'updatedContacts' : 'newContacts'] += 1;
  return undefined;
};

const findContact = (
  cells: readonly string[],
  columns: Columns,
  email: string,
  { store, switches }: Target
): Contact | undefined => {
  if (switches.importIdColumn === 'matches' && columns.id >= 0) {
    const byId = store.contactById(Number(cells[columns.id]));
    if (byId) return byId;
  }
  return store.contactByEmail(email);
};

const refusalOf = (contact: Contact, { books, switches }: Target): FaultKind | undefined => {
  const byStatus = faultOfStatus(contact.status);
  if (byStatus) return byStatus;
  if (switches.rejoinAfterBookUnsubscribe === 'clears') return undefined;
  return books.some((book) => book.unsubscribed.has(contact.id)) ? 'unsubscribed' : undefined;
};

/** Undefined when a cell cannot be what its column holds. */
const readRow = (
  cells: readonly string[],
  columns: Columns,
  email: string,
  switches: Switches
): Row | undefined => {
  const optInCell = cells[columns.optInType]?.trim() ?? '';
  const emailTypeCell = cells[columns.emailType]?.trim() ?? '';
  const row: Row = {
    email,
    optInType: wordOf(OPT_IN_TYPES, optInCell),
    emailType: wordOf(EMAIL_TYPES, emailTypeCell),
    values: [],
  };
  const unreadable = (optInCell && !row.optInType) || (emailTypeCell && !row.emailType);
  if (unreadable && switches.invalidCell === 'fault') return undefined;
  for (const { index, field } of columns.fields) {
    const coerced = coerce(field.type, cells[index]);
    if ('value' in coerced) row.values.push({ field, value: coerced.value });
    else if (switches.invalidCell === 'fault') return undefined;
  }
  return row;
};

const createContact = (row: Row, { store, switches }: Target): Contact => {
  const contact = store.createContact(row.email);
  if (row.optInType === 'VerifiedDouble' || switches.enforceDoubleOptIn) {
    contact.status = 'PendingOptIn';
  }
  return contact;
};

/** Returns whether anything changed. */
const writeRow = (
  contact: Contact,
  row: Row,
  mergeOption: MergeOption,
  store: AccountStore
): boolean => {
  let changed = false;
  if (row.optInType && row.optInType !== contact.optInType) {
    contact.optInType = row.optInType;
    changed = true;
  }
  if (row.emailType && row.emailType !== contact.emailType) {
    contact.emailType = row.emailType;
    changed = true;
  }
  for (const { field, value } of row.values) {
    const before = contact.values[field.slot] ?? null;
    if (before === value || !mayWrite(mergeOption, before, value)) continue;
    store.setValue(contact, field.slot, value);
    changed = true;
  }
  return changed;
};

const mayWrite = (mergeOption: MergeOption, before: unknown, value: unknown): boolean => {
  if (mergeOption === 'OnlyOverwriteIfNotEmpty') return value !== null;
  if (mergeOption === 'OnlyOverwriteIfContactDataNotPopulated') return before === null;
  return true;
};

const columnsOf = (header: readonly string[], store: AccountStore): Columns => {
  const fields: FieldColumn[] = [];
  for (const [index, name] of header.entries()) {
    const field = store.fields.get(name.trim());
    const repeated = fields.some((column) => column.field === field);
    if (field && field.name !== DERIVED_FIELD && !repeated) fields.push({ index, field });
  }
  return {
    email: columnOf(header, 'email'),
    id: columnOf(header, 'id'),
    optInType: columnOf(header, 'optintype'),
    emailType: columnOf(header, 'emailtype'),
    fields,
  };
};

const columnOf = (header: readonly string[], name: string): number =>
  header.findIndex((cell) => cell.trim().toLowerCase() === name);
