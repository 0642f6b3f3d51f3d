import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import { TABLE } from '../../../server/src/constants';
import { isTransactionControl, watchStatements } from './statements';
import { watchWaits, type Waits } from './waits';

export type MeterReadings = {
  statements: number;
  databaseSeconds: number;
  sandboxSeconds: number;
  workSeconds: number;
  memoryOverIdleMb: number;
  eventLoopP50Ms: number;
  eventLoopP99Ms: number;
};

const LOOP_RESOLUTION_MS = 10;
const MEMORY_EVERY_MS = 10;
const MB = 1024 * 1024;

/** The statement a run begins with: until then a scheduled one waits for the worker to look. */
const BEGINS_RUN = new RegExp(`^insert into .${TABLE.run}.`);

/** Statements of the site, `onRun` at the beginning of each run, and the time from sending each to its answer. */
const countStatements = (knex: Knex, waits: Waits, onRun: () => void) => {
  let statements = 0;
  let milliseconds = 0;
  const end = watchStatements(knex, (sql) => {
    if (BEGINS_RUN.test(sql)) onRun();
    if (!isTransactionControl(sql)) statements += 1;
    waits.statementBegins();
    return (took) => {
      waits.statementEnds();
      milliseconds += took;
    };
  });
  return () => {
    end();
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
  let restarted = false;
  /** The histogram holds the whole time between two ticks of its own timer. */
  const late = (percentile: number) =>
    Math.max(0, histogram.percentile(percentile) / 1e6 - LOOP_RESOLUTION_MS);
  return {
    /** Forgets how it was before the first run. */
    restart: () => {
      if (!restarted) histogram.reset();
      restarted = true;
    },
    read: () => {
      histogram.disable();
      return { eventLoopP50Ms: late(50), eventLoopP99Ms: late(99) };
    },
  };
};

/** Starts all meters of this process; answers what reads and ends them. */
export const startMeters = async (knex: Knex): Promise<() => MeterReadings> => {
  const memory = await watchMemory();
  const eventLoop = watchEventLoop();
  const waits = watchWaits();
  const statements = countStatements(knex, waits, eventLoop.restart);
  return () => ({ ...statements(), ...waits.end(), ...memory(), ...eventLoop.read() });
};
