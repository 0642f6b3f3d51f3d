import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Dialect } from './db';

/** Rows per batch at most, as measured on each database. */
export type Widths = Record<Dialect, number>;

/** Rows that are written; what is only read may come in larger batches. */
const WRITTEN: Widths = { sqlite: 1000, postgres: 1000, mysql: 1000 };

/** How many rows are worked on at a time. */
export type Pace = {
  /** Rows the next batch should have. */
  rows(): number;
  /** Begins a batch; what it answers ends it, and lets everybody else have a turn. */
  begin(): () => Promise<void>;
};

/** SQLite answers nobody else while a statement runs, and lets nobody write while a batch does. */
const LONG_MS = 30;
const SHORT_MS = 10;
const FIRST = 500;
const FEWEST = 250;

/**
 * The pace of one piece of work, from its first batch to its last. On SQLite batches are halved when
 * one took too long, and doubled as long as they are short; other databases work beside the site.
 */
export const createPace = (dialect: Dialect, widths = WRITTEN): Pace => {
  const most = widths[dialect];
  if (dialect !== 'sqlite') return { rows: () => most, begin: () => yieldToOthers };
  let rows = Math.min(FIRST, most);
  const heed = (took: number) => {
    if (took > LONG_MS) rows = Math.max(FEWEST, Math.floor(rows / 2));
    else if (took < SHORT_MS) rows = Math.min(most, rows * 2);
  };
  return {
    rows: () => rows,
    begin: () => {
      const began = performance.now();
      return () => {
        heed(performance.now() - began);
        return yieldToOthers();
      };
    },
  };
};
