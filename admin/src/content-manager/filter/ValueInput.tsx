import {
  DatePicker,
  DateTimePicker,
  Flex,
  MultiSelect,
  MultiSelectOption,
  NumberInput,
  SingleSelect,
  SingleSelectOption,
  Textarea,
  TextInput,
  TimePicker,
} from '@strapi/design-system';
import { useState } from 'react';
import type { FilterAttribute } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';
import { arityOf } from './operators';

type InputProps = {
  attribute: FilterAttribute;
  value: unknown;
  label: string;
  disabled: boolean;
  onChange: (value: unknown) => void;
};

const two = (part: number) => String(part).padStart(2, '0');

/** A day without a time, as Strapi stores dates. */
const dayOf = (date: Date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

const dateOf = (value: unknown): Date | undefined =>
  typeof value === 'string' && value ? new Date(value) : undefined;

const Choice = ({ attribute, value, label, disabled, onChange }: InputProps) => {
  const text = useText();
  const options =
    attribute.type === 'boolean'
      ? [
          { value: 'true', label: text('dotmailer.filter.yes') },
          { value: 'false', label: text('dotmailer.filter.no') },
        ]
      : (attribute.values ?? []).map((entry) => ({ value: entry, label: entry }));
  return (
    <SingleSelect
      aria-label={label}
      placeholder={text('dotmailer.filter.chooseValue')}
      value={value === undefined ? null : String(value)}
      disabled={disabled}
      onChange={(chosen) =>
        onChange(attribute.type === 'boolean' ? chosen === 'true' : String(chosen))
      }
    >
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  );
};

const OneValue = (props: InputProps) => {
  const { attribute, value, label, disabled, onChange } = props;
  const text = useText();
  if (attribute.type === 'boolean' || attribute.type === 'enumeration')
    return <Choice {...props} />;
  if (attribute.type === 'number') {
    return (
      <NumberInput
        aria-label={label}
        value={value === undefined || value === '' ? undefined : Number(value)}
        disabled={disabled}
        onValueChange={onChange}
      />
    );
  }
  if (attribute.type === 'date') {
    return (
      <DatePicker
        aria-label={label}
        value={dateOf(value)}
        disabled={disabled}
        onChange={(date) => onChange(date && dayOf(date))}
        onClear={() => onChange(undefined)}
        clearLabel={text('dotmailer.filter.clear')}
      />
    );
  }
  if (attribute.type === 'datetime') {
    return (
      <DateTimePicker
        aria-label={label}
        dateLabel={label}
        timeLabel={text('dotmailer.filter.time')}
        value={dateOf(value)}
        disabled={disabled}
        onChange={(date) => onChange(date?.toISOString())}
        onClear={() => onChange(undefined)}
        clearLabel={text('dotmailer.filter.clear')}
      />
    );
  }
  if (attribute.type === 'time') {
    return (
      <TimePicker
        aria-label={label}
        value={typeof value === 'string' ? value.slice(0, 5) : ''}
        disabled={disabled}
        onChange={(time) => onChange(time ? `${time}:00.000` : undefined)}
        onClear={() => onChange(undefined)}
        clearLabel={text('dotmailer.filter.clear')}
      />
    );
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={text('dotmailer.filter.typeValue')}
      value={typeof value === 'string' ? value : ''}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};

const linesOf = (typed: string, attribute: FilterAttribute): unknown[] => {
  const lines = typed.split('\n').map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  return attribute.type === 'number' ? filled.map(Number) : filled;
};

/** Several values, one a line; the text stays as typed while it is being typed. */
const Lines = ({ attribute, value, label, disabled, onChange }: InputProps) => {
  const text = useText();
  const [typed, setTyped] = useState(() => (Array.isArray(value) ? value.join('\n') : ''));
  return (
    <Textarea
      aria-label={label}
      placeholder={text('dotmailer.filter.onePerLine')}
      rows={3}
      value={typed}
      disabled={disabled}
      onChange={(event: { currentTarget: { value: string } }) => {
        setTyped(event.currentTarget.value);
        onChange(linesOf(event.currentTarget.value, attribute));
      }}
    />
  );
};

const ManyValues = (props: InputProps) => {
  const { attribute, value, label, disabled, onChange } = props;
  const text = useText();
  if (attribute.type !== 'enumeration') return <Lines {...props} />;
  return (
    <MultiSelect
      aria-label={label}
      placeholder={text('dotmailer.filter.chooseValues')}
      value={Array.isArray(value) ? value.map(String) : []}
      disabled={disabled}
      onChange={onChange}
      withTags
    >
      {(attribute.values ?? []).map((entry) => (
        <MultiSelectOption key={entry} value={entry}>
          {entry}
        </MultiSelectOption>
      ))}
    </MultiSelect>
  );
};

const TwoValues = (props: InputProps) => {
  const text = useText();
  const [from, to] = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <OneValue
        {...props}
        label={text('dotmailer.filter.from')}
        value={from}
        onChange={(value) => props.onChange([value, to])}
      />
      <OneValue
        {...props}
        label={text('dotmailer.filter.to')}
        value={to}
        onChange={(value) => props.onChange([from, value])}
      />
    </Flex>
  );
};

/** The input for what an operator compares with; nothing for operators without a value. */
export const ValueInput = ({ operator, ...props }: InputProps & { operator: string }) => {
  const arity = arityOf(operator);
  if (arity === 'none') return null;
  if (arity === 'many') return <ManyValues key={operator} {...props} />;
  if (arity === 'two') return <TwoValues {...props} />;
  return <OneValue {...props} />;
};
