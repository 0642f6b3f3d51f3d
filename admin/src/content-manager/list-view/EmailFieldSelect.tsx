import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { HostCollection } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';

type Props = { collection: HostCollection; value: string; onChange: (path: string) => void };

/** Which e-mail field a new list takes; nothing to choose where there is one. */
export const EmailFieldSelect = ({ collection, value, onChange }: Props) => {
  const text = useText();
  if (collection.emailFields.length < 2) return null;
  return (
    <Field.Root name="emailField">
      <Field.Label>{text('dotmailer.field.email')}</Field.Label>
      <SingleSelect value={value} onChange={(path) => onChange(String(path))}>
        {collection.emailFields.map(({ path, label }) => (
          <SingleSelectOption key={path} value={path}>
            {label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Field.Root>
  );
};
