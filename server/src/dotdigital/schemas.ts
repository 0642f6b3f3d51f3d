/**
 * The vendor's answers, read leniently: names in any case of their first letter (the documented
 * deletion answer is `Id/Status`), extra fields and unknown words pass, what may be absent may be null.
 */
import { z } from 'zod';
import { parseVendorDate } from './dates';
import type {
  DataFieldDeletion,
  RemoteAddressBook,
  RemoteContact,
  RemoteDataField,
  RemoteSuppression,
} from './types';

const lowerFirst = (key: string): string => key.charAt(0).toLowerCase() + key.slice(1);

const hasCapital = (key: string): boolean => key >= 'A' && key < '[';

/** Nearly every answer has its names as documented: looking is several times cheaper than rebuilding. */
const isCamelCased = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isCamelCased);
  return Object.entries(value).every(([key, entry]) => !hasCapital(key) && isCamelCased(entry));
};

const camelKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [lowerFirst(key), camelKeys(entry)])
  );
};

export const answer = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (isCamelCased(value) ? value : camelKeys(value)), schema);

export const id = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d+$/)
    .transform((digits) => Number(digits)),
]);
export const word = z.union([z.string(), z.number().transform(String)]);
const count = z.number().nullish();

/** Words the vendor left out; the status table sorts this one as held. */
export const NO_STATUS = 'NotAvailableInThisVersion';

const addressBook = z
  .object({ id, name: z.string(), visibility: word.nullish(), contacts: count })
  .transform((book): RemoteAddressBook => ({
    id: book.id,
    name: book.name,
    visibility: book.visibility ?? null,
    contacts: book.contacts ?? 0,
  }));

type DataFields = NonNullable<RemoteContact['dataFields']>;

const dataFieldValue = (value: unknown): DataFields[string] => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return JSON.stringify(value);
};

const dataFields = z
  .array(z.object({ key: z.string().nullish(), value: z.unknown().optional() }))
  .transform((fields): DataFields =>
    Object.fromEntries(
      fields.flatMap(({ key, value }) =>
        key ? [[key.toUpperCase(), dataFieldValue(value)] as const] : []
      )
    )
  );

const contact = z
  .object({
    id,
    email: z.string().nullish(),
    status: word.nullish(),
    optInType: word.nullish(),
    emailType: word.nullish(),
    dataFields: dataFields.nullish(),
  })
  .transform((row): RemoteContact => ({
    id: row.id,
    email: row.email?.trim() ? row.email.trim() : null,
    status: row.status ?? NO_STATUS,
    optInType: row.optInType ?? null,
    emailType: row.emailType ?? null,
    dataFields: row.dataFields ?? null,
  }));

/** Null for a row that names nobody: the document allows `suppressedContact: null`. */
const suppression = z
  .object({
    suppressedContact: contact.nullish(),
    dateRemoved: z.unknown().optional(),
    reason: word.nullish(),
  })
  .transform((row): RemoteSuppression | null =>
    row.suppressedContact
      ? {
          contact: row.suppressedContact,
          removedAt: parseVendorDate(row.dateRemoved),
          reason: row.reason ?? row.suppressedContact.status,
        }
      : null
  );

const dataField = z
  .object({
    name: z.string().min(1),
    type: word,
    visibility: word.nullish(),
    defaultValue: z.unknown().optional(),
  })
  .transform((field): RemoteDataField => {
    const defaultValue = dataFieldValue(field.defaultValue);
    return {
      name: field.name.toUpperCase(),
      type: field.type,
      visibility: field.visibility ?? null,
      defaultValue: defaultValue === null || defaultValue === '' ? null : String(defaultValue),
    };
  });

/** Objects in the OpenAPI document, sentences in the sample. */
const dependency = z.union([
  z.string(),
  z
    .object({ type: word, objectId: id.nullish() })
    .transform(({ type, objectId }) => ({ type, objectId: objectId ?? null })),
]);

/** Another object (the documents have problem details for 409) says that the field stays, not why. */
const dataFieldDeletion = z
  .object({ result: z.boolean().nullish(), dependencies: z.array(dependency).nullish() })
  .transform(({ result, dependencies }): DataFieldDeletion =>
    result ? { deleted: true } : { deleted: false, dependencies: dependencies ?? [] }
  );

const job = z.object({ id: word.nullish(), status: word.nullish() });

/** A plain contact in place of `{contact, status}` tells by its status whether it was added. */
const RESUBSCRIBED: Record<string, string> = {
  Subscribed: 'ContactAdded',
  PendingOptIn: 'ContactChallenged',
};

export const accountSchema = answer(
  z.object({
    id: word,
    properties: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish(),
  })
);
export const addressBookSchema = answer(addressBook);
export const addressBooksSchema = answer(z.array(addressBook));
export const contactSchema = answer(contact);
export const contactsSchema = answer(z.array(contact));
export const suppressionSchema = answer(suppression);
export const suppressionsSchema = answer(z.array(suppression));
export const jobSchema = answer(job);
export const dataFieldSchema = answer(dataField);
export const dataFieldsSchema = answer(z.array(dataField));
export const dataFieldDeletionSchema = answer(dataFieldDeletion);
export const resubscribeSchema = answer(
  z
    .object({ status: word, contact: z.unknown().optional() })
    .transform(({ status }) => RESUBSCRIBED[status] ?? status)
);
export const importReportSchema = answer(
  z
    .record(z.string(), z.unknown())
    .transform((report): Record<string, number> =>
      Object.fromEntries(
        Object.entries(report).flatMap(([name, value]) =>
          typeof value === 'number' ? [[name, value] as const] : []
        )
      )
    )
);
