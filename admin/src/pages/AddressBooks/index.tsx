import { Button } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useDotmailerAddressBooksQuery } from '../../api/address-books';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
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
  const filters = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const pollingInterval = usePollingInterval(false);
  const books = useDotmailerAddressBooksQuery(params as FindAddressBooks, {
    ...LIVE,
    pollingInterval,
  });
  return (
    <>
      <ListPage
        title={text('dotmailer.books.title')}
        subtitle={text('dotmailer.books.subtitle')}
        actions={
          canCreate ? (
            <Button startIcon={<Plus />} onClick={() => setCreating(true)}>
              {text('dotmailer.books.create')}
            </Button>
          ) : null
        }
        search={{
          label: text('dotmailer.books.search'),
          placeholder: text('dotmailer.search.beginning'),
        }}
        filters={filters}
        query={books}
      >
        {(rows) => (
          <BooksTable
            books={rows}
            empty={{
              content: text(
                isNarrowed ? 'dotmailer.books.empty.filtered' : 'dotmailer.books.empty'
              ),
            }}
          />
        )}
      </ListPage>
      {creating ? <CreateBookDialog onClose={() => setCreating(false)} /> : null}
    </>
  );
};

/** The address books of the connected accounts, and a way to create one. */
export const AddressBooksPage = () => (
  <Page.Protect permissions={permissions('address-books.read')}>
    <Books />
  </Page.Protect>
);
