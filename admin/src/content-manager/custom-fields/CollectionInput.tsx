import { SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useProblemText } from '../../components/problem-text';
import { useText } from '../../text';
import { FieldShell } from './FieldShell';
import { useIsConnected, useListCollection, type InputProps } from './input';

/** Which collection of the site a marketing list is made of. */
const CollectionInput = (props: InputProps<string>) => {
  const { name, value, onChange, hint, disabled } = props;
  const text = useText();
  const problemText = useProblemText();
  const { query, collections } = useListCollection();
  const isConnected = useIsConnected();
  const isUnknown = Boolean(value) && !collections.some(({ uid }) => uid === value);
  return (
    <FieldShell
      input={props}
      error={query.error && problemText(query.error)}
      hint={isConnected ? text('dotmailer.content-manager.fixedWhileConnected') : hint}
    >
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
    </FieldShell>
  );
};

export default CollectionInput;
