import { Button, Flex, Popover } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useState } from 'react';
import { useText } from '../../../text';
import { SourceTree } from './SourceTree';
import type { SourceValue } from './values';

type Props = {
  collection: string;
  /** Paths that are chosen already. */
  taken: string[];
  describedBy: string | undefined;
  onPick: (source: SourceValue) => void;
};

/** A button that opens the tree of a collection's fields; what is picked there closes it. */
export const SourcePicker = ({ collection, taken, describedBy, onPick }: Props) => {
  const text = useText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Flex>
        <Popover.Trigger>
          <Button
            type="button"
            size="S"
            variant="tertiary"
            startIcon={<Plus />}
            aria-describedby={describedBy}
          >
            {text('dotmailer.mappings.source.add')}
          </Button>
        </Popover.Trigger>
      </Flex>
      <Popover.Content
        align="start"
        sideOffset={4}
        aria-label={text('dotmailer.mappings.source.add')}
      >
        <SourceTree
          collection={collection}
          taken={taken}
          onPick={(source) => {
            setIsOpen(false);
            onPick(source);
          }}
        />
      </Popover.Content>
    </Popover.Root>
  );
};
