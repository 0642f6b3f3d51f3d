import { Box, Flex, Grid, Link, Typography } from '@strapi/design-system';
import { ArrowRight } from '@strapi/icons';
import { NavLink } from 'react-router-dom';
import { useDotmailerAddressBooksQuery } from '../../api/address-books';
import { useDotmailerRunsQuery } from '../../api/runs';
import { Loaded } from '../../components/Loaded';
import { LIVE, usePollingInterval } from '../../components/polling';
import { Questions } from '../../components/Questions';
import { useCan, useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { RunsTable } from '../Runs/RunsTable';
import { isUnderWay } from '../Runs/words';
import type { Overview } from '../../../../contracts/integrations';

type CardProps = { title: string; value: string; link: string; to: string };

const Card = ({ title, value, link, to }: CardProps) => (
  <Grid.Item col={4} s={12} xs={12} direction="column" alignItems="stretch">
    <Flex
      direction="column"
      alignItems="flex-start"
      gap={2}
      padding={5}
      height="100%"
      background="neutral0"
      shadow="tableShadow"
      hasRadius
    >
      <Typography variant="sigma" textColor="neutral600" tag="h2">
        {title}
      </Typography>
      <Typography variant="delta" textColor="neutral800">
        {value}
      </Typography>
      <Link tag={NavLink} to={to} endIcon={<ArrowRight />}>
        {link}
      </Link>
    </Flex>
  </Grid.Item>
);

const BooksCard = () => {
  const text = useText();
  const all = useDotmailerAddressBooksQuery({ pageSize: 1 }, LIVE);
  const connected = useDotmailerAddressBooksQuery({ pageSize: 1, connected: 'yes' }, LIVE);
  return (
    <Card
      title={text('dotmailer.books.title')}
      value={text('dotmailer.overview.books', {
        total: all.data?.pagination.total ?? 0,
        connected: connected.data?.pagination.total ?? 0,
      })}
      link={text('dotmailer.overview.books.link')}
      to={routes.addressBooks}
    />
  );
};

const LATEST = { pageSize: 5, sort: 'startedAt:desc' };

const LatestRuns = () => {
  const text = useText();
  const known = useDotmailerRunsQuery(LATEST, LIVE);
  const busy = known.data?.results.some(isUnderWay) ?? false;
  const pollingInterval = usePollingInterval(busy);
  const runs = useDotmailerRunsQuery(LATEST, { pollingInterval });
  return (
    <Box tag="section">
      <Flex justifyContent="space-between" paddingBottom={4} gap={4}>
        <Typography variant="delta" tag="h2">
          {text('dotmailer.overview.runs')}
        </Typography>
        <Link tag={NavLink} to={routes.runs} endIcon={<ArrowRight />}>
          {text('dotmailer.overview.runs.link')}
        </Link>
      </Flex>
      <Loaded query={runs}>
        {({ results }) => (
          <RunsTable
            runs={results}
            sortable={false}
            empty={{ content: text('dotmailer.runs.empty') }}
          />
        )}
      </Loaded>
    </Box>
  );
};

/** The state of things once there is an integration. */
export const Dashboard = ({ overview }: { overview: Overview | null }) => {
  const text = useText();
  const canSeeBooks = useCan('address-books.read');
  const canSeeRuns = useCan('runs.read');
  const canSeeLists = useCanSeeLists();
  return (
    <>
      <Questions />
      <Flex direction="column" alignItems="stretch" gap={8}>
        <Grid.Root gap={4}>
          {overview ? (
            <Card
              title={text('dotmailer.integrations.title')}
              value={text('dotmailer.overview.integrations', {
                total: overview.integrations,
                active: overview.activeIntegrations,
              })}
              link={text('dotmailer.overview.integrations.link')}
              to={routes.integrations}
            />
          ) : null}
          {canSeeBooks ? <BooksCard /> : null}
          {canSeeLists ? (
            <Card
              title={text('dotmailer.lists.title')}
              value={text('dotmailer.overview.lists')}
              link={text('dotmailer.overview.lists.link')}
              to={routes.marketingLists}
            />
          ) : null}
        </Grid.Root>
        {canSeeRuns ? <LatestRuns /> : null}
      </Flex>
    </>
  );
};
