import {
  Button,
  Field,
  Flex,
  Loader,
  Modal,
  SingleSelect,
  SingleSelectOption,
  TextInput,
  Typography,
} from '@strapi/design-system';
import { useTable } from '@strapi/strapi/admin';
import { useState, type FormEvent } from 'react';
import type { HostCollection, ManualLists } from '../../../../contracts/marketing-lists';
import {
  useDotmailerCreateListMutation,
  useDotmailerManualListsQuery,
  useDotmailerPickRecordsMutation,
} from '../../api/lists';
import { useFeedback } from '../../components/feedback';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { EmailFieldSelect } from './EmailFieldSelect';
import { suggestedEmailField, suggestedLocale } from './new-list';
import { useListRights } from './permissions';

type Props = { collection: HostCollection; documentIds: string[]; onClose: () => void };

const NEW = '$new';

/** Picks the records into the chosen list, which is made first when it is a new one. */
const usePick = ({ collection, documentIds, onClose }: Props) => {
  const text = useText();
  const { succeeded } = useFeedback();
  const selectRow = useTable('dotmailer.addToList', (table) => table.selectRow);
  const [createList, creation] = useDotmailerCreateListMutation();
  const [pickRecords, picking] = useDotmailerPickRecordsMutation();
  /** Made in a first try whose picking failed: a second try must not make another one. */
  const [madeId, setMadeId] = useState<string | null>(null);

  const madeList = async (name: string, emailField: string) => {
    if (madeId) return madeId;
    const created = await createList({
      name,
      collection: collection.uid,
      emailField,
      kind: 'manual',
      recordLocale: suggestedLocale(collection, null),
    });
    if (!('data' in created)) return null;
    setMadeId(created.data.documentId);
    return created.data.documentId;
  };

  const pick = async (chosen: string, name: string, emailField: string) => {
    const listId = chosen === NEW ? await madeList(name, emailField) : chosen;
    if (!listId) return;
    const picked = await pickRecords({ listId, documentIds });
    if (!('data' in picked)) return;
    succeeded(text('dotmailer.content-manager.picked', { ...picked.data }));
    selectRow([]);
    onClose();
  };

  return {
    pick,
    isWorking: creation.isLoading || picking.isLoading,
    error: creation.error ?? picking.error,
  };
};

const ListSelect = ({
  lists,
  canCreate,
  value,
  onChange,
}: {
  lists: ManualLists;
  canCreate: boolean;
  value: string;
  onChange: (value: string) => void;
}) => {
  const text = useText();
  return (
    <Field.Root name="list" required>
      <Field.Label>{text('dotmailer.content-manager.manualList')}</Field.Label>
      <SingleSelect
        placeholder={text('dotmailer.content-manager.chooseList')}
        value={value || null}
        onChange={(chosen) => onChange(String(chosen))}
      >
        {canCreate && (
          <SingleSelectOption value={NEW}>
            {text('dotmailer.content-manager.newList')}
          </SingleSelectOption>
        )}
        {lists.map(({ id, name }) => (
          <SingleSelectOption key={id} value={id}>
            {name}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Field.Root>
  );
};

/** Which manual list the selected records go to, or a new one. */
export const AddToListForm = (props: Props) => {
  const { collection, documentIds, onClose } = props;
  const text = useText();
  const problemText = useProblemText();
  const { canCreate } = useListRights();
  const lists = useDotmailerManualListsQuery(collection.uid, { refetchOnMountOrArgChange: true });
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const [emailField, setEmailField] = useState(() => suggestedEmailField(collection));
  const { pick, isWorking, error } = usePick(props);
  const isEmpty = lists.data?.length === 0;
  const list = chosen || (isEmpty && canCreate ? NEW : '');
  const isNew = list === NEW;
  const problem = lists.error ?? error;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    void pick(list, name.trim(), emailField);
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          <Typography>
            {text('dotmailer.content-manager.picking', { count: documentIds.length })}
          </Typography>
          {lists.data ? (
            <ListSelect
              lists={lists.data}
              canCreate={canCreate}
              value={list}
              onChange={setChosen}
            />
          ) : (
            !lists.error && <Loader small>{text('dotmailer.content-manager.loading')}</Loader>
          )}
          {isEmpty && !canCreate && (
            <Typography textColor="neutral600">
              {text('dotmailer.content-manager.noManualLists')}
            </Typography>
          )}
          {isNew && (
            <>
              <Field.Root name="name" required>
                <Field.Label>{text('dotmailer.content-manager.listName')}</Field.Label>
                <TextInput
                  value={name}
                  maxLength={128}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              </Field.Root>
              <EmailFieldSelect
                collection={collection}
                value={emailField}
                onChange={setEmailField}
              />
            </>
          )}
          {problem !== undefined && (
            <Typography textColor="danger600" role="alert">
              {problemText(problem)}
            </Typography>
          )}
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Button type="button" variant="tertiary" onClick={onClose}>
          {text('dotmailer.action.cancel')}
        </Button>
        <Button
          type="submit"
          loading={isWorking}
          disabled={!list || (isNew && (!name.trim() || !emailField))}
        >
          {text('dotmailer.content-manager.add')}
        </Button>
      </Modal.Footer>
    </form>
  );
};
