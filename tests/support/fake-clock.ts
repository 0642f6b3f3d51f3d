/** A clock that tests turn: `sleep` returns at once and moves the time on, or waits to be turned. */
export type FakeClock = {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Every sleep asked for, in milliseconds. */
  slept: number[];
  advance(ms: number): void;
};

/** Sleeping moves the time on and is over at once: waits are measured, not waited for. */
export const createFakeClock = (start = Date.UTC(2026, 0, 1)): FakeClock => {
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
