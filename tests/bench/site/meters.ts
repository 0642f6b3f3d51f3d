import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { isMeasured } from './who';

export type MeterReadings = {
  statements: number;
  databaseSeconds: number;
  memoryOverIdleMb: number;
  eventLoopP50Ms: number;
  eventLoopP99Ms: number;
};

const LOOP_RESOLUTION_MS = 10;
const MEMORY_EVERY_MS = 10;
const MB = 1024 * 1024;

type QueryEvent = { __knexQueryUid: string };

/** Statements of the site and the time from sending each to its answer. */
const countStatements = (knex: Knex) => {
  let statements = 0;
  let milliseconds = 0;
  const begun = new Map<string, number>();
  const begin = ({ __knexQueryUid }: QueryEvent) => {
    if (isMeasured()) begun.set(__knexQueryUid, performance.now());
  };
  const end = ({ __knexQueryUid }: QueryEvent) => {
    const at = begun.get(__knexQueryUid);
    if (at === undefined) return;
    begun.delete(__knexQueryUid);
    statements += 1;
    milliseconds += performance.now() - at;
  };
  const onResponse = (_response: unknown, query: QueryEvent) => end(query);
  const onError = (_error: unknown, query: QueryEvent) => end(query);
  knex.on('query', begin).on('query-response', onResponse).on('query-error', onError);
  return () => {
    knex.removeListener('query', begin);
    knex.removeListener('query-response', onResponse);
    knex.removeListener('query-error', onError);
    return { statements, databaseSeconds: milliseconds / 1000 };
  };
};

/** Resident memory at its highest over what is left after a garbage collection now. */
const watchMemory = async () => {
  if (!globalThis.gc) throw new Error('the site runs without --expose-gc');
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc();
    await delay(100);
  }
  const idle = process.memoryUsage.rss();
  let highest = idle;
  const look = () => {
    highest = Math.max(highest, process.memoryUsage.rss());
  };
  const timer = setInterval(look, MEMORY_EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return { memoryOverIdleMb: (highest - idle) / MB };
  };
};

const watchEventLoop = () => {
  const histogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  histogram.enable();
  /** The histogram holds the whole time between two ticks of its own timer. */
  const late = (percentile: number) =>
    Math.max(0, histogram.percentile(percentile) / 1e6 - LOOP_RESOLUTION_MS);
  return () => {
    histogram.disable();
    return { eventLoopP50Ms: late(50), eventLoopP99Ms: late(99) };
  };
};

/** Starts all meters of this process; answers what reads and ends them. */
export const startMeters = async (knex: Knex): Promise<() => MeterReadings> => {
  const memory = await watchMemory();
  const statements = countStatements(knex);
  const eventLoop = watchEventLoop();
  return () => ({ ...statements(), ...memory(), ...eventLoop() });
};
