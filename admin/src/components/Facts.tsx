import { Grid, Typography } from '@strapi/design-system';
import type { ReactNode } from 'react';
import { Words } from './Words';

type Fact = { label: string; value: ReactNode };

/** Names and values, four to a row. */
export const Facts = ({ facts }: { facts: Fact[] }) => (
  <Grid.Root gap={5} tag="dl">
    {facts.map(({ label, value }) => (
      <Grid.Item
        key={label}
        col={3}
        s={6}
        xs={12}
        direction="column"
        alignItems="start"
        gap={1}
        minWidth={0}
      >
        <Typography variant="sigma" textColor="neutral600" tag="dt">
          {label}
        </Typography>
        <Words tag="dd" textColor="neutral800">
          {value}
        </Words>
      </Grid.Item>
    ))}
  </Grid.Root>
);
