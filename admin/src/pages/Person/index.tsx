import { Button, Flex, Grid, Link, Loader, Typography } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { Layouts, Page, useQueryParams } from '@strapi/strapi/admin';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { NavLink, useParams } from 'react-router-dom';
import type { Person } from '../../../../contracts/people';
import {
  useDotmailerPersonQuery,
  useDotmailerTimelineQuery,
  type PersonRef,
} from '../../api/people';
import { Facts } from '../../components/Facts';
import { Loaded } from '../../components/Loaded';
import { Panel } from '../../components/Panel';
import { LIVE } from '../../components/polling';
import { useProblemText } from '../../components/problem-text';
import { RelativeDate } from '../../components/RelativeDate';
import { recordView } from '../../content-manager/list-view/view-link';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { lastExportedOf, PersonLists } from './PersonLists';
import { Timeline } from './Timeline';

type PageProps = {
  personRef: PersonRef;
  /** Where it begins; undefined for the latest. */
  after: string | undefined;
  /** Leads on; not given where another page follows already. */
  onOlder?: (after: string) => void;
};

/** One page of the timeline, and the way to the next one. */
const TimelinePart = ({ personRef, after, onOlder }: PageProps) => {
  const text = useText();
  const problemText = useProblemText();
  const { data, error, refetch, isFetching } = useDotmailerTimelineQuery({ ref: personRef, after });
  if (!data && error) {
    return (
      <Flex direction="column" alignItems="flex-start" gap={2} role="alert">
        <Typography textColor="danger600">{problemText(error)}</Typography>
        <Button variant="secondary" loading={isFetching} onClick={() => void refetch()}>
          {text('dotmailer.action.retry')}
        </Button>
      </Flex>
    );
  }
  if (!data) return <Loader small>{text('dotmailer.people.loading')}</Loader>;
  const { entries, after: next } = data;
  if (entries.length === 0) {
    return (
      <Typography textColor="neutral600">{text('dotmailer.people.timeline.empty')}</Typography>
    );
  }
  return (
    <>
      <Timeline entries={entries} label={text('dotmailer.people.timeline')} isExact />
      {next !== null && onOlder ? (
        <Flex>
          <Button variant="tertiary" onClick={() => onOlder(next)}>
            {text('dotmailer.people.older')}
          </Button>
        </Flex>
      ) : null}
    </>
  );
};

/** The whole timeline, page after page as far as it is asked for. */
const WholeTimeline = ({ personRef }: { personRef: PersonRef }) => {
  const text = useText();
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  return (
    <Panel title={text('dotmailer.people.timeline')}>
      {pages.map((after, index) => (
        <TimelinePart
          key={after ?? ''}
          personRef={personRef}
          after={after}
          onOlder={index === pages.length - 1 ? (next) => setPages([...pages, next]) : undefined}
        />
      ))}
    </Panel>
  );
};

const Engagement = ({ person }: { person: Person }) => {
  const text = useText();
  const { formatNumber } = useIntl();
  const { received, opened, clicked, lastMailedAt, lastOpenedAt, lastClickedAt } =
    person.engagement;
  return (
    <Panel>
      <Facts
        facts={[
          { label: text('dotmailer.people.received'), value: formatNumber(received) },
          { label: text('dotmailer.people.opened'), value: formatNumber(opened) },
          { label: text('dotmailer.people.clicked'), value: formatNumber(clicked) },
          {
            label: text('dotmailer.people.lastExported'),
            value: <RelativeDate value={lastExportedOf(person)} />,
          },
          {
            label: text('dotmailer.people.lastMailed'),
            value: <RelativeDate value={lastMailedAt} />,
          },
          {
            label: text('dotmailer.people.lastOpened'),
            value: <RelativeDate value={lastOpenedAt} />,
          },
          {
            label: text('dotmailer.people.lastClicked'),
            value: <RelativeDate value={lastClickedAt} />,
          },
        ]}
      />
    </Panel>
  );
};

const Detail = ({ person, personRef }: { person: Person; personRef: PersonRef }) => {
  const text = useText();
  const { collection, documentId, locale } = personRef;
  return (
    <>
      <Layouts.Header
        title={person.label}
        subtitle={person.emails.join(', ') || text('dotmailer.people.noEmail')}
        navigationAction={
          <Link
            tag={NavLink}
            to={recordView(collection, documentId, locale ?? null)}
            startIcon={<ArrowLeft />}
          >
            {text('dotmailer.people.record')}
          </Link>
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <Engagement person={person} />
          <Grid.Root gap={6}>
            <Grid.Item col={8} xs={12} direction="column" alignItems="stretch">
              <WholeTimeline personRef={personRef} />
            </Grid.Item>
            <Grid.Item col={4} xs={12} direction="column" alignItems="stretch">
              <Panel title={text('dotmailer.lists.title')}>
                <PersonLists lists={person.lists} />
              </Panel>
            </Grid.Item>
          </Grid.Root>
        </Flex>
      </Layouts.Content>
    </>
  );
};

const StoredPerson = ({ personRef }: { personRef: PersonRef }) => {
  const text = useText();
  const person = useDotmailerPersonQuery(personRef, LIVE);
  return (
    <Page.Main>
      <Page.Title>{person.data?.label ?? text('dotmailer.people.one')}</Page.Title>
      <Loaded query={person}>{(data) => <Detail person={data} personRef={personRef} />}</Loaded>
    </Page.Main>
  );
};

/** Everything the plugin knows of a record of a person. */
const PersonPage = () => {
  const { collection = '', documentId = '' } = useParams();
  const [{ query }] = useQueryParams<{ locale?: string }>();
  const { locale } = query;
  return (
    <Page.Protect permissions={permissions('activities.read')}>
      <StoredPerson
        key={`${collection} ${documentId} ${locale ?? ''}`}
        personRef={{ collection, documentId, ...(locale ? { locale } : {}) }}
      />
    </Page.Protect>
  );
};

export default PersonPage;
