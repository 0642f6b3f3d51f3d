import {
  Box,
  Field,
  Flex,
  Loader,
  SingleSelect,
  SingleSelectOption,
  Typography,
} from '@strapi/design-system';
import { useProblemText } from '../../../components/problem-text';
import { Panel } from '../../../components/Panel';
import { Words } from '../../../components/Words';
import { useText } from '../../../text';
import type { MappableCollections, MappingPreview } from '../../../../../contracts/mappings';
import { useMappingProblemText } from './problems';
import { RecordSelect } from './RecordSelect';
import type { Preview, PreviewRecord, RowPreview } from './use-preview';

const VERSIONS = ['published', 'draft'] as const;

type Option = { value: string; label: string };
type ChoiceProps = {
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
};

const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <Field.Root>
    <Field.Label>{label}</Field.Label>
    <SingleSelect value={value} onChange={(chosen) => onChange(String(chosen))}>
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  </Field.Root>
);

type RecordProps = {
  collection: MappableCollections[number];
  record: PreviewRecord;
  onRecord: (record: PreviewRecord) => void;
};

/** Which locale and version of a record, where there are several. */
const VersionChoices = ({ collection, record, onRecord }: RecordProps) => {
  const text = useText();
  const { locales, draftAndPublish } = collection;
  const change = (changed: Partial<PreviewRecord>) =>
    onRecord({ ...record, ...changed, documentId: null });
  return (
    <>
      {locales?.length ? (
        <Choice
          label={text('dotmailer.field.record-locale')}
          value={record.locale ?? ''}
          options={locales.map((locale) => ({ value: locale, label: locale }))}
          onChange={(locale) => change({ locale })}
        />
      ) : null}
      {draftAndPublish ? (
        <Choice
          label={text('dotmailer.field.record-version')}
          value={record.version}
          options={VERSIONS.map((version) => ({
            value: version,
            label: text(`dotmailer.content-manager.version.${version}`),
          }))}
          onChange={(version) => change({ version: version === 'draft' ? 'draft' : 'published' })}
        />
      ) : null}
    </>
  );
};

const Value = ({ value, problems, hidden }: RowPreview) => {
  const text = useText();
  const problemText = useMappingProblemText();
  if (problems.length)
    return (
      <Words tag="dd" textColor="danger600">
        {problems.map(({ code, ...problem }) => problemText({ name: code, ...problem })).join(' ')}
      </Words>
    );
  if (hidden)
    return (
      <Words tag="dd" textColor="neutral600">
        {text('dotmailer.mappings.preview.hidden')}
      </Words>
    );
  return (
    <Words tag="dd" textColor={value === null ? 'neutral600' : 'neutral800'}>
      {value ?? text('dotmailer.mappings.preview.blank')}
    </Words>
  );
};

const Values = ({ values }: Pick<MappingPreview, 'values'>) => (
  <Flex tag="dl" direction="column" alignItems="stretch" gap={3}>
    {values.map((row, index) => (
      <Box key={`${row.dataField}-${index}`}>
        <Typography tag="dt" variant="sigma" textColor="neutral600">
          {row.dataField}
        </Typography>
        <Value {...row} />
      </Box>
    ))}
  </Flex>
);

const Answer = ({ preview }: { preview: Preview }) => {
  const text = useText();
  const problemText = useProblemText();
  const { answer, error, isBusy } = preview;
  if (error) return <Typography textColor="danger600">{problemText(error)}</Typography>;
  if (!answer) return <Loader small>{text('dotmailer.mappings.loading')}</Loader>;
  if (!answer.record)
    return (
      <Typography textColor="neutral600">{text('dotmailer.mappings.preview.none')}</Typography>
    );
  if (!answer.values.length)
    return (
      <Typography textColor="neutral600">{text('dotmailer.mappings.preview.noRows')}</Typography>
    );
  return (
    <Box aria-busy={isBusy} style={{ opacity: isBusy ? 0.6 : 1 }}>
      <Values values={answer.values} />
    </Box>
  );
};

type Props = {
  collection: MappableCollections[number] | undefined;
  preview: Preview;
  record: PreviewRecord;
  onRecord: (record: PreviewRecord) => void;
};

/** What would be sent of a real record, as the rows stand now. */
export const PreviewPanel = ({ collection, preview, record, onRecord }: Props) => {
  const text = useText();
  return (
    <Panel
      title={text('dotmailer.mappings.preview')}
      subtitle={text('dotmailer.mappings.preview.subtitle')}
    >
      {collection ? (
        <>
          <VersionChoices collection={collection} record={record} onRecord={onRecord} />
          <RecordSelect
            key={`${collection.uid}-${record.locale}-${record.version}`}
            collection={collection.uid}
            record={record}
            shown={preview.answer?.record ?? null}
            onChange={(documentId) => onRecord({ ...record, documentId })}
          />
          <Box aria-live="polite">
            <Answer preview={preview} />
          </Box>
        </>
      ) : (
        <Typography textColor="neutral600">{text('dotmailer.mappings.rows.first')}</Typography>
      )}
    </Panel>
  );
};
