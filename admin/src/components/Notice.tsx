import { Box, Flex, Typography } from '@strapi/design-system';
import { CheckCircle, Information, WarningCircle } from '@strapi/icons';
import type { ReactNode } from 'react';
import { Words } from './Words';

type Variant = 'success' | 'warning' | 'danger' | 'info';

const LOOK = {
  success: { colour: 'success', Icon: CheckCircle },
  warning: { colour: 'warning', Icon: WarningCircle },
  danger: { colour: 'danger', Icon: WarningCircle },
  info: { colour: 'primary', Icon: Information },
} as const;

type Props = {
  variant: Variant;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
};

/** A message that stays on the page; Strapi's `Alert` always offers to close itself. */
export const Notice = ({ variant, title, children, action }: Props) => {
  const { colour, Icon } = LOOK[variant];
  return (
    <Flex
      role={variant === 'danger' ? 'alert' : 'status'}
      alignItems="flex-start"
      gap={3}
      padding={4}
      hasRadius
      background={`${colour}100`}
      borderColor={`${colour}200`}
    >
      <Box paddingTop={1}>
        <Icon fill={`${colour}600`} aria-hidden />
      </Box>
      <Flex direction="column" alignItems="flex-start" gap={2} flex="1" minWidth={0}>
        <Typography fontWeight="bold" textColor="neutral800">
          {title}
        </Typography>
        {children ? <Words textColor="neutral800">{children}</Words> : null}
        {action}
      </Flex>
    </Flex>
  );
};
