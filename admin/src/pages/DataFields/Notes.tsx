import { Box, Flex, IconButton, TextInput } from '@strapi/design-system';
import { Check, Cross, Pencil } from '@strapi/icons';
import { useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { useDotmailerChangeDataFieldMutation } from '../../api/data-fields';
import { CellText } from '../../components/DataTable';
import { useFeedback } from '../../components/feedback';
import { Words } from '../../components/Words';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import type { DataField } from '../../../../contracts/data-fields';

/** Longest notes the server takes. */
const LONGEST = 5000;

/** Whoever asks to edit wants to type; whoever has edited is back at the button. */
const focus = (element: HTMLElement | null) => element?.focus();

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
    <Flex gap={1} minWidth="30rem" maxWidth="60rem" width="100%">
      <Box flex="1">
        <TextInput
          name={`notes-${field.id}`}
          aria-label={text('dotmailer.fields.notesOf', { name: field.name })}
          value={notes}
          maxLength={LONGEST}
          size="S"
          onChange={(event: ChangeEvent<HTMLInputElement>) => setNotes(event.target.value)}
          onKeyDown={onKey}
          ref={focus}
        />
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

type Props = {
  field: DataField;
  /** Where there is room for more than a line. */
  isWhole?: boolean;
};

/** The notes of a field, edited where they stand. */
export const Notes = ({ field, isWhole = false }: Props) => {
  const text = useText();
  const canEdit = useCan('data-fields.create');
  const [state, setState] = useState<'untouched' | 'editing' | 'edited'>('untouched');
  if (state === 'editing') return <Editor field={field} onClose={() => setState('edited')} />;
  const shown = field.notes ?? '';
  return (
    <Flex gap={1} minHeight="3.2rem">
      {isWhole ? (
        <Words textColor={shown ? 'neutral800' : 'neutral600'}>{shown || '–'}</Words>
      ) : (
        <CellText maxWidth="20rem">{shown}</CellText>
      )}
      {canEdit ? (
        <IconButton
          label={text('dotmailer.fields.notes.edit', { name: field.name })}
          variant="ghost"
          onClick={() => setState('editing')}
          ref={state === 'edited' ? focus : undefined}
        >
          <Pencil />
        </IconButton>
      ) : null}
    </Flex>
  );
};
