import { Checkbox, Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { ConnectableIntegrations } from '../../../../contracts/marketing-lists';
import { useDotmailerListStatusQuery } from '../../api/connection';
import { Notice } from '../../components/Notice';
import { useText } from '../../text';
import { BookSelect, type Book } from './BookSelect';
import type { Connection } from './ConnectionBlock';
import { Estimate } from './Estimate';

export type Choice = { integrationId: number | null; book: Book | null; createRecords: boolean };

type Props = {
  listId: string;
  connection?: Connection;
  integrations: ConnectableIntegrations;
  choice: Choice;
  onChange: (choice: Choice) => void;
};

/** The book of a connected list, as a choice. */
export const bookOf = (connection: Connection): Book => ({
  id: connection.addressBookId,
  name: connection.addressBookName,
  contactCount: connection.addressBookContacts,
});

/** An inactive integration is offered to nobody, but is still the one of its connected lists. */
const withCurrent = (integrations: ConnectableIntegrations, connection?: Connection) => {
  if (!connection || integrations.some(({ id }) => id === connection.integrationId)) {
    return integrations;
  }
  return [{ id: connection.integrationId, name: connection.integrationName }, ...integrations];
};

/** Account, address book and settings of a connection, with the numbers on both sides. */
export const ConnectFields = ({ listId, connection, integrations, choice, onChange }: Props) => {
  const text = useText();
  const { integrationId, book, createRecords } = choice;
  const { data: status } = useDotmailerListStatusQuery(listId);
  const notOffered = status?.newRecordsNotOffered ?? null;
  const isMoved = connection !== undefined && book !== null && book.id !== connection.addressBookId;
  const current =
    connection && connection.integrationId === integrationId ? bookOf(connection) : null;
  return (
    <>
      <Field.Root name="integration" required>
        <Field.Label>{text('dotmailer.connection.integration')}</Field.Label>
        <SingleSelect
          placeholder={text('dotmailer.connection.integration.choose')}
          value={integrationId}
          onChange={(id) => onChange({ ...choice, integrationId: Number(id), book: null })}
        >
          {withCurrent(integrations, connection).map(({ id, name }) => (
            <SingleSelectOption key={id} value={id}>
              {name}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </Field.Root>
      {integrationId !== null && (
        <BookSelect
          key={integrationId}
          listId={listId}
          integrationId={integrationId}
          value={book}
          current={current}
          onChange={(next) => onChange({ ...choice, book: next })}
        />
      )}
      {isMoved && (
        <Notice variant="warning" title={text('dotmailer.connection.moved.title')}>
          {text('dotmailer.connection.moved.body', { book: connection.addressBookName })}
        </Notice>
      )}
      <Field.Root
        name="createRecords"
        hint={text(
          notOffered
            ? `dotmailer.connection.createRecords.not.${notOffered}`
            : 'dotmailer.connection.createRecords.hint'
        )}
      >
        <Checkbox
          checked={createRecords}
          disabled={notOffered !== null}
          onCheckedChange={(checked) => onChange({ ...choice, createRecords: checked === true })}
        >
          {text('dotmailer.connection.createRecords')}
        </Checkbox>
        <Field.Hint />
      </Field.Root>
      <Estimate book={book} />
    </>
  );
};
