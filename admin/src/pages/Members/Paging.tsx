import { Button, Flex, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import { useIntl } from 'react-intl';
import type { MemberPage } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';

type Props = {
  data: MemberPage;
  page: number;
  toNext: (() => void) | null;
  toPrevious: (() => void) | null;
};

/** Next and previous only: members are paged by key, so that a million of them opens at once. */
export const Paging = ({ data, page, toNext, toPrevious }: Props) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const total = `${formatNumber(data.total)}${data.more ? '+' : ''}`;
  return (
    <Flex
      tag="nav"
      justifyContent="space-between"
      paddingTop={4}
      aria-label={text('dotmailer.members.paging')}
    >
      <Typography textColor="neutral600" aria-live="polite">
        {text('dotmailer.members.total', { total, page })}
      </Typography>
      <Flex gap={2}>
        <Button
          variant="tertiary"
          startIcon={<ChevronLeft />}
          disabled={!toPrevious}
          onClick={() => toPrevious?.()}
        >
          {text('dotmailer.members.previous')}
        </Button>
        <Button
          variant="tertiary"
          endIcon={<ChevronRight />}
          disabled={!toNext}
          onClick={() => toNext?.()}
        >
          {text('dotmailer.members.next')}
        </Button>
      </Flex>
    </Flex>
  );
};
