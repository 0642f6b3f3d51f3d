import { Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';

type Props = {
  value: number;
  /** The share it is of something, 0.25 for a quarter; null where there is nothing to have a share of. */
  share?: number | null;
  strong?: boolean;
};

/** A figure and the share it is, one below the other. */
export const Figure = ({ value, share = null, strong = false }: Props) => {
  const { formatNumber } = useIntl();
  return (
    <Flex direction="column" alignItems="flex-start">
      <Typography textColor="neutral800" fontWeight={strong ? 'semiBold' : 'regular'}>
        {formatNumber(value)}
      </Typography>
      {share === null ? null : (
        <Typography variant="pi" textColor="neutral600">
          {formatNumber(share, { style: 'percent', maximumFractionDigits: 1 })}
        </Typography>
      )}
    </Flex>
  );
};
