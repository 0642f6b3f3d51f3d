const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** Hours are shown of so many days after the sending. */
const DAYS_OF_HOURS = 3;

type Asked = {
  unit: 'hour' | 'day';
  /** Minutes the reader's clock is ahead of UTC. */
  offset: number;
  /** When the campaign was sent, epoch milliseconds; null: not known. */
  sentAt: number | null;
  now: number;
};

/** The hours of the first three days, or all days, of a campaign; beginnings as the reader's clock has them. */
export const bucketsOf = ({ unit, offset, sentAt, now }: Asked) => {
  const length = unit === 'hour' ? HOUR_MS : DAY_MS;
  const ahead = offset * MINUTE_MS;
  const first = sentAt === null ? 0 : Math.floor((sentAt + ahead) / length) * length - ahead;
  const end = now + DAY_MS;
  const until =
    unit === 'hour' && sentAt !== null ? Math.min(first + DAYS_OF_HOURS * DAY_MS, end) : end;
  return { length, offset: ahead, from: first, until };
};

type Point = { at: number; opens: number; clicks: number };

/** Puts in the hours or days of which nothing is known, from the first one to the last. */
export const withGaps = (
  known: Point[],
  { length, from, sentAt }: { length: number; from: number; sentAt: number | null }
): Point[] => {
  const byTime = new Map(known.map((point) => [point.at, point]));
  const first = sentAt === null ? known[0]?.at : from;
  const last = known[known.length - 1]?.at;
  if (first === undefined || last === undefined) return [];
  const steps = Math.round((last - first) / length);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = first + step * length;
    return byTime.get(at) ?? { at, opens: 0, clicks: 0 };
  });
};
