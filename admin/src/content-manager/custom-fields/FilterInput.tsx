import { Field, Flex, Radio, Typography } from '@strapi/design-system';
import { useEffect, useRef } from 'react';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import { ActivityEditor } from '../filter/ActivityEditor';
import { FilterBuilder } from '../filter/FilterBuilder';
import { Preview } from '../filter/Preview';
import { activityOf, readStored, storedFilter } from '../filter/stored';
import { emptyCondition, newGroup, toFilter, type Filter } from '../filter/tree';
import type { StoredFilter } from '../../../../contracts/marketing-lists';
import { useListValues, type InputProps, type ListValues } from './input';
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

/**
 * Strapi puts a form back to what is stored when the server refuses a save, and with it the filter
 * the server complains about. This gives the editor's filter back, next to the complaint.
 */
const useKeptWhenRefused = ({ name, value, error, onChange }: InputProps<StoredFilter>) => {
  const typed = useRef<StoredFilter | null>(null);
  const written = JSON.stringify(value);
  useEffect(() => {
    if (error && typed.current && JSON.stringify(typed.current) !== written) {
      onChange(name, typed.current);
    }
  }, [error, name, onChange, written]);
  return (filter: StoredFilter) => {
    typed.current = filter;
    onChange(name, filter);
  };
};

type ChoiceProps = {
  collection: string;
  kind: ListValues['kind'];
  stored: StoredFilter | null;
  disabled: boolean;
  onChange: (filter: StoredFilter) => void;
};

const Choice = ({ collection, kind, stored, disabled, onChange }: ChoiceProps) => {
  const text = useText();
  const where = stored?.where;
  const activity = activityOf(stored);
  const canSeeActivities = useCan('activities.read');
  const setWhere = (next: 'all' | Filter) => onChange(storedFilter(next, activity));
  return (
    <>
      {kind === 'dynamic' && (
        <Typography textColor="neutral600">{text('dotmailer.content-manager.dynamic')}</Typography>
      )}
      <Scope stored={stored} disabled={disabled} onChange={setWhere} />
      {where && where !== 'all' && (
        <FilterBuilder
          key={collection}
          collection={collection}
          value={where}
          disabled={disabled}
          onChange={setWhere}
        />
      )}
      {where !== undefined && (canSeeActivities || activity.length > 0) && (
        <ActivityEditor
          value={activity}
          disabled={disabled || !canSeeActivities}
          onChange={(next) => onChange(storedFilter(where, next))}
        />
      )}
      {kind === 'static' && <Snapshot />}
    </>
  );
};

/**
 * Who is in a marketing list: the filter builder with a live preview. The builder stands outside
 * of the field, whose error would turn every input in it red.
 */
const FilterInput = (props: InputProps<StoredFilter>) => {
  const { name, value, label, hint, error, disabled = false } = props;
  const text = useText();
  const { collection, kind } = useListValues();
  const change = useKeptWhenRefused(props);
  const stored = readStored(value);
  return (
    <Flex
      direction="column"
      alignItems="stretch"
      gap={3}
      role="group"
      aria-labelledby={`${name}-label`}
    >
      <Typography id={`${name}-label`} variant="pi" fontWeight="bold">
        {label}
      </Typography>
      {!collection && (
        <Typography textColor="neutral600">
          {text('dotmailer.content-manager.collectionFirst')}
        </Typography>
      )}
      {collection && kind === 'manual' && <ManualMembers collection={collection} />}
      {collection && kind !== 'manual' && (
        <Choice
          collection={collection}
          kind={kind}
          stored={stored}
          disabled={disabled}
          onChange={change}
        />
      )}
      <Field.Root name={name} id={name} error={error} hint={hint}>
        <Field.Hint />
        <Field.Error />
      </Field.Root>
      {collection && <Preview filter={stored} />}
    </Flex>
  );
};

export default FilterInput;
