import { Box, Button } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { Page } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { readProblem } from '../api/base';
import { useText } from '../text';
import { useProblemText } from './problem-text';

/** What RTK Query's hooks answer, as far as it is shown. */
export type Query<Data> = {
  data?: Data;
  error?: unknown;
  isLoading: boolean;
  refetch: () => unknown;
};

type Props<Data> = { query: Query<Data>; children: (data: Data) => ReactNode };

/**
 * What a query answers, or its loading, no-permission or error state in place of it. Data that is
 * already there stays when a later refetch fails.
 */
export const Loaded = <Data,>({ query, children }: Props<Data>) => {
  const text = useText();
  const problemText = useProblemText();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (!query.error) return <Page.Loading />;
  if (readProblem(query.error).status === 403) return <Page.NoPermissions />;
  return (
    <Box paddingTop={6}>
      <Page.Error
        content={problemText(query.error)}
        action={
          <Button variant="secondary" startIcon={<ArrowClockwise />} onClick={query.refetch}>
            {text('dotmailer.action.retry')}
          </Button>
        }
      />
    </Box>
  );
};
