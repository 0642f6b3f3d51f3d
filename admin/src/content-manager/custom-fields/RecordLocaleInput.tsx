import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useEffect } from 'react';
import { useText } from '../../text';
import { FieldShell } from './FieldShell';
import { useListCollection, type InputProps } from './input';

/** The one locale a list reads; says so where the collection has none. */
const RecordLocaleInput = (props: InputProps<string>) => {
  const { name, value, onChange, required, disabled } = props;
  const text = useText();
  const { collection } = useListCollection();
  const locales = collection?.locales ?? null;

  useEffect(() => {
    if (collection && !locales && value && !disabled) onChange(name, null);
  }, [collection, disabled, locales, name, onChange, value]);

  const noLocales = collection
    ? text('dotmailer.content-manager.noLocales')
    : text('dotmailer.content-manager.collectionFirst');
  return (
    <FieldShell
      input={props}
      hint={locales ? text('dotmailer.content-manager.oneLocale') : noLocales}
      required={required || Boolean(locales)}
    >
      <SingleSelect
        placeholder={locales ? text('dotmailer.content-manager.chooseLocale') : '-'}
        value={value ?? null}
        disabled={disabled || !locales}
        onChange={(locale) => onChange(name, String(locale))}
      >
        {(locales ?? []).map((locale) => (
          <SingleSelectOption key={locale} value={locale}>
            {locale}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </FieldShell>
  );
};

export default RecordLocaleInput;
