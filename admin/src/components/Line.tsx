import { Flex, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';
import { Words } from './Words';

/** A name and its value on one line of a side panel's `dl`. */
export const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <Flex justifyContent="space-between" alignItems="baseline" gap={3}>
    <Typography tag="dt" textColor="neutral600">
      {label}
    </Typography>
    <Words tag="dd" textAlign="right" minWidth={0} textColor="neutral800">
      {children}
    </Words>
  </Flex>
);
