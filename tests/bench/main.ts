import path from 'node:path';
import { reserveStandardOutput } from '../../scripts/demo/screen';
import { databasesOf, serverOf } from '../support/database';
import { ROOT } from '../support/paths';
import { remember, showHistory } from './history';
import { createLeftovers, type Leftovers } from './leftovers';
import { describeDatabase, describeMachine } from './machine';
import { measureScenario, tasksOf } from './measure';
import { measureNaive } from './naive';
import { rounded } from './numbers';
import { readOptions, USAGE, type BenchOptions } from './options';
import { createBenchProgress, type Progress } from './progress';
import { SCENARIO_NAMES, type Report, type ScenarioReport } from './report';
import { startSandboxProcess } from './sandbox';
import { measureSave, type SaveMeasured } from './save';
import { SCENARIOS } from './scenarios';
import { openStage } from './stage';
import { describeReport } from './table';
import { judgeSave } from './targets';

/** Measures what the options ask for. */
const measure = async (
  options: BenchOptions,
  progress: Progress,
  leftovers: Leftovers
): Promise<{ report: Report; save: SaveMeasured | null }> => {
  const databases = databasesOf(options.db, path.join(ROOT, '.cache/bench'));
  const name = `dotmailer_bench_${process.pid}`;
  leftovers.database(() => databases.drop(name));
  await demandServer(options, databases, name);
  const sandbox = await startSandboxProcess(leftovers);
  const wanted = (part: BenchOptions['parts'][number]) => options.parts.includes(part);

  let save: SaveMeasured | null = null;
  if (wanted('save')) {
    progress.begin('save', "an editor's save, with and without the plugin");
    save = await measureSave({ databases, name, sandbox, leftovers });
  }
  progress.begin('seed', 'starting Strapi and writing contacts');
  const stage = await openStage({ options, sandbox, progress, databases, name, leftovers });
  const database = describeDatabase(options.db, await stage.ask('databaseVersion'));
  const scenarios: Report['scenarios'] = { ...NOTHING };
  for (const scenario of SCENARIO_NAMES.filter(wanted)) {
    scenarios[scenario] = await measureScenario(stage, SCENARIOS[scenario]());
  }
  progress.begin('naive', 'one call per contact');
  const naive = wanted('naive') ? await measureNaive(sandbox, options.contacts) : null;
  const { contacts, books, campaigns } = options;
  const report: Report = {
    machine: describeMachine(),
    node: process.versions.node,
    database,
    contacts,
    books,
    campaigns,
    naive,
    save: save && { with: save.with, without: save.without, statements: save.statements },
    scenarios,
  };
  return { report: rounded(report), save };
};

const NOTHING: Report['scenarios'] = {
  firstPush: null,
  firstPull: null,
  nothingChanged: null,
  thousandChanged: null,
  reconcile: null,
  activity: null,
};

const planOf = ({ parts, runs }: BenchOptions): string[] => [
  'seed',
  ...parts.flatMap((part) =>
    part === 'save' || part === 'naive' ? [part] : tasksOf(SCENARIOS[part](), runs)
  ),
];

/** Creates and drops an empty database: who cannot do that needs to hear it before anything else. */
const demandServer = async (
  { db }: BenchOptions,
  databases: ReturnType<typeof databasesOf>,
  name: string
): Promise<void> => {
  if (db === 'sqlite') return;
  const { host, port, user } = serverOf(db);
  const product = db === 'postgres' ? 'PostgreSQL' : 'MySQL or MariaDB';
  try {
    await databases.create(name);
    await databases.drop(name);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : '';
    throw new Error(
      `No ${product} server takes the bench at ${host}:${port} as ${user} (${reason}). ` +
        'Start one, name it in DATABASE_HOST, DATABASE_PORT, DATABASE_USERNAME and ' +
        'DATABASE_PASSWORD, or use --db sqlite.'
    );
  }
  process.stderr.write(`${product} server: ${user}@${host}:${port}\n`);
};

/** Ctrl-C reaches this process and those that it started. */
const interruption = () =>
  new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(null));
  });

const missedAny = ({ scenarios, save }: Report): boolean =>
  Object.values(scenarios).some((one: ScenarioReport | null) => one && one.missed.length > 0) ||
  (save !== null && !judgeSave(save));

/** Answers the exit code. */
const run = async (options: BenchOptions): Promise<number> => {
  const print = options.json ? reserveStandardOutput() : null;
  const progress = createBenchProgress(planOf(options));
  const leftovers = createLeftovers();
  try {
    const measured = await Promise.race([measure(options, progress, leftovers), interruption()]);
    progress.end();
    if (!measured) return 1;
    const { report, save } = measured;
    // A profiler wakes the process all the time: such numbers are no measure.
    if (!options.profile) remember(report);
    process.stderr.write(`\n${describeReport(report, save)}`);
    print?.(`${JSON.stringify(report)}\n`);
    return options.json && missedAny(report) ? 1 : 0;
  } finally {
    for (const failure of await leftovers.clear()) {
      process.stderr.write(`\nThe bench could not clean up: ${failure}\n`);
    }
  }
};

const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return void process.stderr.write(`${USAGE}\n`);
  const options = readOptions(args);
  if (options.history) return showHistory((text) => process.stdout.write(text));
  process.exit(await run(options));
};

main().catch((error: unknown) => {
  process.stderr.write(`\nThe bench failed: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
