import cron, { type ScheduledTask } from 'node-cron';
import {
  isDue,
  planSchedules,
  type LiveSchedule,
  type Planned,
  type ScheduleName,
} from '../core/schedule-plan';
import type { Deps } from './deps';
import { tickReconcile, tickRetention, tickSync, tickUploads, type Tick } from './ticks';

export type Schedules = {
  start(): Promise<void>;
  stop(): Promise<void>;
};

const TICKS: Record<ScheduleName, Tick> = {
  sync: tickSync,
  uploads: tickUploads,
  reconcile: tickReconcile,
  retention: tickRetention,
};

const EVERY_MINUTE: Planned = { expression: '* * * * *', everyMinutes: null };

/**
 * The site's own clockwork. Ticks only enqueue; of several nodes each may tick, since equal requests
 * are merged. `live` is read every minute, so that a change on any node reaches all of them.
 */
export const createSchedules = (deps: Deps, live: () => Promise<LiveSchedule>): Schedules => {
  let inForce = '';
  let tasks: ScheduledTask[] = [];
  let watch: ScheduledTask | null = null;

  const schedule = (name: string, planned: Planned, tick: Tick) =>
    cron.schedule(
      planned.expression,
      async ({ date }) => {
        if (deps.lifecycle.signal.aborted || !isDue(planned, date.getTime())) return;
        await tick(deps).catch((error: unknown) => {
          deps.logger.error(`The schedule ${name} failed: ${error}`);
        });
      },
      { name: `dotmailer ${name}`, noOverlap: true, suppressMissedWarning: true }
    );

  const clear = async () => {
    const ended = tasks;
    tasks = [];
    inForce = '';
    await Promise.all(ended.map((task) => task.destroy()));
  };

  const follow = async () => {
    const plan = planSchedules(deps.config.schedules, await live());
    const wanted = JSON.stringify(plan);
    if (wanted === inForce || deps.lifecycle.signal.aborted) return;
    await clear();
    inForce = wanted;
    tasks = (Object.entries(plan) as [ScheduleName, Planned][]).map(([name, planned]) =>
      schedule(name, planned, TICKS[name])
    );
  };

  return {
    start: async () => {
      await follow();
      watch = schedule('settings', EVERY_MINUTE, follow);
    },
    stop: async () => {
      await watch?.destroy();
      await clear();
    },
  };
};
