import {
  Box,
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
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import type { HostCollection, PreviewList } from '../../../../contracts/marketing-lists';
import { useDotmailerCreateListMutation, useDotmailerPreviewQuery } from '../../api/lists';
import { useProblemText } from '../../components/problem-text';
import { MARKETING_LIST } from '../../plugin-id';
import { useText } from '../../text';
import { BrokenReason, PreviewCounts } from '../filter/Preview';
import { storedFilter } from '../filter/stored';
import { EmailFieldSelect } from './EmailFieldSelect';
import { suggestedEmailField, suggestedLocale } from './new-list';
import { useViewFilter } from './use-view-filter';
import type { ViewFilters } from './view-filters';

type Props = { collection: HostCollection; view: ViewFilters };

type Version = 'published' | 'draft';

/** What of the view is taken over, and what cannot be. */
const Explanation = ({ collection, view }: Props) => {
  const text = useText();
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Typography tag="p">
        {view.filter
          ? text('dotmailer.content-manager.takesFilters', { collection: collection.displayName })
          : text('dotmailer.content-manager.takesAll', { collection: collection.displayName })}
      </Typography>
      {view.search && (
        <Typography tag="p" textColor="warning700">
          {text('dotmailer.content-manager.searchNotTaken', { search: view.search })}
        </Typography>
      )}
      {view.byStatus && (
        <Typography tag="p" textColor="warning700">
          {text('dotmailer.content-manager.statusNotTaken')}
        </Typography>
      )}
    </Flex>
  );
};

const VersionSelect = ({
  value,
  onChange,
}: {
  value: Version;
  onChange: (version: Version) => void;
}) => {
  const text = useText();
  return (
    <Field.Root name="version" hint={text('dotmailer.content-manager.viewShowsDrafts')}>
      <Field.Label>{text('dotmailer.field.version')}</Field.Label>
      <SingleSelect value={value} onChange={(version) => onChange(version as Version)}>
        <SingleSelectOption value="published">
          {text('dotmailer.content-manager.version.published')}
        </SingleSelectOption>
        <SingleSelectOption value="draft">
          {text('dotmailer.content-manager.version.draft')}
        </SingleSelectOption>
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
};

/** Asks for a name, shows whom the list would have, and makes it. */
export const CreateFromViewForm = ({ collection, view }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [emailField, setEmailField] = useState(() => suggestedEmailField(collection));
  const [version, setVersion] = useState<Version>('published');
  const [createList, creation] = useDotmailerCreateListMutation();
  const taken = useViewFilter(collection.uid, view.filter);
  const list = {
    collection: collection.uid,
    emailField,
    kind: 'dynamic' as const,
    filter: storedFilter(taken.filter ?? 'all'),
  };
  const recordLocale = suggestedLocale(collection, view.locale);
  const request: PreviewList = { ...list, locale: recordLocale, version };
  const preview = useDotmailerPreviewQuery(request, {
    skip: !taken.isReady || !emailField,
  });
  const problem = taken.error ?? preview.error ?? creation.error;
  const isUsable = taken.isReady && preview.currentData?.broken === null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The dialog lives inside the list view's React tree: its form must not reach that one.
    event.stopPropagation();
    const data = { ...list, name: name.trim(), recordLocale, version };
    const created = await createList(data);
    if ('data' in created) {
      navigate(`/content-manager/collection-types/${MARKETING_LIST}/${created.data.documentId}`);
    }
  };

  return (
    <form onSubmit={submit} noValidate>
      <Modal.Body>
        <Flex direction="column" alignItems="stretch" gap={4}>
          <Explanation collection={collection} view={view} />
          <Field.Root name="name" required>
            <Field.Label>{text('dotmailer.content-manager.listName')}</Field.Label>
            <TextInput
              value={name}
              maxLength={128}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field.Root>
          <EmailFieldSelect collection={collection} value={emailField} onChange={setEmailField} />
          {collection.draftAndPublish && <VersionSelect value={version} onChange={setVersion} />}
          <Box aria-live="polite">
            {problem !== undefined && problem !== null && (
              <Typography textColor="danger600" role="alert">
                {problemText(problem)}
              </Typography>
            )}
            {!problem && !preview.currentData && emailField && (
              <Loader small>{text('dotmailer.filter.preview.loading')}</Loader>
            )}
            {preview.currentData?.broken && <BrokenReason reason={preview.currentData.broken} />}
            {isUsable && preview.currentData && <PreviewCounts preview={preview.currentData} />}
          </Box>
        </Flex>
      </Modal.Body>
      <Modal.Footer>
        <Modal.Close>
          <Button type="button" variant="tertiary">
            {text('dotmailer.action.cancel')}
          </Button>
        </Modal.Close>
        <Button
          type="submit"
          loading={creation.isLoading}
          disabled={!isUsable || !name.trim() || !emailField}
        >
          {text('dotmailer.content-manager.createList')}
        </Button>
      </Modal.Footer>
    </form>
  );
};
