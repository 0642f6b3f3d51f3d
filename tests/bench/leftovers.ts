import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The processes and databases of a bench: however it ends, none of them stays behind. */
export type Leftovers = {
  /** Remembers a process until it has ended. One that comes after the end is killed at once. */
  process<Child extends ChildProcess>(child: Child): Child;
  /** Remembers how a database goes; that may be asked twice, or of one that was never made. */
  database(drop: () => Promise<void>): void;
  /** Kills what still runs, then drops what is still there. Answers what failed, in words. */
  clear(): Promise<string[]>;
};

export const createLeftovers = (): Leftovers => {
  const running = new Set<ChildProcess>();
  const drops: (() => Promise<void>)[] = [];
  let over = false;

  const kill = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };

  return {
    process: (child) => {
      running.add(child);
      child.once('exit', () => running.delete(child));
      if (over) child.kill('SIGKILL');
      return child;
    },
    database: (drop) => drops.push(drop),
    clear: async () => {
      over = true;
      const failures: string[] = [];
      const attempt = async (work: () => Promise<void>) => {
        try {
          await work();
        } catch (error) {
          failures.push(error instanceof Error ? error.message : String(error));
        }
      };
      for (const child of running) await attempt(() => kill(child));
      for (const drop of drops) await attempt(drop);
      return failures;
    },
  };
};
