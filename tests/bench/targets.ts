import type { BenchOptions } from './options';
import type { SaveReport, ScenarioName, ScenarioReport } from './report';

type Result = Omit<ScenarioReport, 'met' | 'missed'>;

/** `limit` null: no target for this size or database. */
type Target = {
  what: string;
  unit: string;
  value(result: Result): number | null;
  limit(options: BenchOptions, result: Result): number | null;
};

const CSV_FILE_BYTES = 10_000_000;
/** A row of e-mail, first, last and full name is shorter than this in the file. */
const ROW_BYTES = 100;

/** Targets are set for 100,000 and 1,000,000 contacts; up to the first, its target holds. */
const bySize = (upTo100k: number, upTo1M: number | null) => (options: BenchOptions) => {
  if (options.contacts <= 100_000) return upTo100k;
  return options.contacts <= 1_000_000 && options.db !== 'mysql' ? upTo1M : null;
};
const always = (limit: number) => () => limit;

const seconds = (limit: Target['limit']): Target => ({
  what: 'in all',
  unit: 's',
  value: (result) => result.seconds,
  limit,
});

/** Fixed costs outweigh everything where there is little to do: judged from 100,000 contacts. */
const ratio = (limit: number): Target => ({
  what: 'times the floor',
  unit: '',
  value: (result) => result.ratio,
  limit: (options) => (options.contacts >= 100_000 ? limit : null),
});

const databaseWork: Target = {
  what: 'database work',
  unit: 's',
  value: (result) => result.databaseSeconds,
  limit: ({ contacts, db }) => {
    if (contacts <= 100_000) return db === 'mysql' ? 1 : 0.5;
    return db === 'mysql' ? null : 8;
  },
};

const rowsSent = (limit: Target['limit']): Target => ({
  what: 'rows sent',
  unit: '',
  value: (result) => result.rowsSent,
  limit,
});

const writeCalls = (limit: Target['limit']): Target => ({
  what: 'write calls',
  unit: '',
  value: (result) => result.apiCalls.write,
  limit,
});

const readCalls = (limit: Target['limit']): Target => ({
  what: 'read calls',
  unit: '',
  value: (result) => result.apiCalls.read,
  limit,
});

const EVERYWHERE: Target[] = [
  {
    what: 'event-loop delay p99',
    unit: 'ms',
    value: (result) => result.eventLoopP99Ms,
    limit: always(50),
  },
  {
    what: "an editor's save p95",
    unit: 'ms',
    value: (result) => result.saveP95Ms,
    limit: ({ db }) => (db === 'sqlite' ? 50 : 30),
  },
];

const reconcileSeconds: Target['limit'] = ({ contacts, db }) => {
  if (contacts <= 100_000) return 2;
  return { sqlite: 20, postgres: 30, mysql: 70 }[db];
};

const TARGETS: Record<ScenarioName, Target[]> = {
  firstPush: [
    seconds(bySize(20, 200)),
    {
      what: 'own time',
      unit: 's',
      value: (result) => result.seconds - result.sandboxSeconds,
      limit: bySize(10, 120),
    },
    writeCalls(({ contacts }) => Math.ceil((contacts * ROW_BYTES) / CSV_FILE_BYTES)),
    {
      what: 'memory over idle',
      unit: 'MB',
      value: (result) => result.memoryOverIdleMb,
      limit: always(64),
    },
    ratio(3),
  ],
  firstPull: [
    seconds(bySize(15, null)),
    // The overlap: a page that ends a feed, and the feeds of opt-outs and of books.
    readCalls(({ contacts }) => Math.ceil(contacts / 1000) + 5),
    ratio(3),
  ],
  nothingChanged: [
    writeCalls(always(0)),
    readCalls(({ books }) => 3 + 2 * books),
    databaseWork,
    ratio(2),
  ],
  thousandChanged: [
    writeCalls(always(1)),
    {
      what: 'local work',
      unit: 's',
      value: (result) => result.workSeconds,
      limit: always(2),
    },
  ],
  reconcile: [seconds(reconcileSeconds), rowsSent(always(0)), ratio(2)],
  activity: [writeCalls(always(0)), rowsSent(always(0)), ratio(3)],
};

/** Sorts the targets of a scenario into those its result met and those it missed. */
export const judge = (
  name: ScenarioName,
  options: BenchOptions,
  result: Result
): Pick<ScenarioReport, 'met' | 'missed'> => {
  const met: string[] = [];
  const missed: string[] = [];
  for (const { what, unit, value, limit } of [...TARGETS[name], ...EVERYWHERE]) {
    const most = limit(options, result);
    const is = value(result);
    if (most === null || is === null) continue;
    const words = `${what}: ${round(is)} of at most ${round(most)} ${unit}`.trim();
    (is <= most ? met : missed).push(words);
  }
  return { met, missed };
};

/** What the plugin may add to a save, beside no synchronisation. */
export const judgeSave = (save: SaveReport): boolean =>
  save.with - save.without <= 1 && save.statements <= 1;

const round = (value: number): number => Number(value.toFixed(2));
