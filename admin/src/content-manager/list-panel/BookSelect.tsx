import { Button, Combobox, ComboboxOption, Field, Flex } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useDebounce } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useDotmailerConnectableBooksQuery } from '../../api/connection';
import { useProblemText } from '../../components/problem-text';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import { NewBook } from './NewBook';

/** An address book as the dialog needs it. */
export type Book = { id: number; name: string; contactCount: number };

type Props = {
  listId: string;
  integrationId: number;
  value: Book | null;
  /** The book of a connected list: no longer offered by the server, but still a choice here. */
  current: Book | null;
  onChange: (book: Book | null) => void;
};

const useBooks = ({ listId, integrationId, current }: Props, typed: string) => {
  const search = useDebounce(typed, 300);
  const query = useDotmailerConnectableBooksQuery(
    { listId, integrationId, search: search.trim() || undefined },
    { refetchOnMountOrArgChange: true }
  );
  const offered = query.data ?? [];
  const isOffered = offered.some(({ id }) => id === current?.id);
  return { ...query, books: current && !isOffered ? [current, ...offered] : offered };
};

/** Which address book the list fills: without reserved ones and those of other lists. */
export const BookSelect = (props: Props) => {
  const { integrationId, value, onChange } = props;
  const text = useText();
  const problemText = useProblemText();
  const { formatNumber } = useIntl();
  const canCreate = useCan('address-books.create');
  const [typed, setTyped] = useState(value?.name ?? '');
  const [isCreating, setIsCreating] = useState(false);
  const { books, error, isFetching } = useBooks(props, typed === value?.name ? '' : typed);
  /** A book that was just made may not be in the answer yet. */
  const options = value && !books.some(({ id }) => id === value.id) ? [value, ...books] : books;

  const choose = (book: Book | null) => {
    setTyped(book?.name ?? '');
    onChange(book);
  };

  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Field.Root
        name="addressBook"
        required
        error={error ? problemText(error) : undefined}
        hint={
          value
            ? text('dotmailer.connection.book.size', { count: formatNumber(value.contactCount) })
            : text('dotmailer.connection.book.hint')
        }
      >
        <Field.Label>{text('dotmailer.connection.book')}</Field.Label>
        <Combobox
          placeholder={text('dotmailer.connection.book.choose')}
          autocomplete={{ type: 'list', filter: 'contains' }}
          value={value ? String(value.id) : ''}
          textValue={typed}
          onTextValueChange={setTyped}
          loading={isFetching}
          loadingMessage={text('dotmailer.connection.loading')}
          noOptionsMessage={() => text('dotmailer.connection.book.none')}
          clearLabel={text('dotmailer.filter.clear')}
          onClear={() => choose(null)}
          onChange={(id) => choose(options.find((book) => String(book.id) === id) ?? null)}
        >
          {options.map((book) => (
            <ComboboxOption key={book.id} value={String(book.id)} textValue={book.name}>
              {text('dotmailer.connection.book.option', {
                name: book.name,
                count: formatNumber(book.contactCount),
              })}
            </ComboboxOption>
          ))}
        </Combobox>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {canCreate && !isCreating && (
        <Flex>
          <Button
            type="button"
            size="S"
            variant="tertiary"
            startIcon={<Plus />}
            onClick={() => setIsCreating(true)}
          >
            {text('dotmailer.connection.book.new')}
          </Button>
        </Flex>
      )}
      {isCreating && (
        <NewBook
          integrationId={integrationId}
          onClose={() => setIsCreating(false)}
          onCreated={(book) => {
            setIsCreating(false);
            choose(book);
          }}
        />
      )}
    </Flex>
  );
};
