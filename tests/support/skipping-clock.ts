/** For code under test that waits by itself: `sleep` moves the time on and is over at once. */
export type SkippingClock = {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Every sleep asked for, in milliseconds. */
  slept: number[];
  advance(ms: number): void;
};

/** A clock on which waits are measured, not waited for. `clock.ts` has the one that stands still. */
export const createSkippingClock = (start = Date.UTC(2026, 0, 1)): SkippingClock => {
  let now = start;
  const slept: number[] = [];
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
    slept,
    advance: (ms) => {
      now += ms;
    },
  };
};
