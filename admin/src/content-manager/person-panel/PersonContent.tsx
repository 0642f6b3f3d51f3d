import { Button, Divider, Flex, Link, Loader, Typography } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';
import { useIntl } from 'react-intl';
import { NavLink } from 'react-router-dom';
import type { Person } from '../../../../contracts/people';
import { readProblem } from '../../api/base';
import { useDotmailerPersonQuery, type PersonRef } from '../../api/people';
import { Line } from '../../components/Line';
import { useProblemText } from '../../components/problem-text';
import { RelativeDate } from '../../components/RelativeDate';
import { lastExportedOf, PersonLists } from '../../pages/Person/PersonLists';
import { Timeline } from '../../pages/Person/Timeline';
import { routes } from '../../routes';
import { useText } from '../../text';

const Numbers = ({ person }: { person: Person }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const { received, opened, clicked, lastMailedAt, lastOpenedAt, lastClickedAt } =
    person.engagement;
  return (
    <Flex tag="dl" direction="column" alignItems="stretch" gap={1}>
      <Line label={text('dotmailer.people.lastExported')}>
        <RelativeDate value={lastExportedOf(person)} />
      </Line>
      <Line label={text('dotmailer.people.lastMailed')}>
        <RelativeDate value={lastMailedAt} />
      </Line>
      <Line label={text('dotmailer.people.received')}>{formatNumber(received)}</Line>
      <Line label={text('dotmailer.people.opened')}>{formatNumber(opened)}</Line>
      <Line label={text('dotmailer.people.clicked')}>{formatNumber(clicked)}</Line>
      <Line label={text('dotmailer.people.lastOpened')}>
        <RelativeDate value={lastOpenedAt} />
      </Line>
      <Line label={text('dotmailer.people.lastClicked')}>
        <RelativeDate value={lastClickedAt} />
      </Line>
    </Flex>
  );
};

const Latest = ({ person, personRef }: { person: Person; personRef: PersonRef }) => {
  const text = useText();
  const { entries } = person.timeline;
  return (
    <>
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {text('dotmailer.people.latest')}
      </Typography>
      {entries.length === 0 ? (
        <Typography textColor="neutral600">{text('dotmailer.people.timeline.empty')}</Typography>
      ) : (
        <>
          <Timeline entries={entries} label={text('dotmailer.people.latest')} />
          <Link tag={NavLink} to={routes.person(personRef)}>
            {text('dotmailer.people.everything')}
          </Link>
        </>
      )}
    </>
  );
};

/** What the plugin knows of the record: its lists, its activity in numbers, and the latest of it. */
export const PersonContent = ({ personRef }: { personRef: PersonRef }) => {
  const text = useText();
  const problemText = useProblemText();
  const { data: person, error, refetch } = useDotmailerPersonQuery(personRef);
  if (!person && error) {
    return (
      <Flex direction="column" alignItems="flex-start" gap={3}>
        <Typography textColor="danger600">{problemText(error)}</Typography>
        {readProblem(error).status !== 403 && (
          <Button
            type="button"
            size="S"
            variant="secondary"
            startIcon={<ArrowClockwise />}
            onClick={() => void refetch()}
          >
            {text('dotmailer.action.retry')}
          </Button>
        )}
      </Flex>
    );
  }
  if (!person) return <Loader small>{text('dotmailer.people.loading')}</Loader>;
  return (
    <Flex direction="column" alignItems="stretch" gap={3} width="100%" minWidth={0}>
      {person.emails.length === 0 && (
        <Typography textColor="neutral600">{text('dotmailer.people.noEmail')}</Typography>
      )}
      <PersonLists lists={person.lists} />
      <Divider />
      <Numbers person={person} />
      <Divider />
      <Latest person={person} personRef={personRef} />
    </Flex>
  );
};
