import { isFilter, type Filter } from '../filter/tree';

/** What the Content Manager's address says about a list view. */
export type ViewQuery = {
  filters?: unknown;
  _q?: string;
  plugins?: { i18n?: { locale?: string } };
};

/** The view's conditions; how far they can be taken over into a list. */
export type ViewFilters = {
  /** Null when the view shows every record. */
  filter: Filter | null;
  search: string | null;
  /** The view is narrowed by publication status, which is no attribute of a record. */
  byStatus: boolean;
  locale: string | null;
};

const entriesOf = (filters: unknown): unknown[] => {
  if (!isFilter(filters)) return [];
  const { $and, ...others } = filters;
  const joined = Array.isArray($and) ? $and : isFilter($and) ? Object.values($and) : [];
  return [...joined, ...Object.entries(others).map(([key, value]) => ({ [key]: value }))];
};

const isStatus = (entry: unknown) => isFilter(entry) && '__status' in entry;

/** Reads the filters of a list view from its parsed address. */
export const viewFilters = (query: ViewQuery): ViewFilters => {
  const entries = entriesOf(query.filters);
  const taken = entries.filter((entry) => !isStatus(entry));
  return {
    filter: taken.length ? { $and: taken } : null,
    search: query._q?.trim() || null,
    byStatus: entries.some(isStatus),
    locale: query.plugins?.i18n?.locale ?? null,
  };
};
