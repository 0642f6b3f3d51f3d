import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useText } from '../../text';
import { FieldShell } from './FieldShell';
import { useListCollection, type InputProps } from './input';

type Version = 'published' | 'draft';

/** Which version of a draft & publish collection a list reads; says so where there is only one. */
const RecordVersionInput = (props: InputProps<Version>) => {
  const { name, value, onChange, disabled } = props;
  const text = useText();
  const { collection } = useListCollection();
  const hasVersions = collection?.draftAndPublish ?? false;
  const noVersions = collection
    ? text('dotmailer.content-manager.noVersions')
    : text('dotmailer.content-manager.collectionFirst');
  return (
    <FieldShell
      input={props}
      hint={hasVersions ? text('dotmailer.content-manager.oneVersion') : noVersions}
    >
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
    </FieldShell>
  );
};

export default RecordVersionInput;
