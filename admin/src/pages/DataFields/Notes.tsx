import { Box, Field, Flex, IconButton, TextInput } from '@strapi/design-system';
import { Check, Cross, Pencil } from '@strapi/icons';
import { useState, type KeyboardEvent } from 'react';
import { useDotmailerChangeDataFieldMutation } from '../../api/data-fields';
import { CellText } from '../../components/DataTable';
import { useFeedback } from '../../components/feedback';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import type { DataField } from '../../../../contracts/data-fields';

/** Longest notes the server takes. */
const LONGEST = 5000;

type EditorProps = { field: DataField; onClose: () => void };

const Editor = ({ field, onClose }: EditorProps) => {
  const text = useText();
  const { failed } = useFeedback();
  const [notes, setNotes] = useState(field.notes ?? '');
  const [change, { isLoading }] = useDotmailerChangeDataFieldMutation();

  const save = async () => {
    const result = await change({ id: field.id, notes });
    if ('error' in result) failed(result.error);
    else onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void save();
    if (event.key === 'Escape') onClose();
  };
  return (
    <Flex gap={1} minWidth="20rem">
      <Box flex="1">
        <Field.Root name={`notes-${field.id}`}>
          <TextInput
            aria-label={text('dotmailer.fields.notesOf', { name: field.name })}
            value={notes}
            maxLength={LONGEST}
            size="S"
            disabled={isLoading}
            onChange={(event: { target: { value: string } }) => setNotes(event.target.value)}
            onKeyDown={onKey}
            // Whoever asks to edit wants to type.
            ref={(input: HTMLInputElement | null) => input?.focus()}
          />
        </Field.Root>
      </Box>
      <IconButton
        label={text('dotmailer.fields.notes.save')}
        variant="ghost"
        disabled={isLoading}
        onClick={save}
      >
        <Check />
      </IconButton>
      <IconButton
        label={text('dotmailer.fields.notes.discard')}
        variant="ghost"
        disabled={isLoading}
        onClick={onClose}
      >
        <Cross />
      </IconButton>
    </Flex>
  );
};

/** The notes of a field, edited where they stand. */
export const Notes = ({ field }: { field: DataField }) => {
  const text = useText();
  const canEdit = useCan('data-fields.create');
  const [editing, setEditing] = useState(false);
  if (editing) return <Editor field={field} onClose={() => setEditing(false)} />;
  return (
    <Flex gap={1}>
      {field.notes ? <CellText maxWidth="16rem">{field.notes}</CellText> : null}
      {canEdit ? (
        <IconButton
          label={text('dotmailer.fields.notes.edit', { name: field.name })}
          variant="ghost"
          onClick={() => setEditing(true)}
        >
          <Pencil />
        </IconButton>
      ) : null}
    </Flex>
  );
};
