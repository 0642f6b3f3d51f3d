import type { StoredFilter } from '../../../../contracts/marketing-lists';
import { isFilter, type Filter } from '../filter/tree';

/** The Content Manager reads its address with `qs` and its defaults: so deep, so many entries. */
const LEVELS = 5;
const ENTRIES = 20;

type Pairs = [string, string][];

/** `filters[$and][0][tier][$eq]=gold`; several values repeat their key, which saves a level. */
const bracketed = (prefix: string, value: unknown): Pairs => {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) =>
      bracketed(isFilter(entry) ? `${prefix}[${index}]` : prefix, entry)
    );
  }
  if (isFilter(value)) {
    return Object.entries(value).flatMap(([key, entry]) => bracketed(`${prefix}[${key}]`, entry));
  }
  return [[prefix, String(value)]];
};

const isSmall = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length <= ENTRIES && value.every(isSmall);
  return !isFilter(value) || Object.values(value).every(isSmall);
};

const isFlat = (pairs: Pairs) => pairs.every(([key]) => key.split('[').length - 1 <= LEVELS);

/** `{ tier: { $eq: 'gold' } }` as `{ tier: 'gold' }`: the same, one level less. */
const shortened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shortened);
  if (!isFilter(value)) return value;
  const [[key, only] = [], ...others] = Object.entries(value);
  if (key === '$eq' && !others.length && !isFilter(only)) return only;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, shortened(entry)]));
};

const isOnly = (filter: Filter, key: string) => key in filter && Object.keys(filter).length === 1;

/** The list view shows what stands under one `$and`; an `$or` on top needs no wrapping. */
const wrapped = (where: Filter): Filter =>
  isOnly(where, '$and') || isOnly(where, '$or') ? where : { $and: [where] };

const conditionsOf = (filters: Filter): unknown[] =>
  Array.isArray(filters.$and) ? filters.$and : [filters];

const filterPairs = (filters: Filter): Pairs | null => {
  if (!isSmall(filters)) return null;
  const written = [filters, shortened(filters)].map((filter) => bracketed('filters', filter));
  return written.find(isFlat) ?? null;
};

const address = (path: string, pairs: Pairs, locale: string | null): string => {
  const localePairs: Pairs = locale ? [['plugins[i18n][locale]', locale]] : [];
  const search = new URLSearchParams([...pairs, ...localePairs]).toString();
  return search ? `${path}?${search}` : path;
};

/** Address of a collection's list view. */
export const collectionView = (collection: string): string =>
  `/content-manager/collection-types/${collection}`;

/** Address of one record's edit view, in the locale the list reads. */
export const recordView = (collection: string, documentId: string, locale: string | null): string =>
  address(`${collectionView(collection)}/${documentId}`, [], locale);

type View = {
  collection: string;
  filter: StoredFilter | null;
  recordLocale: string | null;
  /** The list reads published versions, while the view shows everything that has a draft. */
  published: boolean;
};

/**
 * True of every record. Without any filter in the address the list view would bring back the one
 * it was left with last time.
 */
const EVERYBODY: Filter = { id: { $notNull: true } };

/**
 * Address of the collection's list view with the list's filter applied. Null when the filter is
 * too deep for an address: a view of other people would be worse than none.
 */
export const viewOf = ({ collection, filter, recordLocale, published }: View): string | null => {
  const where = filter?.where;
  const filters = wrapped(isFilter(where) ? where : EVERYBODY);
  const isPublished = { __status: { $eq: 'published' } };
  const pairs = filterPairs(
    published ? { $and: [...conditionsOf(filters), isPublished] } : filters
  );
  return pairs && address(collectionView(collection), pairs, recordLocale);
};
