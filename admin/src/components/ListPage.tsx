import { Filters, Layouts, Page, Pagination, SearchInput } from '@strapi/strapi/admin';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { Loaded, type Query } from './Loaded';
import type { Pagination as PageOfAll } from '../../../contracts/common';

type ListAnswer<Row> = { results: Row[]; pagination: PageOfAll };

type Props<Row> = {
  title: string;
  subtitle: string;
  actions?: ReactElement | null;
  search?: ComponentProps<typeof SearchInput>;
  filters: Filters.Filter[];
  /** What concerns the whole page, above its table. */
  notices?: ReactNode;
  query: Query<ListAnswer<Row>>;
  /** The table of the rows of this page. */
  children: (rows: Row[]) => ReactNode;
};

/** A page that searches, filters and pages through a table; where it stands lives in the address. */
export const ListPage = <Row,>(props: Props<Row>) => {
  const { title, subtitle, actions, search, filters, notices, query, children } = props;
  return (
    <Page.Main>
      <Page.Title>{title}</Page.Title>
      <Layouts.Header title={title} subtitle={subtitle} primaryAction={actions} />
      <Layouts.Action
        startActions={
          <>
            {search ? <SearchInput {...search} /> : null}
            <Filters.Root options={filters}>
              <Filters.Trigger />
              <Filters.Popover />
              <Filters.List />
            </Filters.Root>
          </>
        }
      />
      <Layouts.Content>
        {notices}
        <Loaded query={query}>
          {({ results, pagination }) => (
            <>
              {children(results)}
              <Pagination.Root {...pagination} defaultPageSize={20}>
                <Pagination.PageSize />
                <Pagination.Links />
              </Pagination.Root>
            </>
          )}
        </Loaded>
      </Layouts.Content>
    </Page.Main>
  );
};
