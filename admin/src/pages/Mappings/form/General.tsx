import { Field, Grid, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { InputRenderer } from '@strapi/strapi/admin';
import { useState } from 'react';
import { ConfirmDialog } from '../../../components/ConfirmDialog';
import { Panel } from '../../../components/Panel';
import { useText, type TextKey } from '../../../text';
import type { Choices } from './MappingForm';
import { emptyRow, isBlank, useMappingForm } from './values';

type Place = 'collection' | 'integrationId';

const ERASED: Record<Place, TextKey> = {
  collection: 'dotmailer.mappings.erase.collection',
  integrationId: 'dotmailer.mappings.erase.integration',
};

type ChoiceProps = {
  name: Place;
  label: string;
  hint: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
};

const Choice = ({ name, label, hint, options, onChange }: ChoiceProps) => {
  const text = useText();
  const { values, problems, disabled } = useMappingForm();
  return (
    <Field.Root name={name} required error={problems[name]} hint={hint}>
      <Field.Label>{label}</Field.Label>
      <SingleSelect
        value={values[name] || null}
        placeholder={text('dotmailer.mappings.choose')}
        disabled={disabled}
        onChange={(value) => onChange(String(value))}
      >
        {options.map((option) => (
          <SingleSelectOption key={option.value} value={option.value}>
            {option.label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

/** Another collection has other fields, another account has other data fields: rows do not outlive that. */
const useChangeOfPlace = () => {
  const { values, onChange, forget, setRows } = useMappingForm();
  const [asked, setAsked] = useState<{ name: Place; value: string } | null>(null);

  const take = (name: Place, value: string) => {
    forget('');
    onChange(name, value);
  };
  return {
    asked,
    change: (name: Place, value: string) => {
      if (value === values[name]) return;
      if (values.rows.every(isBlank)) take(name, value);
      else setAsked({ name, value });
    },
    confirm: () => {
      if (!asked) return;
      take(asked.name, asked.value);
      setRows([emptyRow()]);
      setAsked(null);
    },
    cancel: () => setAsked(null),
  };
};

/** What is mapped to which account, and which of several mappings wins. */
export const General = ({ choices }: { choices: Choices }) => {
  const text = useText();
  const { values, disabled } = useMappingForm();
  const { asked, change, confirm, cancel } = useChangeOfPlace();
  const third = { col: 4, s: 12, xs: 12, direction: 'column', alignItems: 'stretch' } as const;
  return (
    <Panel>
      <Grid.Root gap={5}>
        <Grid.Item {...third}>
          <Choice
            name="collection"
            label={text('dotmailer.mappings.column.collection')}
            hint={text('dotmailer.mappings.collection.hint')}
            options={choices.collections.map(({ uid, displayName }) => ({
              value: uid,
              label: displayName,
            }))}
            onChange={(value) => change('collection', value)}
          />
        </Grid.Item>
        <Grid.Item {...third}>
          <Choice
            name="integrationId"
            label={text('dotmailer.integration')}
            hint={text('dotmailer.mappings.integration.hint')}
            options={choices.integrations.map(({ id, name, active }) => ({
              value: String(id),
              label: active ? name : text('dotmailer.mappings.integration.inactive', { name }),
            }))}
            onChange={(value) => change('integrationId', value)}
          />
        </Grid.Item>
        <Grid.Item {...third}>
          <InputRenderer
            type="integer"
            name="syncPriority"
            required
            disabled={disabled}
            label={text('dotmailer.mappings.column.priority')}
            hint={text('dotmailer.mappings.priority.hint')}
          />
        </Grid.Item>
      </Grid.Root>
      {asked ? (
        <ConfirmDialog
          title={text(ERASED[asked.name])}
          label={text('dotmailer.mappings.erase.confirm')}
          isDanger
          isRunning={false}
          onConfirm={confirm}
          onClose={cancel}
        >
          <Typography textColor="neutral800">
            {text('dotmailer.mappings.erase.effect', { count: values.rows.length })}
          </Typography>
        </ConfirmDialog>
      ) : null}
    </Panel>
  );
};
