import { Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useText } from '../../text';
import type { Filter } from './tree';

type Props = { filter: Filter; disabled: boolean; onRemove: () => void };

/** A part of the filter the builder has no inputs for: kept, shown as JSON, removable. */
export const OpaqueRow = ({ filter, disabled, onRemove }: Props) => {
  const text = useText();
  return (
    <Flex gap={2} alignItems="flex-start">
      <Box
        flex="1"
        minWidth={0}
        padding={3}
        background="neutral100"
        borderColor="neutral200"
        hasRadius
      >
        <Typography variant="pi" textColor="neutral600" tag="p">
          {text('dotmailer.filter.opaque')}
        </Typography>
        <Typography
          variant="pi"
          tag="pre"
          style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-word' }}
        >
          {JSON.stringify(filter, null, 2)}
        </Typography>
      </Box>
      <IconButton
        type="button"
        variant="ghost"
        label={text('dotmailer.filter.removeCondition')}
        disabled={disabled}
        onClick={onRemove}
      >
        <Trash />
      </IconButton>
    </Flex>
  );
};
