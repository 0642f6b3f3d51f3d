import { Flex, Link, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { ListStatus, MemberCounts } from '../../../../contracts/marketing-lists';
import { blockedText, CONNECTION_STATES } from '../../components/connection-states';
import { Line } from '../../components/Line';
import { useRemarkText } from '../../components/remark-text';
import { RelativeDate } from '../../components/RelativeDate';
import { StatusBadge } from '../../components/StatusBadge';
import { Words } from '../../components/Words';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText, type TextKey } from '../../text';
import { ConnectionMenu } from './ConnectionMenu';
import { HoldBanner } from './HoldBanner';
import { NewRecords } from './NewRecords';

export type Connection = NonNullable<ListStatus['connection']>;

/** Always shown; the others only when somebody is meant. */
const MAIN: (keyof MemberCounts)[] = ['members', 'exported'];

const COUNTS: Record<keyof MemberCounts, TextKey> = {
  members: 'dotmailer.connection.count.members',
  exported: 'dotmailer.connection.count.exported',
  waiting: 'dotmailer.connection.count.waiting',
  refused: 'dotmailer.connection.count.refused',
  held: 'dotmailer.connection.count.held',
  optedOut: 'dotmailer.connection.count.optedOut',
  undeliverable: 'dotmailer.connection.count.undeliverable',
  duplicates: 'dotmailer.connection.count.duplicates',
  withoutEmail: 'dotmailer.connection.count.withoutEmail',
  leaving: 'dotmailer.connection.count.leaving',
};

const Counts = ({ counts }: { counts: MemberCounts }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const shown = (Object.keys(COUNTS) as (keyof MemberCounts)[]).filter(
    (name) => MAIN.includes(name) || counts[name] > 0
  );
  return (
    <>
      {shown.map((name) => (
        <Line key={name} label={text(COUNTS[name])}>
          <Typography style={{ whiteSpace: 'nowrap' }}>{formatNumber(counts[name])}</Typography>
        </Line>
      ))}
    </>
  );
};

const State = ({ connection }: { connection: Connection }) => {
  const text = useText();
  const remarkText = useRemarkText();
  return (
    <Flex direction="column" alignItems="flex-start" gap={2} aria-live="polite">
      <StatusBadge variant={CONNECTION_STATES[connection.state]}>
        {text(`dotmailer.connection.state.${connection.state}`)}
      </StatusBadge>
      {connection.detail && (
        <Words textColor="neutral800">
          {connection.state === 'blocked'
            ? text(blockedText(connection.detail), { code: connection.detail })
            : connection.detail}
        </Words>
      )}
      {connection.state === 'failed' && connection.failure && (
        <Words textColor="neutral800">{remarkText(connection.failure)}</Words>
      )}
      {connection.addressBookVanished && (
        <Typography textColor="danger600">{text('dotmailer.connection.vanished')}</Typography>
      )}
    </Flex>
  );
};

/** A connected list: its menu, where it stands, and what waits for a person. */
export const ConnectionBlock = ({
  listId,
  connection,
}: {
  listId: string;
  connection: Connection;
}) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const canSeeRuns = useCan('runs.read');
  return (
    <>
      <ConnectionMenu listId={listId} connection={connection} />
      <State connection={connection} />
      {connection.hold && <HoldBanner listId={listId} hold={connection.hold} />}
      <NewRecords listId={listId} connection={connection} />
      <Flex tag="dl" direction="column" alignItems="stretch" gap={1}>
        <Line label={text('dotmailer.connection.book')}>{connection.addressBookName}</Line>
        <Line label={text('dotmailer.connection.integration')}>{connection.integrationName}</Line>
        <Line label={text('dotmailer.connection.bookContacts')}>
          <Typography style={{ whiteSpace: 'nowrap' }}>
            {formatNumber(connection.addressBookContacts)}
          </Typography>
        </Line>
        <Line label={text('dotmailer.connection.lastSynced')}>
          <RelativeDate value={connection.lastSyncedAt} />
        </Line>
        <Line label={text('dotmailer.connection.lastExported')}>
          <RelativeDate value={connection.lastExportedAt} />
        </Line>
        <Counts counts={connection.counts} />
        {connection.newRecords && (
          <Line label={text('dotmailer.newRecords')}>
            {text(
              connection.newRecords.starting
                ? 'dotmailer.newRecords.starting'
                : 'dotmailer.newRecords.on'
            )}
          </Line>
        )}
      </Flex>
      {canSeeRuns && connection.lastRunId !== null && (
        <Link tag={NavLink} to={routes.run(connection.lastRunId)}>
          {text('dotmailer.connection.lastRun')}
        </Link>
      )}
    </>
  );
};
