import { InputRenderer } from '@strapi/strapi/admin';
import { useText } from '../../text';
import type { FieldType } from '../../../../contracts/data-fields';

/** One input per type, so that what was typed for one type is not taken for a value of another. */
export type DefaultValues = {
  defaultString: string | null;
  defaultNumeric: number | null;
  /** `2015-10-16` */
  defaultDate: string | null;
  defaultBoolean: 'true' | 'false' | null;
};

export const inputOf = (type: FieldType) => `default${type}` as const;

/** The default value of the chosen type as text; blank: none. */
export const defaultOf = ({ type, ...values }: DefaultValues & { type: FieldType }): string =>
  String(values[inputOf(type)] ?? '');

/** The input for the default value of a field of this type. */
export const DefaultValueInput = ({ type }: { type: FieldType }) => {
  const text = useText();
  const name = inputOf(type);
  const common = {
    name,
    label: text('dotmailer.fields.column.default'),
    hint: text(`dotmailer.fields.create.default.${type}`),
  };
  switch (type) {
    case 'String':
      return <InputRenderer key={name} type="string" {...common} />;
    case 'Numeric':
      return <InputRenderer key={name} type="decimal" {...common} />;
    case 'Date':
      return <InputRenderer key={name} type="date" {...common} />;
    case 'Boolean':
      return (
        <InputRenderer
          key={name}
          type="enumeration"
          {...common}
          options={[
            { value: 'true', label: text('dotmailer.yes') },
            { value: 'false', label: text('dotmailer.no') },
          ]}
        />
      );
  }
};
