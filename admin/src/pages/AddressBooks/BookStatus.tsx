import { CONNECTION_STATES } from '../../components/connection-states';
import { StatusBadge } from '../../components/StatusBadge';
import { useText } from '../../text';
import type { AddressBook } from '../../../../contracts/address-books';

/** A vanished book says so first; else the state of its connection, if it has one. */
export const BookStatus = ({ book }: { book: AddressBook }) => {
  const text = useText();
  if (book.vanishedAt)
    return <StatusBadge variant="danger">{text('dotmailer.vanished')}</StatusBadge>;
  if (!book.connection)
    return (
      <StatusBadge variant="neutral">{text('dotmailer.books.status.unconnected')}</StatusBadge>
    );
  const { status } = book.connection;
  return (
    <StatusBadge variant={CONNECTION_STATES[status]}>
      {text(`dotmailer.connection.state.${status}`)}
    </StatusBadge>
  );
};
