/** The process's time while a simulation has it. Milliseconds. */
export type SimulatedTime = {
  now(): number;
  set(time: number): void;
  advance(ms: number): void;
  /** Gives the real time back. */
  end(): void;
};

/**
 * Takes the time of the whole process over: Strapi, plugin and sandbox read one clock, which stands
 * still until it is told to go on. Timers are left alone.
 */
export const simulateTime = (start: number): SimulatedTime => {
  const RealDate = Date;
  let now = start;
  class SimulatedDate extends RealDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now = () => now;
    /** Dates made before the simulation began are dates too. */
    static override [Symbol.hasInstance](value: unknown): boolean {
      return Object.prototype.toString.call(value) === '[object Date]';
    }
  }
  globalThis.Date = SimulatedDate as DateConstructor;
  return {
    now: () => now,
    set: (time) => {
      now = time;
    },
    advance: (ms) => {
      now += ms;
    },
    end: () => {
      globalThis.Date = RealDate;
    },
  };
};
