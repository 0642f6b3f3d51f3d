import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { TimelineEntry } from '../../../../contracts/people';
import { RelativeDate } from '../../components/RelativeDate';
import { Words } from '../../components/Words';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { LOOKS, useEntryDetails, useEntryLabel } from './entry-words';

const Moment = ({ at, isExact }: { at: string; isExact: boolean }) => {
  const { formatDate } = useIntl();
  if (!isExact) return <RelativeDate value={at} textColor="neutral600" />;
  return (
    <Typography textColor="neutral600" tag="time" dateTime={at}>
      {formatDate(at, { dateStyle: 'medium', timeStyle: 'short' })}
    </Typography>
  );
};

/** What it is about: a campaign, a book or a list. */
const Subject = ({ entry }: { entry: TimelineEntry }) => {
  const canSeeCampaigns = useCan('campaigns.read');
  if ('campaign' in entry) {
    const { id, name } = entry.campaign;
    if (!canSeeCampaigns) return <Words textColor="neutral800">{name}</Words>;
    return (
      <Link tag={NavLink} to={routes.campaign(id)}>
        <Words>{name}</Words>
      </Link>
    );
  }
  const name = 'list' in entry ? (entry.book ?? entry.list.name) : entry.where;
  return name ? <Words textColor="neutral800">{name}</Words> : null;
};

const Entry = ({ entry, isExact }: { entry: TimelineEntry; isExact: boolean }) => {
  const label = useEntryLabel()(entry);
  const details = useEntryDetails()(entry);
  const { Icon, colour } = LOOKS[entry.kind];
  return (
    <Flex tag="li" alignItems="flex-start" gap={3}>
      <Box paddingTop={1}>
        <Icon fill={colour} aria-hidden />
      </Box>
      <Flex direction="column" alignItems="flex-start" flex="1" minWidth={0}>
        <Flex justifyContent="space-between" alignItems="baseline" gap={2} width="100%" wrap="wrap">
          <Typography fontWeight="semiBold" textColor="neutral800">
            {label}
          </Typography>
          <Moment at={entry.at} isExact={isExact} />
        </Flex>
        <Subject entry={entry} />
        {details ? (
          <Words variant="pi" textColor="neutral600">
            {details}
          </Words>
        ) : null}
      </Flex>
    </Flex>
  );
};

type Props = {
  entries: TimelineEntry[];
  label: string;
  /** Date and time in place of "3 hours ago". */
  isExact?: boolean;
};

/** What happened to a person, latest first. */
export const Timeline = ({ entries, label, isExact = false }: Props) => (
  <Flex tag="ol" direction="column" alignItems="stretch" gap={4} aria-label={label}>
    {entries.map((entry) => (
      <Entry key={entry.key} entry={entry} isExact={isExact} />
    ))}
  </Flex>
);
