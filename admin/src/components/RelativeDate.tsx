import { Typography } from '@strapi/design-system';
import { useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { useText } from '../text';

const MINUTE = 60_000;
const UNITS = [
  { unit: 'day', length: 86_400_000 },
  { unit: 'hour', length: 3_600_000 },
  { unit: 'minute', length: MINUTE },
] as const;

/** Beyond a month a date says more than "43 days ago". */
const RELATIVE_UP_TO = 30 * 86_400_000;

const useNow = (): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
};

const useRelative = (value: string): string => {
  const { formatDate, formatRelativeTime } = useIntl();
  const text = useText();
  const now = useNow();
  const passed = now - Date.parse(value);
  if (passed > RELATIVE_UP_TO) return formatDate(value, { dateStyle: 'medium' });
  const fitting = UNITS.find(({ length }) => passed >= length);
  if (!fitting) return text('dotmailer.date.justNow');
  return formatRelativeTime(-Math.floor(passed / fitting.length), fitting.unit, {
    numeric: 'auto',
  });
};

const Passed = ({ value }: { value: string }) => {
  const { formatDate } = useIntl();
  const exact = formatDate(value, { dateStyle: 'full', timeStyle: 'medium' });
  return (
    <time dateTime={value} title={exact}>
      {useRelative(value)}
    </time>
  );
};

type Props = {
  /** ISO 8601; null when it never happened. */
  value: string | null;
  textColor?: string;
};

/** "3 minutes ago", with the exact moment on hover; "never" for what did not happen yet. */
export const RelativeDate = ({ value, textColor = 'neutral800' }: Props) => {
  const text = useText();
  return (
    <Typography textColor={value ? textColor : 'neutral600'}>
      {value ? <Passed value={value} /> : text('dotmailer.date.never')}
    </Typography>
  );
};
