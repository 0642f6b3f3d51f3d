import { Button, Flex, Typography } from '@strapi/design-system';
import { ChevronLeft, ChevronRight } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { useText } from '../text';

type Props = {
  /** Counted up to some number; `more` when there are more than that. */
  data: { total: number; more: boolean };
  page: number;
  toNext: (() => void) | null;
  toPrevious: (() => void) | null;
};

/** Next and previous only: what is paged by key opens at once, were it a million rows. */
export const KeyPaging = ({ data, page, toNext, toPrevious }: Props) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const total = `${formatNumber(data.total)}${data.more ? '+' : ''}`;
  return (
    <Flex
      tag="nav"
      justifyContent="space-between"
      paddingTop={4}
      aria-label={text('dotmailer.paging')}
    >
      <Typography textColor="neutral600" aria-live="polite">
        {text('dotmailer.paging.total', { total, page })}
      </Typography>
      <Flex gap={2}>
        <Button
          variant="tertiary"
          startIcon={<ChevronLeft />}
          disabled={!toPrevious}
          onClick={() => toPrevious?.()}
        >
          {text('dotmailer.paging.previous')}
        </Button>
        <Button
          variant="tertiary"
          endIcon={<ChevronRight />}
          disabled={!toNext}
          onClick={() => toNext?.()}
        >
          {text('dotmailer.paging.next')}
        </Button>
      </Flex>
    </Flex>
  );
};
