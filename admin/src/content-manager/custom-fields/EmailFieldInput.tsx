import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useEffect, useRef } from 'react';
import type { HostCollection } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';
import { FieldShell } from './FieldShell';
import { useIsConnected, useListCollection, type InputProps } from './input';

/** Suggests the e-mail field of a newly chosen collection; leaves a stored choice alone. */
const useSuggestion = (
  collection: HostCollection | null,
  { name, value, onChange, disabled }: InputProps<string>
) => {
  const suggestedFor = useRef(value ? collection?.uid : undefined);
  useEffect(() => {
    if (!collection || disabled) return;
    const isOffered = collection.emailFields.some(({ path }) => path === value);
    const isNew = suggestedFor.current !== undefined && suggestedFor.current !== collection.uid;
    suggestedFor.current = collection.uid;
    if (isOffered || (value && !isNew)) return;
    const suggested = collection.emailFields.find((field) => field.suggested);
    onChange(name, suggested?.path ?? null);
  }, [collection, disabled, name, onChange, value]);
};

/** Where a person's e-mail address is found: an attribute, or one behind a to-one relation. */
const EmailFieldInput = (props: InputProps<string>) => {
  const { name, value, onChange, hint, disabled } = props;
  const text = useText();
  const { collection } = useListCollection();
  const isConnected = useIsConnected();
  useSuggestion(collection, props);
  const fields = collection?.emailFields ?? [];
  const isUnknown = Boolean(value) && !fields.some(({ path }) => path === value);
  const explained = collection ? hint : text('dotmailer.content-manager.collectionFirst');
  return (
    <FieldShell
      input={props}
      hint={isConnected ? text('dotmailer.content-manager.fixedWhileConnected') : explained}
    >
      <SingleSelect
        placeholder={text('dotmailer.content-manager.chooseEmailField')}
        value={value ?? null}
        disabled={disabled || isConnected || !collection}
        onChange={(path) => onChange(name, String(path))}
      >
        {fields.map((field) => (
          <SingleSelectOption key={field.path} value={field.path}>
            {field.label}
          </SingleSelectOption>
        ))}
        {isUnknown && value && <SingleSelectOption value={value}>{value}</SingleSelectOption>}
      </SingleSelect>
    </FieldShell>
  );
};

export default EmailFieldInput;
