import { Field, Toggle } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';
import { useText } from '../../text';

/** Active or inactive; unlike Strapi's boolean input it has no third, cleared state. */
export const ActiveInput = ({ disabled }: { disabled: boolean }) => {
  const text = useText();
  const field = useField<boolean>('active');
  return (
    <Field.Root
      name="active"
      error={field.error}
      hint={text('dotmailer.integrations.form.active.hint')}
      maxWidth="32rem"
    >
      <Field.Label>{text('dotmailer.integrations.column.active')}</Field.Label>
      <Toggle
        checked={field.value ?? false}
        onLabel={text('dotmailer.integrations.active')}
        offLabel={text('dotmailer.integrations.inactive')}
        disabled={disabled}
        onChange={(event) => field.onChange('active', event.target.checked)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
