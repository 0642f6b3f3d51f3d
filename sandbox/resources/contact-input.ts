/** Reading an `ApiContact` out of a request and writing it to the account. */
import { invalidEmail, invalidParameter, refusal } from '../http/api-error';
import { fieldsOf, type Fields } from '../http/request';
import type { Call } from '../http/router';
import {
  EMAIL_TYPES,
  OPT_IN_TYPES,
  wordOf,
  type Contact,
  type DataField,
  type EmailType,
  type FieldValue,
  type OptInType,
} from '../model';
import { isEmail } from '../store/email';
import { coerce } from '../store/field-values';
import { DERIVED_FIELD } from '../store/field-set';

type ContactInput = {
  email: string;
  optInType: OptInType | undefined;
  emailType: EmailType | undefined;
  values: { field: DataField; value: FieldValue }[];
};

export const readContact = (fields: Fields, call: Call): ContactInput => {
  const email = fields.get('email');
  if (typeof email !== 'string' || !isEmail(email)) throw invalidEmail();
  return {
    email: email.trim(),
    optInType: readWord(OPT_IN_TYPES, fields.get('optInType')),
    emailType: readWord(EMAIL_TYPES, fields.get('emailType')),
    values: readDataFields(fields.get('dataFields'), call),
  };
};

/** Given properties only; a new contact that must confirm waits as PendingOptIn. */
export const writeContact = (
  { account, world }: Call,
  input: ContactInput,
  known: Contact | undefined
): Contact => {
  const { store } = account;
  if (!known && store.contactCount >= world.switches.contactLimit) {
    throw refusal(400, 'ERROR_CONTACT_TOOMANY');
  }
  const contact = known ?? store.createContact(input.email);
  if (!known && (input.optInType === 'VerifiedDouble' || world.switches.enforceDoubleOptIn)) {
    contact.status = 'PendingOptIn';
  }
  if (input.optInType) contact.optInType = input.optInType;
  if (input.emailType) contact.emailType = input.emailType;
  for (const { field, value } of input.values) store.setValue(contact, field.slot, value);
  store.touch(contact);
  return contact;
};

const readWord = <T extends string>(words: readonly T[], given: unknown): T | undefined => {
  if (given === undefined || given === null) return undefined;
  const word = typeof given === 'string' ? wordOf(words, given) : undefined;
  if (!word) throw invalidParameter();
  return word;
};

const readDataFields = (given: unknown, { account }: Call): ContactInput['values'] => {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw refusal(400, 'ERROR_MALFORMED_REQUEST');
  return given.flatMap((item: unknown) => {
    const pair = fieldsOf(item);
    const key = pair.get('key');
    const field = typeof key === 'string' ? account.store.fields.get(key) : undefined;
    if (!field) throw refusal(400, 'ERROR_DATAFIELD_NOTFOUND');
    if (field.name === DERIVED_FIELD) return [];
    const coerced = coerce(field.type, pair.get('value'));
    if ('value' in coerced) return [{ field, value: coerced.value }];
    throw refusal(
      400,
      coerced.problem === 'overflow' ? 'ERROR_DATAFIELD_VALUE_OVERFLOW' : 'ERROR_DATAFIELD_INVALID'
    );
  });
};
