import { Link, Typography } from '@strapi/design-system';
import type { ComponentProps } from 'react';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { useSeveralIntegrations } from '../../components/overview';
import { RelativeDate } from '../../components/RelativeDate';
import { useVisibilityText } from '../../components/visibility';
import { routes } from '../../routes';
import { useText } from '../../text';
import { BookStatus } from './BookStatus';
import type { AddressBook } from '../../../../contracts/address-books';

const ConnectedList = ({ book }: { book: AddressBook }) => {
  if (!book.connection) return <Typography textColor="neutral600">–</Typography>;
  const { listId, listName } = book.connection;
  return (
    <Link tag={NavLink} to={routes.marketingList(listId)}>
      <CellText textColor="primary600">{listName}</CellText>
    </Link>
  );
};

type Props = { books: AddressBook[]; empty: ComponentProps<typeof DataTable>['empty'] };

/** Address books with the list each is connected to; of which account, where there are several. */
export const BooksTable = ({ books, empty }: Props) => {
  const text = useText();
  const visibilityText = useVisibilityText();
  const { formatNumber } = useIntl();
  const several = useSeveralIntegrations();
  const columns: Column<AddressBook>[] = [
    {
      name: 'name',
      label: text('dotmailer.books.column.name'),
      sortable: true,
      cell: (book) => (
        <CellText strong maxWidth="20rem">
          {book.name}
        </CellText>
      ),
    },
    {
      name: 'integration',
      label: text('dotmailer.integration'),
      cell: (book) => <CellText maxWidth="14rem">{book.integrationName}</CellText>,
    },
    {
      name: 'contactCount',
      label: text('dotmailer.books.column.contacts'),
      sortable: true,
      cell: (book) => (
        <Typography textColor="neutral800">{formatNumber(book.contactCount)}</Typography>
      ),
    },
    {
      name: 'visibility',
      label: text('dotmailer.visibility'),
      sortable: true,
      cell: (book) => <CellText>{visibilityText(book.visibility)}</CellText>,
    },
    {
      name: 'connection',
      label: text('dotmailer.books.column.list'),
      cell: (book) => <ConnectedList book={book} />,
    },
    {
      name: 'lastSyncedAt',
      label: text('dotmailer.books.column.lastSync'),
      cell: (book) =>
        book.connection ? (
          <RelativeDate value={book.connection.lastSyncedAt} />
        ) : (
          <Typography textColor="neutral600">–</Typography>
        ),
    },
    {
      name: 'status',
      label: text('dotmailer.books.column.status'),
      cell: (book) => <BookStatus book={book} />,
    },
  ];
  const shown = columns.filter(({ name }) => name !== 'integration' || several);
  return <DataTable columns={shown} rows={books} empty={empty} />;
};
