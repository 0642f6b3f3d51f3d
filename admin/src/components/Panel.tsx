import { Flex, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';

type Props = { title?: string; subtitle?: string; children: ReactNode };

/** A white box with a heading: the unit Strapi's own forms and detail pages are made of. */
export const Panel = ({ title, subtitle, children }: Props) => (
  <Flex
    tag="section"
    aria-label={title}
    direction="column"
    alignItems="stretch"
    gap={5}
    padding={{ initial: 4, medium: 6 }}
    background="neutral0"
    shadow="tableShadow"
    hasRadius
  >
    {title ? (
      <Flex direction="column" alignItems="stretch" gap={1}>
        <Typography variant="delta" tag="h2">
          {title}
        </Typography>
        {subtitle ? <Typography textColor="neutral600">{subtitle}</Typography> : null}
      </Flex>
    ) : null}
    {children}
  </Flex>
);
