import { Box, Field, Flex, Radio, Typography } from '@strapi/design-system';
import { useText } from '../../text';
import { FilterBuilder } from '../filter/FilterBuilder';
import { Preview } from '../filter/Preview';
import { readStored, storedFilter } from '../filter/stored';
import { emptyCondition, newGroup, toFilter, type Filter } from '../filter/tree';
import type { StoredFilter } from '../../../../contracts/marketing-lists';
import { useListValues, type InputProps } from './input';
import { ManualMembers } from './ManualMembers';
import { Snapshot } from './Snapshot';

const firstFilter = (): Filter => toFilter(newGroup('$and', [emptyCondition()]));

/** Every record, or those that match: an explicit choice, because an empty filter means neither. */
const Scope = ({
  stored,
  disabled,
  onChange,
}: {
  stored: StoredFilter | null;
  disabled: boolean;
  onChange: (where: 'all' | Filter) => void;
}) => {
  const text = useText();
  const where = stored?.where;
  const chosen = where === undefined ? '' : where === 'all' ? 'all' : 'matching';
  return (
    <Radio.Group
      aria-label={text('dotmailer.filter.choice')}
      value={chosen}
      disabled={disabled}
      onValueChange={(choice) => onChange(choice === 'all' ? 'all' : firstFilter())}
    >
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <Radio.Item value="all">{text('dotmailer.filter.choice.all')}</Radio.Item>
        <Radio.Item value="matching">{text('dotmailer.filter.choice.matching')}</Radio.Item>
      </Flex>
    </Radio.Group>
  );
};

/** Who is in a marketing list: the filter builder with a live preview. */
const FilterInput = (props: InputProps<StoredFilter>) => {
  const { name, value, onChange, label, hint, error, required, disabled = false } = props;
  const text = useText();
  const { collection, kind } = useListValues();
  const stored = readStored(value);
  const where = stored?.where;

  if (!collection) {
    return (
      <Field.Root name={name} id={name} error={error} required={required} width="100%">
        <Field.Label>{label}</Field.Label>
        <Typography textColor="neutral600">
          {text('dotmailer.content-manager.collectionFirst')}
        </Typography>
        <Field.Error />
      </Field.Root>
    );
  }

  return (
    <Field.Root name={name} id={name} error={error} hint={hint} required={required} width="100%">
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Typography variant="pi" fontWeight="bold" tag="h3">
          {label}
        </Typography>
        {kind === 'manual' ? (
          <ManualMembers collection={collection} />
        ) : (
          <>
            {kind === 'dynamic' && (
              <Typography textColor="neutral600">
                {text('dotmailer.content-manager.dynamic')}
              </Typography>
            )}
            <Scope
              stored={stored}
              disabled={disabled}
              onChange={(next) => onChange(name, storedFilter(next))}
            />
            {where && where !== 'all' && (
              <FilterBuilder
                key={collection}
                collection={collection}
                value={where}
                disabled={disabled}
                onChange={(next) => onChange(name, storedFilter(next))}
              />
            )}
            {kind === 'static' && <Snapshot />}
          </>
        )}
        <Field.Hint />
        <Field.Error />
        <Box>
          <Preview filter={stored} />
        </Box>
      </Flex>
    </Field.Root>
  );
};

export default FilterInput;
