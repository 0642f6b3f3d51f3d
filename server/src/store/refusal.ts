import { errors } from '@strapi/utils';
import { isUniqueViolation } from './unique-violation';

/** What a record has against a value: the attribute, null when it is about none, and words for people. */
export type Refusal = { attribute: string | null; reason: string };

type Details = { errors?: { path?: string[]; message?: string }[] };

/** Errors of Strapi that blame what was written; by name, too, because a site may hold the class twice. */
const NAMES = new Set(['ApplicationError', 'ValidationError', 'ForbiddenError', 'PolicyError']);

/** SQLSTATE class 22, "data exception": too long, out of range. */
const isDataException = (error: Error): boolean =>
  ['code', 'sqlState'].some((key) => /^22\w{3}$/.test(String(Reflect.get(error, key) ?? '')));

/**
 * Why the collection's rules, the site's own code or the database do not take a record's values; null
 * for what the values are not to blame for, such as a database that cannot be reached.
 */
export const refusalOf = (error: unknown): Refusal | null => {
  if (!(error instanceof Error)) return null;
  if (error instanceof errors.ApplicationError || NAMES.has(error.name)) {
    const [first] = (Reflect.get(error, 'details') as Details | undefined)?.errors ?? [];
    return { attribute: first?.path?.[0] ?? null, reason: first?.message ?? error.message };
  }
  if (isUniqueViolation(error))
    return { attribute: null, reason: 'A value must be unique and is not' };
  if (isDataException(error))
    return { attribute: null, reason: 'The database has no room for a value' };
  return null;
};

/** The words of an error, as many as are kept. */
export const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
