import { parseArgs } from 'node:util';
import type { DatabaseClient } from '../support/database';

export type InterleavingOptions = {
  runs: number;
  /** The first run's; each following one has the next number. */
  seed: number;
  db: DatabaseClient;
  /** The vendor and the site's process fail in between. */
  faults: boolean;
  /** Look for the shortest interleaving that breaks a promise too. */
  shrink: boolean;
  /** One JSON object on standard output, everything else on standard error. */
  json: boolean;
  help: boolean;
};

export const USAGE = `npm run interleavings [-- --runs N] [--seed S] [--db sqlite|postgres|mysql] [--shrink] [--json]
npm run faults        the same, while calls fail, answers get lost, imports are rejected and the
                      process ends in the middle of a synchronisation

  --runs N     random interleavings of what people and time do to both sides (100)
  --seed S     of the first one, each following has the next number (1): a violation's seed with
               --runs 1 shows it again
  --db D       sqlite, postgres or mysql (MariaDB too); a server is looked for on 127.0.0.1
  --shrink     look for a shorter interleaving that breaks a promise, for up to a minute each
  --json       print one JSON object { runs, seed, violations: [{ seed, rule, what }] } on standard
               output, everything else on standard error
The exit code is 1 when a promise was broken.`;

const DATABASES: DatabaseClient[] = ['sqlite', 'postgres', 'mysql'];

/** @throws Error for an unknown argument or a value that makes no sense. */
export const readOptions = (args: string[]): InterleavingOptions => {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      db: { type: 'string', default: 'sqlite' },
      faults: { type: 'boolean', default: false },
      shrink: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const db = DATABASES.find((name) => name === values.db);
  if (!db) throw new Error(`--db knows ${DATABASES.join(', ')}, not ${values.db}`);
  return {
    ...values,
    db,
    runs: wholeNumber('--runs', values.runs),
    seed: wholeNumber('--seed', values.seed),
  };
};

const wholeNumber = (option: string, text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value < 2 ** 31) return value;
  throw new Error(`${option} needs a whole number of at least 1`);
};
