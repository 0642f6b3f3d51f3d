import { Box, Button, Field, Flex, TextInput } from '@strapi/design-system';
import { useState } from 'react';
import { useDotmailerCreateAddressBookMutation } from '../../api/address-books';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import type { Book } from './BookSelect';

type Props = {
  integrationId: number;
  onCreated: (book: Book) => void;
  onClose: () => void;
};

/** A new address book without leaving the dialog; the vendor's reason stands at its name. */
export const NewBook = ({ integrationId, onCreated, onClose }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const [create, { isLoading, error }] = useDotmailerCreateAddressBookMutation();

  const submit = async () => {
    const answer = await create({ integrationId, name: name.trim(), visibility: 'Private' });
    if ('data' in answer) onCreated(answer.data);
  };

  return (
    <Box padding={3} background="neutral100" hasRadius>
      <Field.Root
        name="newBook"
        required
        error={error ? problemText(error) : undefined}
        hint={text('dotmailer.books.create.name.hint')}
      >
        <Field.Label>{text('dotmailer.connection.book.newName')}</Field.Label>
        <TextInput
          value={name}
          maxLength={128}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      <Flex gap={2} paddingTop={3}>
        <Button type="button" size="S" variant="tertiary" onClick={onClose}>
          {text('dotmailer.action.cancel')}
        </Button>
        <Button
          type="button"
          size="S"
          loading={isLoading}
          disabled={!name.trim()}
          onClick={() => void submit()}
        >
          {text('dotmailer.action.create')}
        </Button>
      </Flex>
    </Box>
  );
};
