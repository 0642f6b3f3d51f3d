import { Combobox, ComboboxOption, Field } from '@strapi/design-system';
import { useDebounce } from '@strapi/strapi/admin';
import { useState } from 'react';
import { readProblem } from '../../../api/base';
import {
  useDotmailerRecordColumnsQuery,
  useDotmailerRecordsQuery,
  type HostRecord,
  type RecordColumns,
} from '../../../api/records';
import { useProblemText } from '../../../components/problem-text';
import { useText } from '../../../text';
import type { PreviewRecord } from './use-preview';

/** As many texts of a record as tell it from others. */
const NAMED_BY = 3;

const nameOf = (record: HostRecord, columns: RecordColumns): string => {
  const texts = columns
    .map((column) => record[column])
    .filter((value) => typeof value === 'string' && value !== '');
  return texts.slice(0, NAMED_BY).join(' · ') || record.documentId;
};

const useRecords = (collection: string, { locale, version }: PreviewRecord, typed: string) => {
  const search = useDebounce(typed, 300).trim();
  const columns = useDotmailerRecordColumnsQuery(collection);
  const records = useDotmailerRecordsQuery(
    { collection, search, locale, version },
    { refetchOnMountOrArgChange: true }
  );
  const options = (columns.data ? (records.data ?? []) : []).map((record) => ({
    documentId: record.documentId,
    label: nameOf(record, columns.data ?? []),
  }));
  return { options, error: records.error ?? columns.error, isFetching: records.isFetching };
};

type Chosen = { documentId: string; label: string };

type Props = {
  collection: string;
  record: PreviewRecord;
  /** The record that is shown now. */
  shown: Chosen | null;
  onChange: (documentId: string | null) => void;
};

/** Whose values are shown: searched among the records the viewer may read. */
export const RecordSelect = ({ collection, record, shown, onChange }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [typed, setTyped] = useState('');
  const { options, error, isFetching } = useRecords(
    collection,
    record,
    typed === chosen?.label ? '' : typed
  );
  const offered =
    chosen && !options.some(({ documentId }) => documentId === chosen.documentId)
      ? [chosen, ...options]
      : options;

  const choose = (next: Chosen | null) => {
    setChosen(next);
    setTyped(next?.label ?? '');
    onChange(next?.documentId ?? null);
  };
  if (error && readProblem(error).status === 403) return null;
  return (
    <Field.Root
      name="previewRecord"
      error={error ? problemText(error) : undefined}
      hint={shown && !chosen ? text('dotmailer.mappings.preview.first') : undefined}
    >
      <Field.Label>{text('dotmailer.mappings.preview.record')}</Field.Label>
      <Combobox
        placeholder={shown?.label ?? text('dotmailer.mappings.preview.search')}
        autocomplete={{ type: 'list', filter: 'contains' }}
        value={chosen?.documentId ?? ''}
        textValue={typed}
        onTextValueChange={setTyped}
        loading={isFetching}
        loadingMessage={text('dotmailer.mappings.loading')}
        noOptionsMessage={() => text('dotmailer.mappings.preview.nobody')}
        clearLabel={text('dotmailer.filter.clear')}
        onClear={() => choose(null)}
        onChange={(id) => choose(offered.find(({ documentId }) => documentId === id) ?? null)}
      >
        {offered.map(({ documentId, label }) => (
          <ComboboxOption key={documentId} value={documentId} textValue={label}>
            {label}
          </ComboboxOption>
        ))}
      </Combobox>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
