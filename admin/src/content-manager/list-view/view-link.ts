import type { StoredFilter } from '../../../../contracts/marketing-lists';
import { isFilter } from '../filter/tree';

/** `filters[$and][0][tier][$eq]=gold`, as the Content Manager reads its address. */
const bracketed = (prefix: string, value: unknown): [string, string][] => {
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => bracketed(`${prefix}[${index}]`, entry));
  }
  if (isFilter(value)) {
    return Object.entries(value).flatMap(([key, entry]) => bracketed(`${prefix}[${key}]`, entry));
  }
  return [[prefix, String(value)]];
};

type View = {
  collection: string;
  filter?: StoredFilter | null;
  recordLocale?: string | null;
};

/** Address of the collection's list view with the list's filter applied. */
export const viewOf = ({ collection, filter, recordLocale }: View): string => {
  const where = filter?.where;
  const parts = isFilter(where) ? partsOf(where) : [];
  const query = new URLSearchParams([
    ...(parts.length ? bracketed('filters', { $and: parts }) : []),
    ...(recordLocale ? [['plugins[i18n][locale]', recordLocale] as [string, string]] : []),
  ]);
  const search = query.toString();
  return `/content-manager/collection-types/${collection}${search ? `?${search}` : ''}`;
};

/** The view shows what stands under one `$and`; unwrapped, it reads addresses only so deep. */
const partsOf = (where: Record<string, unknown>): unknown[] =>
  Object.keys(where).length === 1 && Array.isArray(where.$and) ? where.$and : [where];
