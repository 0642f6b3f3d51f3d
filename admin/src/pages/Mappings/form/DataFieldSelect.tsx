import { Combobox, ComboboxOption, Field } from '@strapi/design-system';
import { useState } from 'react';
import { useTypeText } from '../../../components/field-types';
import { useText } from '../../../text';
import type { MappableFields } from '../../../../../contracts/mappings';
import { useMappingForm } from './values';

type Props = {
  value: string;
  fields: MappableFields;
  isLoading: boolean;
  error: string | undefined;
  onChange: (name: string) => void;
};

type Option = { name: string; type: string | null; vanished: boolean };

/** Every field that no other row fills, and the chosen one even when nobody knows it any more. */
const optionsOf = (value: string, fields: MappableFields, elsewhere: string[]): Option[] => {
  const offered = fields.filter(({ name }) => name === value || !elsewhere.includes(name));
  if (!value || offered.some(({ name }) => name === value)) return offered;
  return [{ name: value, type: null, vanished: true }, ...offered];
};

/** Which data field a row fills. */
export const DataFieldSelect = ({ value, fields, isLoading, error, onChange }: Props) => {
  const text = useText();
  const typeText = useTypeText();
  const { values, disabled } = useMappingForm();
  const [typed, setTyped] = useState(value);
  const elsewhere = values.rows.map(({ dataField }) => dataField);
  const options = optionsOf(value, fields, elsewhere);
  const chosen = options.find(({ name }) => name === value);

  const choose = (name: string) => {
    setTyped(name);
    onChange(name);
  };
  const remarkOf = ({ type, vanished }: Option): string =>
    vanished ? text('dotmailer.vanished') : typeText(type ?? '');
  return (
    <Field.Root
      name="dataField"
      required
      error={error}
      hint={chosen && !isLoading ? remarkOf(chosen) : undefined}
    >
      <Field.Label>{text('dotmailer.fields.one')}</Field.Label>
      <Combobox
        placeholder={text('dotmailer.mappings.field.choose')}
        autocomplete={{ type: 'list', filter: 'contains' }}
        disabled={disabled}
        value={value}
        textValue={typed}
        onTextValueChange={setTyped}
        loading={isLoading}
        loadingMessage={text('dotmailer.mappings.loading')}
        noOptionsMessage={() => text('dotmailer.mappings.field.none')}
        clearLabel={text('dotmailer.filter.clear')}
        onClear={disabled ? undefined : () => choose('')}
        onChange={(name) => choose(name ?? '')}
      >
        {options.map((option) => (
          <ComboboxOption key={option.name} value={option.name} textValue={option.name}>
            {text('dotmailer.mappings.field.option', {
              name: option.name,
              remark: remarkOf(option),
            })}
          </ComboboxOption>
        ))}
      </Combobox>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
