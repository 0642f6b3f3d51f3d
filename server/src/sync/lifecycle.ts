import { remark } from '../core/remarks';

/** Why running work was told to stop. `stopped`: a person; `shutdown`: the site; `lease-lost`: another node. */
export type StopCause = 'stopped' | 'shutdown' | 'lease-lost';

/** The reason of every abort this plugin causes itself; `name` is the platform's. */
export class StopError extends Error {
  constructor(readonly why: StopCause) {
    super(remark(why).text);
    this.name = 'AbortError';
  }
}

/** What concerns the whole process: its end, and jobs that were just put into the queue. */
export type Lifecycle = {
  /** Aborted when the process shuts down. */
  readonly signal: AbortSignal;
  shutDown(): void;
  /** Leased work: the process waits for its end before the database goes. */
  track(work: Promise<unknown>): void;
  /** Resolves when no tracked work is left. */
  idle(): Promise<void>;
  /** Tells this process's worker to look at once. */
  wakeWorker(): void;
  /** Answers the function that stops listening. */
  onWake(listener: () => void): () => void;
};

export const createLifecycle = (): Lifecycle => {
  const controller = new AbortController();
  const listeners = new Set<() => void>();
  const tracked = new Set<Promise<unknown>>();
  return {
    signal: controller.signal,
    shutDown: () => controller.abort(new StopError('shutdown')),
    track: (work) => {
      tracked.add(work);
      const forget = () => tracked.delete(work);
      work.then(forget, forget);
    },
    idle: async () => {
      await Promise.allSettled(tracked);
    },
    wakeWorker: () => listeners.forEach((listener) => listener()),
    onWake: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
