import type { Core } from '@strapi/strapi';
import { appOf } from './app';
import { syncCampaigns } from './sync/campaigns/sync-campaigns';
import { createJobHandlers } from './sync/jobs';
import { createWorker, type Worker } from './sync/queue/worker';
import { closeInterruptedRuns } from './sync/run-recorder';
import { createSchedules, type Schedules } from './sync/schedule';
import { settleUploads, syncDataFields, syncIntegration } from './sync/sync-integration';

type Work = { worker: Worker; schedules: Schedules };

const STOP_MS = 10_000;

const works = new WeakMap<Core.Strapi, Work>();

/**
 * Starts the queue's worker and the schedules as soon as the site takes requests. Not in an
 * environment where synchronisation is off, nor in a process that only borrows the site's code
 * (`DOTMAILER_WORKER=off`: the terminal, or a machine that must not do this work).
 */
export const startWorkWhenReady = (strapi: Core.Strapi): void => {
  const deps = appOf(strapi);
  if (!deps.config.sync || process.env.DOTMAILER_WORKER === 'off') return;
  strapi.server.httpServer.once('listening', () => {
    startWork(strapi).catch((error: unknown) => {
      deps.logger.error(`The job queue did not start: ${error}`);
    });
  });
};

const startWork = async (strapi: Core.Strapi): Promise<void> => {
  const deps = appOf(strapi);
  const useCases = { syncIntegration, settleUploads, syncDataFields, syncCampaigns };
  const handlers = createJobHandlers(deps, useCases);
  const worker = createWorker(deps, handlers);
  const schedules = createSchedules(deps, () => deps.repositories.settings.changed());
  works.set(strapi, { worker, schedules });
  worker.start();
  await closeInterruptedRuns(deps);
  await schedules.start();
};

/**
 * Ends schedules and running work, the terminal's included, within some 10 seconds; what has not
 * ended goes on at the next start.
 */
export const stopWork = async (strapi: Core.Strapi): Promise<void> => {
  const { clock, lifecycle } = appOf(strapi);
  const waited = new AbortController();
  const late = clock.sleep(STOP_MS, waited.signal).catch(() => undefined);
  lifecycle.shutDown();
  const work = works.get(strapi);
  await work?.schedules.stop();
  await work?.worker.stop();
  await Promise.race([lifecycle.idle(), late]);
  waited.abort();
};
