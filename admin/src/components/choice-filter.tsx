import { InputRenderer, type Filters } from '@strapi/strapi/admin';
import { useText } from '../text';

export type Choice = { value: string; label: string };

/**
 * Strapi's own input for a choice. Given as a custom one, because only then do the tags of chosen
 * filters show an option's label in place of its value.
 */
const ChoiceInput = ({ name, options = [], 'aria-label': label }: Filters.ValueInputProps) => (
  <InputRenderer
    type="enumeration"
    name={name}
    aria-label={label}
    options={options.map((option) =>
      typeof option === 'string' ? { value: option } : { ...option }
    )}
  />
);

/** Makes filters of Strapi's filter bar that are "<label> is <one of the choices>". */
export const useChoiceFilter = () => {
  const text = useText();
  return (name: string, label: string, options: Choice[]): Filters.Filter => ({
    name,
    label,
    options,
    type: 'enumeration',
    input: ChoiceInput,
    operators: [{ label: text('dotmailer.filter.is'), value: '$eq' }],
  });
};
