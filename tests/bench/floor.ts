import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/paths';
import type { Stage } from './stage';

const run = promisify(execFile);

/** The floor of one scenario, in a process and a database of its own. */
export type Floor = {
  /** Makes tables, rows and a book at the sandbox; not measured. */
  prepare(): Promise<void>;
  /** Seconds of what nobody can avoid. */
  measure(): Promise<number>;
  clean(): Promise<void>;
};

export const createFloor = (
  { options, sandbox, floorDatabase, leftovers }: Stage,
  scenario: string
): Floor => {
  const call = async (command: string): Promise<string> => {
    const running = run(
      process.execPath,
      [
        ...['--import', 'tsx', path.join(ROOT, 'tests/bench/floor/run.ts'), command],
        ...['--scenario', scenario, '--db', options.db, '--sandbox', sandbox.url],
        ...['--contacts', String(options.contacts), '--books', String(options.books)],
        ...['--campaigns', String(Math.max(1, options.campaigns))],
        ...['--database', floorDatabase],
      ],
      { cwd: ROOT }
    );
    leftovers.process(running.child);
    return (await running).stdout;
  };
  return {
    prepare: async () => void (await call('prepare')),
    measure: async () => (JSON.parse(await call('measure')) as { seconds: number }).seconds,
    clean: async () => void (await call('clean')),
  };
};
