import { Field } from '@strapi/design-system';
import type { ReactNode } from 'react';
import type { InputProps } from './input';

type Props = {
  /** What Strapi handed to the input. */
  input: Pick<InputProps<unknown>, 'name' | 'label' | 'labelAction' | 'error' | 'required'>;
  /** Instead of the input's own. */
  error?: string;
  hint: ReactNode;
  required?: boolean;
  children: ReactNode;
};

/** Label, hint and error around the input of a custom field, as Strapi's own inputs have them. */
export const FieldShell = ({ input, error, hint, required, children }: Props) => (
  <Field.Root
    name={input.name}
    id={input.name}
    error={error ?? input.error}
    hint={hint}
    required={required ?? input.required}
  >
    <Field.Label action={input.labelAction}>{input.label}</Field.Label>
    {children}
    <Field.Hint />
    <Field.Error />
  </Field.Root>
);
