import { Button, Flex, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useRef } from 'react';
import type { ActivityCondition } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';
import { newActivity } from './activity';
import { ActivityRow } from './ActivityRow';

type Props = {
  value: ActivityCondition[];
  disabled: boolean;
  onChange: (activity: ActivityCondition[]) => void;
};

/** The server takes no more: each is a look at the activities of every record. */
const MOST = 5;

/** Keys that stay with their rows while others are removed. */
const useRowKeys = (count: number) => {
  const last = useRef(0);
  const keys = useRef<number[]>([]);
  while (keys.current.length < count) keys.current.push((last.current += 1));
  keys.current.length = count;
  return {
    keys: keys.current,
    remove: (index: number) => keys.current.splice(index, 1),
  };
};

/** What members did with campaigns, beside the filter on their records. */
export const ActivityEditor = ({ value, disabled, onChange }: Props) => {
  const text = useText();
  const rows = useRowKeys(value.length);
  return (
    <Flex
      tag="fieldset"
      direction="column"
      alignItems="stretch"
      gap={3}
      padding={3}
      borderColor="neutral200"
      hasRadius
    >
      <Flex direction="column" alignItems="flex-start" gap={1}>
        <Typography tag="legend" variant="pi" fontWeight="bold">
          {text('dotmailer.filter.activity')}
        </Typography>
        <Typography variant="pi" textColor="neutral600" tag="p">
          {text('dotmailer.filter.activity.hint')}
        </Typography>
      </Flex>
      {value.map((condition, index) => (
        <ActivityRow
          key={rows.keys[index]}
          condition={condition}
          disabled={disabled}
          onChange={(next) => onChange(value.map((one, at) => (at === index ? next : one)))}
          onRemove={() => {
            rows.remove(index);
            onChange(value.filter((_, at) => at !== index));
          }}
        />
      ))}
      <Flex>
        <Button
          type="button"
          size="S"
          variant="secondary"
          startIcon={<Plus />}
          disabled={disabled || value.length >= MOST}
          onClick={() => onChange([...value, newActivity()])}
        >
          {text('dotmailer.filter.activity.add')}
        </Button>
      </Flex>
    </Flex>
  );
};
