import { useForm } from '@strapi/strapi/admin';
import { useCallback } from 'react';
import type {
  ConflictPolicy,
  Mapping,
  MappingRow,
  SaveMapping,
  SourceType,
} from '../../../../../contracts/mappings';

/** A source as a row shows it; `label` is the whole way, `type` null when it is gone. */
export type SourceValue = { path: string; label: string; type: SourceType | null };

export type RowValue = {
  /** Stays with the row when others are removed. */
  key: string;
  dataField: string;
  sources: SourceValue[];
  twoWay: boolean;
  policy: ConflictPolicy;
};

export type MappingValues = {
  collection: string;
  integrationId: string;
  syncPriority: number | null;
  rows: RowValue[];
};

/** What is wrong, by the path of its input: `collection`, `rows.2.dataField`, `rows.2.sources.0`. */
export type FormProblems = Record<string, string>;

let lastRow = 0;

export const emptyRow = (): RowValue => ({
  key: `new-${(lastRow += 1)}`,
  dataField: '',
  sources: [],
  twoWay: false,
  policy: 'strapi',
});

/** Whether nothing was chosen in it yet. */
export const isBlank = (row: RowValue): boolean => !row.dataField && row.sources.length === 0;

const isComplete = (row: RowValue): boolean => row.dataField !== '' && row.sources.length > 0;

/** The stored mapping as the form edits it. */
export const valuesOf = (mapping: Mapping): MappingValues => ({
  collection: mapping.collection,
  integrationId: String(mapping.integrationId),
  syncPriority: mapping.syncPriority,
  rows: mapping.rows.map(({ dataField, labels, twoWay, policy }, index) => ({
    key: `stored-${index}`,
    dataField,
    sources: labels,
    twoWay,
    policy,
  })),
});

/** The row as the server takes it. */
export const sentRow = ({ dataField, sources, twoWay, policy }: RowValue): MappingRow => ({
  dataField,
  sources: sources.map(({ path }) => path),
  twoWay,
  policy,
});

/** Rows in which nothing is left to be chosen: only those can be looked at before they are saved. */
export const completeRows = (rows: RowValue[]): MappingRow[] =>
  rows.filter(isComplete).map(sentRow);

export const sentValues = (values: MappingValues): SaveMapping => ({
  integrationId: Number(values.integrationId),
  collection: values.collection,
  syncPriority: values.syncPriority ?? 0,
  rows: values.rows.map(sentRow),
});

/** The form's values and problems; for whatever stands inside of it. */
export const useMappingForm = () => {
  const values = useForm('dotmailer.mapping', (form) => form.values) as MappingValues;
  const problems = useForm('dotmailer.mapping', (form) => form.errors) as FormProblems;
  const onChange = useForm('dotmailer.mapping', (form) => form.onChange);
  const setErrors = useForm('dotmailer.mapping', (form) => form.setErrors);
  const disabled = useForm('dotmailer.mapping', (form) => form.disabled);

  /** What was found wrong with something is about what it was before it was changed. */
  const forget = useCallback(
    (beginning: string) => {
      const kept = Object.entries(problems).filter(([path]) => !path.startsWith(beginning));
      if (kept.length < Object.keys(problems).length) setErrors(Object.fromEntries(kept));
    },
    [problems, setErrors]
  );
  const setRows = useCallback((rows: RowValue[]) => onChange('rows', rows), [onChange]);
  return {
    values,
    problems,
    disabled,
    onChange,
    forget,
    changeRow: (index: number, row: RowValue) => {
      forget(`rows.${index}.`);
      setRows(values.rows.map((old, at) => (at === index ? row : old)));
    },
    removeRow: (index: number) => {
      forget('rows');
      setRows(values.rows.filter((_, at) => at !== index));
    },
    addRow: () => {
      forget('rows');
      setRows([...values.rows, emptyRow()]);
    },
    setRows,
  };
};
