import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useText } from '../../text';
import { useListCollection, type InputProps } from './input';

type Version = 'published' | 'draft';

/** Which version of a draft & publish collection a list reads; says so where there is only one. */
const RecordVersionInput = (props: InputProps<Version>) => {
  const { name, value, onChange, label, error, required, disabled, labelAction } = props;
  const text = useText();
  const { collection } = useListCollection();
  const hasVersions = collection?.draftAndPublish ?? false;
  const noVersions = collection
    ? text('dotmailer.content-manager.noVersions')
    : text('dotmailer.content-manager.collectionFirst');
  return (
    <Field.Root
      name={name}
      id={name}
      error={error}
      hint={hasVersions ? text('dotmailer.content-manager.oneVersion') : noVersions}
      required={required}
    >
      <Field.Label action={labelAction}>{label}</Field.Label>
      <SingleSelect
        placeholder="-"
        value={hasVersions ? (value ?? 'published') : null}
        disabled={disabled || !hasVersions}
        onChange={(version) => onChange(name, version as Version)}
      >
        <SingleSelectOption value="published">
          {text('dotmailer.content-manager.version.published')}
        </SingleSelectOption>
        <SingleSelectOption value="draft">
          {text('dotmailer.content-manager.version.draft')}
        </SingleSelectOption>
      </SingleSelect>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

export default RecordVersionInput;
