import { Box, Flex, Typography } from '@strapi/design-system';
import { Panel } from '../../components/Panel';
import { useRemarkText } from '../../components/remark-text';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import { stepText } from './step-name';
import { isUnderWay, StepStatus, useCounts, useDuration } from './words';
import type { Run, RunStep } from '../../../../contracts/runs';

const passedSeconds = ({ startedAt, finishedAt }: RunStep): number | null =>
  finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;

const Title = ({ step: { name, book } }: { step: RunStep }) => {
  const text = useText();
  const key = stepText(name);
  return (
    <Words fontWeight="semiBold" textColor="neutral800">
      {key ? text(key) : name}
      {book === null ? null : ` “${book}”`}
    </Words>
  );
};

const Step = ({ step }: { step: RunStep }) => {
  const counts = useCounts()(step.counts);
  const remarkText = useRemarkText();
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
        <Title step={step} />
        {counts ? <Typography textColor="neutral600">{counts}</Typography> : null}
        {step.message ? (
          <Words textColor={step.status === 'failed' ? 'danger600' : 'neutral800'}>
            {remarkText(step.message)}
          </Words>
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
