import { Flex, Typography } from '@strapi/design-system';
import { Check, ChevronRight } from '@strapi/icons';
import { useEffect, useRef } from 'react';
import { useText } from '../../../text';
import type { MappingSource } from '../../../../../contracts/mappings';
import { useSourceTypeText } from './source-types';

type Props = {
  id: string;
  source: MappingSource;
  /** The keyboard is on it. */
  isActive: boolean;
  isTaken: boolean;
  onChoose: () => void;
};

const useRemark = (source: MappingSource): string => {
  const text = useText();
  const typeText = useSourceTypeText();
  if (!('type' in source)) return text(`dotmailer.mappings.source.${source.kind}`);
  const type = typeText(source.type);
  return source.kind === 'computed' ? text('dotmailer.mappings.source.computed', { type }) : type;
};

/** One field, or the way to those of a relation or component. */
export const SourceOption = ({ id, source, isActive, isTaken, onChoose }: Props) => {
  const remark = useRemark(source);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  const colour = isTaken ? 'neutral500' : 'neutral800';
  return (
    <Flex
      ref={element}
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={isTaken}
      justifyContent="space-between"
      gap={3}
      padding={2}
      hasRadius
      background={isActive ? 'primary100' : undefined}
      cursor={isTaken ? 'default' : 'pointer'}
      /* The keyboard stays in the search box. */
      onMouseDown={(event) => event.preventDefault()}
      onClick={isTaken ? undefined : onChoose}
    >
      <Typography textColor={colour} ellipsis>
        {source.label}
      </Typography>
      <Flex gap={2} shrink={0}>
        <Typography variant="pi" textColor="neutral600">
          {remark}
        </Typography>
        {'type' in source ? null : <ChevronRight fill="neutral500" aria-hidden />}
        {isTaken ? <Check fill="neutral500" aria-hidden /> : null}
      </Flex>
    </Flex>
  );
};
