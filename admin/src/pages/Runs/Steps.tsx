import { Box, Flex, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import { isUnderWay, StepStatus, useDuration, useServerWord } from './words';
import type { Run, RunStep } from '../../../../contracts/runs';

const useCounts = () => {
  const { formatNumber } = useIntl();
  const word = useServerWord('dotmailer.runs.count');
  return (counts: RunStep['counts']): string =>
    Object.entries(counts)
      .map(([name, count]) => `${formatNumber(count)} ${word(name)}`)
      .join(' · ');
};

const passedSeconds = ({ startedAt, finishedAt }: RunStep): number | null =>
  finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;

const Step = ({ step }: { step: RunStep }) => {
  const word = useServerWord('dotmailer.runs.step');
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
        <Typography fontWeight="semiBold" textColor="neutral800">
          {word(step.name)}
        </Typography>
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
