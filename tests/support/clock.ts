import type { Clock } from '../../server/src/sync/deps';

export type FakeClock = Clock & {
  /** Moves time forward, waking sleepers in the order of their times. */
  advance(ms: number): Promise<void>;
  /** Moves time forward in one go, as after a suspend: every sleeper that is due wakes once. */
  jump(ms: number): Promise<void>;
  /** How many sleep right now. */
  sleepers(): number;
};

type Sleeper = { at: number; wake(): void };

/** Lets everything that can run without time passing run, database answers included. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** A clock that stands still until told otherwise. Starts at a fixed date. */
export const createFakeClock = (start = Date.UTC(2026, 0, 15, 12)): FakeClock => {
  let now = start;
  const sleeping = new Set<Sleeper>();

  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const end = () => {
        sleeping.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const sleeper = {
        at: now + ms,
        wake: () => {
          end();
          resolve();
        },
      };
      const abort = () => {
        end();
        reject(signal?.reason);
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', abort);
      sleeping.add(sleeper);
    });

  return {
    now: () => now,
    sleep,
    sleepers: () => sleeping.size,
    advance: async (ms) => {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = [...sleeping].sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > end) break;
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
    jump: async (ms) => {
      now += ms;
      for (const sleeper of [...sleeping]) if (sleeper.at <= now) sleeper.wake();
      await settle();
    },
  };
};
