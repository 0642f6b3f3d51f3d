import { Checkbox, Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useDotmailerMappingSourcesQuery } from '../../../api/mappings';
import { useText, type TextKey } from '../../../text';
import { conflictPolicies, type ConflictPolicy } from '../../../../../contracts/mappings';
import { useMappingForm, type RowValue } from './values';

/** Why a row cannot be two-way; null when it can, or when that is not known yet. */
const useObstacle = ({ sources }: RowValue): TextKey | null => {
  const { values } = useMappingForm();
  const own = useDotmailerMappingSourcesQuery({ collection: values.collection });
  const [source, ...others] = sources;
  if (!source) return 'dotmailer.mappings.twoWay.none';
  if (others.length) return 'dotmailer.mappings.twoWay.several';
  const found = own.data?.sources.find(({ path }) => path === source.path);
  const isOwn = !own.data || (found && 'twoWay' in found && found.twoWay);
  return isOwn ? null : 'dotmailer.mappings.twoWay.foreign';
};

type Props = {
  row: RowValue;
  error: string | undefined;
  onChange: (row: RowValue) => void;
};

const Policy = ({ row, onChange }: Omit<Props, 'error'>) => {
  const text = useText();
  const { disabled } = useMappingForm();
  return (
    <Field.Root name="policy" hint={text(`dotmailer.mappings.policy.${row.policy}.hint`)}>
      <Field.Label>{text('dotmailer.mappings.policy')}</Field.Label>
      <SingleSelect
        value={row.policy}
        disabled={disabled}
        onChange={(policy) => onChange({ ...row, policy: policy as ConflictPolicy })}
      >
        {conflictPolicies.map((policy) => (
          <SingleSelectOption key={policy} value={policy}>
            {text(`dotmailer.mappings.policy.${policy}`)}
          </SingleSelectOption>
        ))}
      </SingleSelect>
      <Field.Hint />
    </Field.Root>
  );
};

/** Whether changes at the vendor come back, and who wins when both sides changed. */
export const TwoWay = ({ row, error, onChange }: Props) => {
  const text = useText();
  const { disabled } = useMappingForm();
  const obstacle = useObstacle(row);
  return (
    <>
      <Field.Root
        id={`${row.key}-two-way`}
        error={error}
        hint={text(obstacle ?? 'dotmailer.mappings.twoWay.hint')}
      >
        <Checkbox
          checked={row.twoWay}
          /* What was allowed once can always be switched off. */
          disabled={disabled || (obstacle !== null && !row.twoWay)}
          onCheckedChange={(checked) => onChange({ ...row, twoWay: checked === true })}
        >
          {text('dotmailer.mappings.twoWay')}
        </Checkbox>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {row.twoWay ? <Policy row={row} onChange={onChange} /> : null}
    </>
  );
};
