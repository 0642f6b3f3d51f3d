/** How the vendor's objects look in answers: camelCase keys, enum words, bare arrays. */
import type { Book, Contact, DataField, FieldValue, Suppression } from '../model';
import { isoSeconds } from '../store/field-values';
import { DERIVED_FIELD, type FieldSet } from '../store/field-set';
import type { Switches } from '../switches';

export const bookView = (book: Book): unknown => ({
  id: book.id,
  name: book.name,
  visibility: book.visibility,
  contacts: book.members.size,
});

export const valueOf = (contact: Contact, field: DataField): FieldValue =>
  field.name === DERIVED_FIELD
    ? isoSeconds(contact.lastSubscribed)
    : (contact.values[field.slot] ?? null);

/** With `fields`, every data field of the account with its value, null when unset. */
export const contactView = (contact: Contact, fields?: FieldSet) => ({
  id: contact.id,
  email: contact.email,
  optInType: contact.optInType,
  emailType: contact.emailType,
  dataFields: fields
    ? fields.all().map((field) => ({ key: field.name, value: valueOf(contact, field) }))
    : null,
  status: contact.status as string,
});

export const suppressionView = (
  { contact, at, reason }: Suppression,
  status?: string
): unknown => ({
  suppressedContact: { ...contactView(contact), status: status ?? contact.status },
  dateRemoved: new Date(at).toISOString(),
  reason,
});

export const bookSuppressionView = (suppression: Suppression, switches: Switches): unknown =>
  suppressionView(
    suppression,
    switches.bookFeedStatus === 'Unsubscribed' ? 'Unsubscribed' : undefined
  );
