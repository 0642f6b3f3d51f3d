/** A cron expression, and whether every match counts or only each n-th minute since the epoch. */
export type Planned = { expression: string; everyMinutes: number | null };
export type ScheduleName = 'sync' | 'uploads' | 'reconcile' | 'retention';
type SchedulePlan = Partial<Record<ScheduleName, Planned>>;

/** What people have changed live; absent: as configured. */
export type LiveSchedule = {
  /** 0: no synchronisation by itself. */
  syncEveryMinutes?: number;
  /** Hour of the day in the site's time. */
  reconcileHour?: number;
};

/**
 * When each tick is due. A schedule the configuration switches off stays off in this environment,
 * whatever people have set. Cron cannot say "every 7 minutes" or "every 90", hence `everyMinutes`.
 */
export const planSchedules = (
  configured: Record<ScheduleName, string | false>,
  live: LiveSchedule
): SchedulePlan => {
  const plan: SchedulePlan = {};
  for (const [name, expression] of Object.entries(configured) as [ScheduleName, string | false][])
    if (expression !== false) plan[name] = { expression, everyMinutes: null };

  if (plan.sync && live.syncEveryMinutes === 0) delete plan.sync;
  else if (plan.sync && live.syncEveryMinutes !== undefined)
    plan.sync = { expression: '* * * * *', everyMinutes: live.syncEveryMinutes };
  if (plan.reconcile && live.reconcileHour !== undefined)
    plan.reconcile = { expression: `0 ${live.reconcileHour} * * *`, everyMinutes: null };
  return plan;
};

/** Whether a match of the expression at `time` (epoch milliseconds) counts. */
export const isDue = ({ everyMinutes }: Planned, time: number): boolean =>
  everyMinutes === null || Math.floor(time / 60_000) % everyMinutes === 0;
