import { useQueryParams } from '@strapi/strapi/admin';
import { useMemo } from 'react';

type Address = {
  page?: string;
  pageSize?: string;
  sort?: string;
  _q?: string;
  filters?: { $and?: Record<string, { $eq?: string }>[] };
};

type ListParams<Filter extends string> = {
  page: number;
  pageSize: number;
  sort?: string;
  search?: string;
} & Partial<Record<Filter, string>>;

const DEFAULT_PAGE_SIZE = 20;

const filtersOf = (address: Address): Record<string, string> => {
  const entries = (address.filters?.$and ?? []).flatMap((condition) =>
    Object.entries(condition).map(([name, operator]) => [name, operator.$eq ?? ''] as const)
  );
  return Object.fromEntries(entries);
};

/**
 * What Strapi's search, sort, filter and page components wrote into the address, as the plugin's
 * endpoints take it: `sort=name:ASC` becomes `name:asc`, `filters[$and][0][status][$eq]=failed`
 * becomes `status=failed`.
 */
export const useListParams = <Filter extends string>(
  names: readonly Filter[]
): { params: ListParams<Filter>; isNarrowed: boolean } => {
  const [{ query }] = useQueryParams<Address>();
  return useMemo(() => {
    const given = filtersOf(query);
    const filters = Object.fromEntries(
      names.filter((name) => given[name]).map((name) => [name, given[name]])
    ) as Partial<Record<Filter, string>>;
    const params = {
      page: Number(query.page ?? 1),
      pageSize: Number(query.pageSize ?? DEFAULT_PAGE_SIZE),
      sort: query.sort?.replace(/:(ASC|DESC)$/, (direction) => direction.toLowerCase()),
      search: query._q || undefined,
      ...filters,
    };
    return { params, isNarrowed: Boolean(params.search) || Object.keys(filters).length > 0 };
  }, [query, names]);
};
