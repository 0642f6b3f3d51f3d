/**
 * What a run may remark, in English for logs and the terminal; the panel has a text of its own for
 * each code. `{name}` stands for a value.
 */
export const REMARKS = {
  'approval-needed':
    '{leaving} members would be taken off the address book: a person must approve it',
  'book-vanished': 'Dotdigital no longer lists the address book “{book}”',
  'book-not-listed': 'Dotdigital no longer lists this address book',
  'books-empty': 'Dotdigital listed no address book at all: the known ones were left as they are',
  'campaign-unreadable':
    'The reports of the campaign “{campaign}” could not be read and are tried again in an hour: {reason}',
  'campaigns-empty': 'Dotdigital listed no campaign at all: the known ones were left as they are',
  'contacts-incomplete': 'What changed in its contacts could not be read completely in this run',
  'field-type-changed': 'The data field {field} is of type {type} now, it was {before}',
  'field-vanished': 'Dotdigital no longer lists the data field {field}',
  'fields-unknown': 'The data fields of the account could not be read yet',
  'fields-empty': 'Dotdigital listed no data field at all: the known ones were left as they are',
  'further-remarks': 'Further remarks are not kept',
  interrupted: 'Interrupted: the process that ran it ended',
  'lease-lost': 'Interrupted: another node took the work over',
  'list-broken': 'The list cannot be evaluated, nobody was added, removed or sent: {reason}',
  'opt-out-refused': 'An opt-out was refused by Dotdigital and will be sent again: {message}',
  'opt-outs-incomplete': 'Its opt-outs could not be read completely in this run',
  'record-not-made':
    'Records of {people} people could not be made now, the next synchronisation tries again: {reason}',
  'record-not-written':
    'Values of {records} records could not be written now, the next synchronisation tries again: {reason}',
  'removal-under-way':
    'A removal from this book is still in progress at Dotdigital: uploads wait for it',
  'report-gone': 'The fault report of an upload is gone: its {rows} rows are sent again',
  shutdown: 'Interrupted: the site was stopped',
  stopped: 'Stopped by a person',
  'taken-off-many':
    'The address book no longer lists {missing} members we had exported: nothing was changed, a person must decide',
  'upload-failed': 'Dotdigital answered {status} to an upload of {rows} rows',
  'upload-later':
    'Dotdigital is busy with other imports: the rest waits for the next synchronisation',
  'upload-overdue': 'An upload of this book is overdue at Dotdigital',
  'upload-under-way': 'An upload is still in progress at Dotdigital: the next export waits for it',
} as const satisfies Record<string, string>;

export type RemarkCode = keyof typeof REMARKS;
type Values = Record<string, string | number>;

/** A remark for people; without code it is quoted as it stands, e.g. the vendor's own words. */
export type Remark = { code: RemarkCode | null; values: Values; text: string };

export const remark = (code: RemarkCode, values: Values = {}): Remark => ({
  code,
  values,
  text: REMARKS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
});

/** Words of somebody else. */
export const quoted = (text: string): Remark => ({ code: null, values: {}, text });
