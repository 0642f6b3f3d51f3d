/** What the daily comparison looks at beyond plain mapped fields. */
export type ForcedRefresh = 'none' | 'computed' | 'all';

/** Settings people may change live; `contracts/settings.ts` says what each means. */
export type Settings = {
  syncEveryMinutes: number;
  reconcileHour: number;
  dataFieldsEveryHours: number;
  forcedRefresh: ForcedRefresh;
  uploadPatienceMinutes: number;
  guard: { minimum: number; share: number };
  retentionDays: { runs: number; uploads: number; events: number; audit: number };
};

/** Only what differs from the configuration is stored, so that a new default reaches the rest. */
export type ChangedSettings = {
  [Name in keyof Settings]?: Settings[Name] extends object
    ? Partial<Settings[Name]>
    : Settings[Name];
};

/** The settings in force: live ones over the configuration's. */
export const effectiveSettings = (defaults: Settings, changed: ChangedSettings): Settings => ({
  ...defaults,
  ...changed,
  guard: { ...defaults.guard, ...changed.guard },
  retentionDays: { ...defaults.retentionDays, ...changed.retentionDays },
});

const differing = <T extends object>(defaults: T, wanted: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => defaults[name as keyof T] !== value)
  ) as Partial<T>;

/** What has to be stored so that `effectiveSettings` answers `wanted`. */
export const changedSettings = (defaults: Settings, wanted: Settings): ChangedSettings => {
  const { guard: defaultGuard, retentionDays: defaultDays, ...plainDefaults } = defaults;
  const { guard, retentionDays, ...plain } = wanted;
  return {
    ...differing(plainDefaults, plain),
    guard: differing(defaultGuard, guard),
    retentionDays: differing(defaultDays, retentionDays),
  };
};

/**
 * Minutes between two runs of a cron expression, for showing it as a number: exact for every
 * minute and every n minutes; otherwise an hour or a day. 0: no schedule.
 */
export const minutesBetween = (cron: string | false): number => {
  if (cron === false) return 0;
  const [minute = '', hour] = cron.trim().split(/\s+/).slice(-5);
  if (minute === '*') return 1;
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (step !== undefined) return Number(step);
  return hour === '*' ? 60 : 1440;
};

/** Hour of the day a daily cron expression names; 1 where it names none. */
export const hourOf = (cron: string | false): number => {
  const hour = cron === false ? NaN : Number(cron.trim().split(/\s+/).slice(-5)[1]);
  return Number.isInteger(hour) && hour >= 0 && hour <= 23 ? hour : 1;
};
