import type { StatusVariant } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { StatusBadge } from '../../components/StatusBadge';
import { useText } from '../../text';
import type { Run, RunStep } from '../../../../contracts/runs';

const RUN_VARIANT: Record<Run['status'], StatusVariant> = {
  running: 'secondary',
  completed: 'success',
  warnings: 'warning',
  failed: 'danger',
  stopped: 'neutral',
};

/** Every status, in the order the filter offers them. */
export const RUN_STATUSES = Object.keys(RUN_VARIANT) as Run['status'][];

const STEP_VARIANT: Record<RunStep['status'], StatusVariant> = {
  running: 'secondary',
  completed: 'success',
  failed: 'danger',
  skipped: 'neutral',
};

export const RunStatus = ({ status }: { status: Run['status'] }) => {
  const text = useText();
  return (
    <StatusBadge variant={RUN_VARIANT[status]}>
      {text(`dotmailer.runs.status.${status}`)}
    </StatusBadge>
  );
};

export const StepStatus = ({ status }: { status: RunStep['status'] }) => {
  const text = useText();
  return (
    <StatusBadge variant={STEP_VARIANT[status]}>
      {text(`dotmailer.runs.step.status.${status}`)}
    </StatusBadge>
  );
};

/** "Nothing to do, 14 times, last at 10:56" of scheduled runs that share one row. */
export const QuietTimes = ({ quiet }: { quiet: NonNullable<Run['quiet']> }) => {
  const text = useText();
  const { formatTime } = useIntl();
  const last = formatTime(quiet.lastStartedAt);
  return <>{text('dotmailer.runs.quiet.times', { count: quiet.times, last })}</>;
};

/** Whether the server may still change it by itself. */
export const isUnderWay = (run: Pick<Run, 'status'>): boolean => run.status === 'running';

/** Seconds as "1 h 2 min 5 s". */
export const useDuration = () => {
  const text = useText();
  return (seconds: number): string => {
    const whole = Math.round(seconds);
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    const parts = { hours, minutes, seconds: whole % 60 };
    if (hours) return text('dotmailer.duration.hours', parts);
    if (minutes) return text('dotmailer.duration.minutes', parts);
    if (seconds > 0 && seconds < 1) return text('dotmailer.duration.instant');
    return text('dotmailer.duration.seconds', parts);
  };
};

/** "2,000 read · 3 without e-mail"; a count that has no text of its own is shown by its name. */
export const useCounts = () => {
  const { formatMessage, formatNumber, messages } = useIntl();
  const word = (name: string): string => {
    const id = `dotmailer.runs.count.${name}`;
    return id in messages ? formatMessage({ id }) : name;
  };
  return (counts: RunStep['counts']): string =>
    Object.entries(counts)
      .map(([name, count]) => `${formatNumber(count)} ${word(name)}`)
      .join(' · ');
};
