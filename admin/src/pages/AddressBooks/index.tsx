import { Button } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { Filters, Layouts, Page, Pagination, SearchInput } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useDotmailerAddressBooksQuery } from '../../api/address-books';
import { useListParams } from '../../components/list-query';
import { Loaded } from '../../components/Loaded';
import { LIVE, usePollingInterval } from '../../components/polling';
import { permissions, useCan } from '../../permissions';
import { useText } from '../../text';
import { BooksTable } from './BooksTable';
import { CreateBookDialog } from './CreateBookDialog';
import { FILTERS, useFilterOptions } from './filters';
import type { FindAddressBooks } from '../../../../contracts/address-books';

const Books = () => {
  const text = useText();
  const [creating, setCreating] = useState(false);
  const canCreate = useCan('address-books.create');
  const options = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const pollingInterval = usePollingInterval(false);
  const books = useDotmailerAddressBooksQuery(params as FindAddressBooks, {
    ...LIVE,
    pollingInterval,
  });
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.books.title')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.books.title')}
        subtitle={text('dotmailer.books.subtitle')}
        primaryAction={
          canCreate ? (
            <Button startIcon={<Plus />} onClick={() => setCreating(true)}>
              {text('dotmailer.books.create')}
            </Button>
          ) : null
        }
      />
      <Layouts.Action
        startActions={
          <>
            <SearchInput
              label={text('dotmailer.books.search')}
              placeholder={text('dotmailer.books.search.placeholder')}
            />
            <Filters.Root options={options}>
              <Filters.Trigger />
              <Filters.Popover />
              <Filters.List />
            </Filters.Root>
          </>
        }
      />
      <Layouts.Content>
        <Loaded query={books}>
          {({ results, pagination }) => (
            <>
              <BooksTable
                books={results}
                empty={{
                  content: text(
                    isNarrowed ? 'dotmailer.books.empty.filtered' : 'dotmailer.books.empty'
                  ),
                }}
              />
              <Pagination.Root {...pagination} defaultPageSize={20}>
                <Pagination.PageSize />
                <Pagination.Links />
              </Pagination.Root>
            </>
          )}
        </Loaded>
      </Layouts.Content>
      {creating ? <CreateBookDialog onClose={() => setCreating(false)} /> : null}
    </Page.Main>
  );
};

/** The address books of the connected accounts, and a way to create one. */
export const AddressBooksPage = () => (
  <Page.Protect permissions={permissions('address-books.read')}>
    <Books />
  </Page.Protect>
);
