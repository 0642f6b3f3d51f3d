import { InputRenderer } from '@strapi/strapi/admin';
import { useText } from '../text';
import { useVisibilities } from './visibility';

/** The input `visibility` of a form. */
export const VisibilityInput = ({ hint }: { hint: string }) => {
  const text = useText();
  return (
    <InputRenderer
      type="enumeration"
      name="visibility"
      required
      label={text('dotmailer.visibility')}
      hint={hint}
      options={useVisibilities()}
    />
  );
};
