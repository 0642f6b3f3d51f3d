import { Button, Flex, Link } from '@strapi/design-system';
import { ArrowLeft, Stop } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';
import { NavLink, useParams } from 'react-router-dom';
import { useDotmailerRunQuery, useDotmailerStopRunMutation } from '../../api/runs';
import { Facts } from '../../components/Facts';
import { useFeedback } from '../../components/feedback';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { LIVE, usePollingInterval } from '../../components/polling';
import { useRemarkText } from '../../components/remark-text';
import { RelativeDate } from '../../components/RelativeDate';
import { permissions, useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { Calls } from './Calls';
import { stepText } from './step-name';
import { Steps } from './Steps';
import { isUnderWay, QuietTimes, RunStatus, useDuration } from './words';
import type { Run, RunRemark } from '../../../../contracts/runs';

const StopButton = ({ run }: { run: Run }) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const canStop = useCan('runs.stop');
  const [stop, { isLoading, isSuccess }] = useDotmailerStopRunMutation();
  if (!canStop || !isUnderWay(run)) return null;

  const ask = async () => {
    const result = await stop(run.id);
    if ('error' in result) failed(result.error);
    else succeeded(text('dotmailer.runs.stop.asked'));
  };
  return (
    <Button
      variant="danger-light"
      startIcon={<Stop />}
      loading={isLoading}
      disabled={isSuccess}
      onClick={ask}
    >
      {text('dotmailer.runs.stop')}
    </Button>
  );
};

const Summary = ({ run }: { run: Run }) => {
  const text = useText();
  const duration = useDuration();
  const { formatDate } = useIntl();
  const facts = [
    { label: text('dotmailer.runs.column.status'), value: <RunStatus status={run.status} /> },
    {
      label: text('dotmailer.runs.column.started'),
      value: formatDate(run.startedAt, { dateStyle: 'medium', timeStyle: 'medium' }),
    },
    { label: text('dotmailer.runs.column.duration'), value: duration(run.seconds) },
    {
      label: text('dotmailer.runs.column.finished'),
      value: run.finishedAt ? <RelativeDate value={run.finishedAt} /> : '–',
    },
    { label: text('dotmailer.integration'), value: run.integrationName },
    {
      label: text('dotmailer.runs.column.trigger'),
      value: text(`dotmailer.runs.trigger.${run.trigger}`),
    },
  ];
  if (run.quiet) {
    const quiet = {
      label: text('dotmailer.runs.quiet'),
      value: <QuietTimes quiet={run.quiet} />,
    };
    facts.push(quiet);
  }
  if (run.listId) {
    const list = {
      label: text('dotmailer.runs.column.list'),
      value: (
        <Link tag={NavLink} to={routes.marketingList(run.listId)}>
          {run.listName ?? run.listId}
        </Link>
      ),
    };
    facts.push(list);
  }
  return (
    <Panel>
      <Facts facts={facts} />
    </Panel>
  );
};

/** A remark, after the step and the book it was made in. */
const Place = ({ of: remark }: { of: RunRemark }) => {
  const text = useText();
  const remarkText = useRemarkText();
  const key = remark.step === null ? null : stepText(remark.step);
  const step = key ? text(key) : remark.step;
  const place = [step, remark.book && `“${remark.book}”`].filter(Boolean).join(' ');
  return place ? `${place}: ${remarkText(remark)}` : remarkText(remark);
};

const Problems = ({ run }: { run: Run }) => {
  const text = useText();
  return (
    <>
      {run.error ? (
        <Notice variant="danger" title={text('dotmailer.runs.error')}>
          <Place of={run.error} />
        </Notice>
      ) : null}
      {run.warnings.length ? (
        <Notice
          variant="warning"
          title={text('dotmailer.runs.warnings', { count: run.warnings.length })}
        >
          <ul>
            {run.warnings.map((warning, index) => (
              <li key={index}>
                <Place of={warning} />
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
};

const Detail = ({ run }: { run: Run }) => {
  const text = useText();
  return (
    <>
      <Layouts.Header
        title={text(`dotmailer.runs.kind.${run.kind}`)}
        subtitle={text('dotmailer.runs.number', { id: run.id })}
        primaryAction={<StopButton run={run} />}
        navigationAction={
          <Link tag={NavLink} to={routes.runs} startIcon={<ArrowLeft />}>
            {text('dotmailer.runs.back')}
          </Link>
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <Problems run={run} />
          <Summary run={run} />
          <Steps run={run} />
          <Calls calls={run.calls} />
        </Flex>
      </Layouts.Content>
    </>
  );
};

const LiveRun = ({ id }: { id: number }) => {
  const text = useText();
  const known = useDotmailerRunQuery(id, LIVE);
  const busy = known.data !== undefined && isUnderWay(known.data);
  const interval = usePollingInterval(true);
  const run = useDotmailerRunQuery(id, { pollingInterval: busy ? interval : 0 });
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.runs.number', { id })}</Page.Title>
      <Loaded query={run}>{(data) => <Detail run={data} />}</Loaded>
    </Page.Main>
  );
};

/** One sync run with its steps; it moves by itself until it is finished. */
export const RunPage = () => {
  const { id } = useParams<{ id: string }>();
  return (
    <Page.Protect permissions={permissions('runs.read')}>
      <LiveRun id={Number(id)} />
    </Page.Protect>
  );
};
