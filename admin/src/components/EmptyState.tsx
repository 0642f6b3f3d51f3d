import { EmptyStateLayout } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import type { ReactElement } from 'react';

type Props = { content: string; action?: ReactElement };

/** Nothing there yet: what would be here, and the way to it. */
export const EmptyState = ({ content, action }: Props) => (
  <EmptyStateLayout
    content={content}
    icon={<EmptyDocuments width="16rem" />}
    action={action}
    shadow="tableShadow"
    hasRadius
  />
);
