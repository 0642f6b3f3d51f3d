import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { useIsConnected, useListCollection, type InputProps } from './input';

/** Which collection of the site a marketing list is made of. */
const CollectionInput = (props: InputProps<string>) => {
  const { name, value, onChange, label, hint, error, required, disabled, labelAction } = props;
  const text = useText();
  const problemText = useProblemText();
  const { query, collections } = useListCollection();
  const isConnected = useIsConnected();
  const isUnknown = Boolean(value) && !collections.some(({ uid }) => uid === value);
  const problem = query.error ? problemText(query.error) : error;
  return (
    <Field.Root
      name={name}
      id={name}
      error={problem}
      hint={isConnected ? text('dotmailer.content-manager.fixedWhileConnected') : hint}
      required={required}
    >
      <Field.Label action={labelAction}>{label}</Field.Label>
      <SingleSelect
        placeholder={text('dotmailer.content-manager.chooseCollection')}
        value={value ?? null}
        disabled={disabled || isConnected}
        onChange={(uid) => onChange(name, String(uid))}
      >
        {collections.map(({ uid, displayName }) => (
          <SingleSelectOption key={uid} value={uid}>
            {displayName}
          </SingleSelectOption>
        ))}
        {isUnknown && value && <SingleSelectOption value={value}>{value}</SingleSelectOption>}
      </SingleSelect>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

export default CollectionInput;
