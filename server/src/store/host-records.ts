import { contentTypes } from '@strapi/utils';
import type { Db } from './db';
import { isHostCollection, isLocalised, labelOf, modelOf } from './list-query/models';
import { refusalOf, wordsOf } from './refusal';

/** Why records of a collection cannot be made of contacts at all. */
export type NotOffered =
  /** Users sign in: nobody gets an account of the site by being in an address book. */
  | 'users'
  /** The e-mail is that of another record. */
  | 'related-email';

/** Null where records can be made. */
export const whyNotOffered = (collection: string, emailField: string): NotOffered | null => {
  if (!collection.startsWith('api::')) return 'users';
  return emailField.includes('.') ? 'related-email' : null;
};

/** The site's rules, or its own code, do not take a record. `reason` is for people. */
export class RefusedRecord extends Error {
  constructor(
    readonly attribute: string | null,
    readonly reason: string
  ) {
    super(reason);
    this.name = 'RefusedRecord';
  }
}

/** Attributes without which no record of the collection can be published, and that have no default. */
export const requiredAttributes = (
  db: Db,
  collection: string
): { attribute: string; label: string }[] => {
  const model = modelOf(db.strapi, collection);
  if (!model || !isHostCollection(model)) return [];
  // Unless a site asks for it, Strapi does not insist on required relations and files.
  const isStrict = db.strapi.config.get('api.documents.strictRelations') === true;
  const writable = contentTypes.getWritableAttributes(model as never);
  return Object.entries(model.attributes)
    .filter(([name]) => writable.includes(name))
    .filter(([, attribute]) => {
      const { type, required, default: preset } = attribute as Rule;
      const isChecked = isStrict || !['relation', 'media'].includes(type);
      return required === true && isChecked && (preset === undefined || preset === null);
    })
    .map(([name]) => ({ attribute: name, label: labelOf(name) }));
};

type Rule = { type: string; required?: boolean; default?: unknown };

/** Which rows of a new document are written; the locale is of no meaning where there are none. */
export type NewDocument = { collection: string; locale: string | null; published: boolean };

/** A record could not be made for a reason that may pass, such as a hook of the site that broke down. */
export class FailedRecord extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'FailedRecord';
  }
}

/**
 * Makes a record through the Document Service, in the caller's transaction. The rules of a published
 * one hold, also for a draft. Answers its documentId.
 * @throws RefusedRecord when the collection's rules or the site's own code do not take it, FailedRecord
 *   when the record is not to blame
 */
export const createRecord = async (
  { strapi }: Db,
  { collection, locale, published }: NewDocument,
  data: Record<string, unknown>
): Promise<string> => {
  const model = strapi.getModel(collection as never);
  const inLocale = locale !== null && isLocalised(model) ? { locale } : {};
  try {
    const rules = { isDraft: false, ...inLocale };
    await strapi.entityValidator.validateEntityCreation(model, data as never, rules);
    const created = await strapi.documents(collection as never).create({
      data,
      status: published ? 'published' : 'draft',
      ...inLocale,
    } as never);
    return (created as { documentId: string }).documentId;
  } catch (error) {
    throw refusedRecord(error) ?? new FailedRecord(wordsOf(error));
  }
};

/** Null for what the record is not to blame for, such as a database that cannot be reached. */
const refusedRecord = (error: unknown): RefusedRecord | null => {
  const refusal = refusalOf(error);
  if (refusal) return new RefusedRecord(refusal.attribute, refusal.reason);
  const isOfSystem = !(error instanceof Error) || 'code' in error;
  return isOfSystem ? null : new RefusedRecord(null, error.message);
};
