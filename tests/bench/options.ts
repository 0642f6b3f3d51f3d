import { parseArgs } from 'node:util';
import type { DatabaseClient } from '../support/database';
import { PARTS, type Part } from './report';

export type BenchOptions = {
  contacts: number;
  books: number;
  /** Sent to the books when nothing changed; what people did is spread over so many. */
  campaigns: number;
  db: DatabaseClient;
  /** One JSON object on standard output, everything else on standard error. */
  json: boolean;
  /** CPU profiles and statement times of the site's process. */
  profile: boolean;
  /** Print the numbers of earlier runs instead of measuring. */
  history: boolean;
  parts: Part[];
  /** How often each scenario is measured; the medians count. */
  runs: number;
};

export const USAGE = `npm run bench [-- --contacts N] [--books B] [--campaigns C] [--db sqlite|postgres|mysql] [--json]

  --contacts N      contacts in all (10000)
  --books B         address books that share them when nothing changed (10)
  --campaigns C     campaigns that were sent to the books, and that activity is spread over (50)
  --db D            sqlite, postgres or mysql (MariaDB too); a server is looked for on 127.0.0.1
  --json            print one JSON object on standard output, everything else on standard error;
                    exit code 1 when a target is missed
  --scenario a,b    only these of ${PARTS.join(', ')}
  --runs N          times each scenario is measured (3)
  --profile         write CPU profiles and statement times of the site's process to
                    tests/bench/profiles/; slower, so the numbers are not remembered
  --history         print the numbers of earlier runs as a table`;

const DATABASES = ['sqlite', 'postgres', 'mysql'] as const;

/** @throws Error for an unknown argument or a value that makes no sense. */
export const readOptions = (args: string[]): BenchOptions => {
  const { values } = parseArgs({
    args,
    options: {
      contacts: { type: 'string', default: '10000' },
      books: { type: 'string', default: '10' },
      campaigns: { type: 'string', default: '50' },
      db: { type: 'string', default: 'sqlite' },
      scenario: { type: 'string', default: PARTS.join(',') },
      runs: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      history: { type: 'boolean', default: false },
    },
  });
  const { json, profile, history } = values;
  const options = {
    contacts: wholeNumber('--contacts', values.contacts, 100),
    books: wholeNumber('--books', values.books, 1),
    campaigns: wholeNumber('--campaigns', values.campaigns, 0),
    runs: wholeNumber('--runs', values.runs, 1),
    db: oneOf('--db', DATABASES, values.db),
    parts: values.scenario.split(',').map((name) => oneOf('--scenario', PARTS, name)),
    json,
    profile,
    history,
  };
  if (options.books > options.contacts) throw new Error('--books: more books than contacts');
  return options;
};

const wholeNumber = (option: string, text: string, least: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} needs a whole number of at least ${least}`);
};

const oneOf = <T extends string>(option: string, words: readonly T[], text: string): T => {
  const word = words.find((one) => one === text.trim());
  if (word) return word;
  throw new Error(`${option} knows ${words.join(', ')}, not ${text}`);
};
