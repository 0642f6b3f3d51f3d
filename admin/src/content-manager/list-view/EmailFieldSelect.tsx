import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import type { HostCollection } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';

type Props = { collection: HostCollection; value: string; onChange: (path: string) => void };

/** Which e-mail field a new list takes; not asked where there is only one. */
export const EmailFieldSelect = ({ collection, value, onChange }: Props) => {
  const text = useText();
  const { emailFields } = collection;
  if (emailFields.length === 1 && emailFields[0]?.path === value) return null;
  return (
    <Field.Root name="emailField" required>
      <Field.Label>{text('dotmailer.field.email')}</Field.Label>
      <SingleSelect
        placeholder={text('dotmailer.content-manager.chooseEmailField')}
        value={value || null}
        onChange={(path) => onChange(String(path))}
      >
        {emailFields.map(({ path, label }) => (
          <SingleSelectOption key={path} value={path}>
            {label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
    </Field.Root>
  );
};
