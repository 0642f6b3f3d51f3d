import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import { Panel } from '../../components/Panel';
import { routes } from '../../routes';
import { useText } from '../../text';
import { parseStepName, stepText } from './step-name';
import { isUnderWay, StepStatus, useCounts, useDuration } from './words';
import type { Run, RunStep } from '../../../../contracts/runs';

const passedSeconds = ({ startedAt, finishedAt }: RunStep): number | null =>
  finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;

const Title = ({ name }: { name: string }) => {
  const text = useText();
  const { what, book, listId } = parseStepName(name);
  const key = stepText(what);
  return (
    <Typography fontWeight="semiBold" textColor="neutral800" style={{ overflowWrap: 'anywhere' }}>
      {key ? text(key) : what}
      {book === null ? null : ` “${book}”`}
      {listId === null ? null : (
        <>
          {' · '}
          <Link tag={NavLink} to={routes.marketingList(listId)}>
            {text('dotmailer.runs.column.list')}
          </Link>
        </>
      )}
    </Typography>
  );
};

const Step = ({ step }: { step: RunStep }) => {
  const counts = useCounts()(step.counts);
  const duration = useDuration();
  const seconds = passedSeconds(step);
  return (
    <Flex
      tag="li"
      justifyContent="space-between"
      alignItems="flex-start"
      gap={4}
      paddingTop={3}
      paddingBottom={3}
      borderColor="neutral150"
      borderWidth="0 0 1px 0"
      borderStyle="solid"
    >
      <Flex direction="column" alignItems="flex-start" gap={1} flex="1" minWidth={0}>
        <Title name={step.name} />
        {counts ? <Typography textColor="neutral600">{counts}</Typography> : null}
        {step.message ? (
          <Typography
            textColor={step.status === 'failed' ? 'danger600' : 'neutral800'}
            style={{ overflowWrap: 'anywhere' }}
          >
            {step.message}
          </Typography>
        ) : null}
      </Flex>
      <Box paddingTop={1}>
        <Typography textColor="neutral600">{seconds === null ? '' : duration(seconds)}</Typography>
      </Box>
      <StepStatus status={step.status} />
    </Flex>
  );
};

/** The steps of a run in their order, with counts and reasons. */
export const Steps = ({ run }: { run: Run }) => {
  const text = useText();
  const empty = isUnderWay(run) ? 'dotmailer.runs.steps.waiting' : 'dotmailer.runs.steps.none';
  return (
    <Panel title={text('dotmailer.runs.steps.title')}>
      {run.steps.length ? (
        <Box tag="ol">
          {run.steps.map((step, index) => (
            <Step key={`${index}-${step.name}`} step={step} />
          ))}
        </Box>
      ) : (
        <Typography textColor="neutral600">{text(empty)}</Typography>
      )}
    </Panel>
  );
};
