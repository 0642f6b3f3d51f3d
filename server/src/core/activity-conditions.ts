/** What a list can ask of its people; the negations are about those who were sent something. */
export const DEEDS = ['opened', 'notOpened', 'clicked', 'notClicked'] as const;
export type Deed = (typeof DEEDS)[number];

/**
 * One question about what people did. Without `campaign` it is about any of them, without `days` about
 * all the time that is known.
 */
export type ActivityCondition = {
  did: Deed;
  /** documentId of the campaign. */
  campaign?: string;
  /** Only the last so many days, up to the moment of the evaluation. */
  days?: number;
};

type Problem = { path: string[]; message: string };
type CheckedActivity = { activity: ActivityCondition[] } | { problems: Problem[] };

/** Each is a look at the activities of every record. */
const MAX_CONDITIONS = 5;
/** Ten years. */
export const MAX_DAYS = 3650;

const KEYS = ['did', 'campaign', 'days'];

/**
 * Checks the `activity` part of a stored filter, whose conditions must all hold. As everywhere in a
 * filter nothing is guessed and nothing left out: what is not understood makes the list broken.
 */
export const checkActivity = (value: unknown): CheckedActivity => {
  if (!Array.isArray(value)) return problem([], 'needs a list of conditions');
  if (value.length > MAX_CONDITIONS)
    return problem([], `has more than ${MAX_CONDITIONS} conditions`);
  const activity: ActivityCondition[] = [];
  const problems: Problem[] = [];
  for (const [index, one] of value.entries()) {
    const checked = checkCondition(one, [String(index)]);
    if ('problems' in checked) problems.push(...checked.problems);
    else activity.push(...checked.activity);
  }
  return problems.length > 0 ? { problems } : { activity };
};

const problem = (path: string[], what: string): CheckedActivity => ({
  problems: [{ path: ['activity', ...path], message: `What people did: ${what}.` }],
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDeed = (value: unknown): value is Deed => DEEDS.some((deed) => deed === value);

const isDays = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_DAYS;

const checkCondition = (value: unknown, path: string[]): CheckedActivity => {
  if (!isObject(value)) return problem(path, 'a condition is empty');
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    return problem([...path, unknown], `a condition has an unknown part “${unknown}”`);
  const { did, campaign, days } = value;
  if (!isDeed(did)) return problem([...path, 'did'], 'choose whether they opened or clicked');
  if (campaign !== undefined && (typeof campaign !== 'string' || campaign === ''))
    return problem([...path, 'campaign'], 'choose a campaign, or any campaign');
  if (days !== undefined && !isDays(days))
    return problem([...path, 'days'], `days must be a whole number from 1 to ${MAX_DAYS}`);
  const condition: ActivityCondition = {
    did,
    ...(campaign === undefined ? {} : { campaign }),
    ...(days === undefined ? {} : { days }),
  };
  return { activity: [condition] };
};
