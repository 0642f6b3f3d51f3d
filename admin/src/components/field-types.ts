import { useText } from '../text';
import type { FieldType } from '../../../contracts/data-fields';

/** Types a field can be created with, as choices of a filter or an input. */
export const useTypes = (): { value: FieldType; label: string }[] => {
  const text = useText();
  return [
    { value: 'String', label: text('dotmailer.fields.type.String') },
    { value: 'Numeric', label: text('dotmailer.fields.type.Numeric') },
    { value: 'Date', label: text('dotmailer.fields.type.Date') },
    { value: 'Boolean', label: text('dotmailer.fields.type.Boolean') },
  ];
};

/** Words of a type; one this panel has never heard of is named as it is. */
export const useTypeText = () => {
  const types = useTypes();
  return (value: string): string => types.find((type) => type.value === value)?.label ?? value;
};
