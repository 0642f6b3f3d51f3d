/**
 * The floor of the bench: what nobody can avoid, without Strapi and plugin, on tables like the plugin's.
 * `tsx tests/bench/floor/run.ts prepare|measure|clean --scenario first-push --db sqlite --contacts 10000
 * --books 1 --sandbox http://127.0.0.1:4010 [--database NAME]`. `measure` prints one JSON object.
 */
import { parseArgs } from 'node:util';
import { activity } from './activity';
import { createDatabase, databaseName, dropDatabase, KINDS, openDatabase } from './database';
import { firstPull } from './first-pull';
import { firstPush } from './first-push';
import { nothingChanged } from './nothing-changed';
import { reconcile } from './reconcile';
import type { Scenario } from './scenario';
import { createTables, readState, saveState } from './tables';
import { closeAccounts, openVendor } from './vendor';

const SCENARIOS: Record<string, Scenario> = {
  'first-push': firstPush,
  'first-pull': firstPull,
  'nothing-changed': nothingChanged,
  reconcile,
  activity,
};

const readOptions = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scenario: { type: 'string', default: 'first-push' },
      db: { type: 'string', default: 'sqlite' },
      contacts: { type: 'string', default: '10000' },
      books: { type: 'string', default: '1' },
      campaigns: { type: 'string', default: '1' },
      sandbox: { type: 'string', default: 'http://127.0.0.1:4010' },
      database: { type: 'string' },
    },
  });
  const kind = KINDS.find((one) => one === values.db);
  if (!kind) throw new Error(`--db must be one of ${KINDS.join(', ')}`);
  const scenario = SCENARIOS[values.scenario];
  if (!scenario) throw new Error(`--scenario must be one of ${Object.keys(SCENARIOS).join(', ')}`);
  const { contacts, books, campaigns } = values;
  const size = {
    contacts: Number(contacts),
    books: Number(books),
    campaigns: Number(campaigns),
  };
  const database = databaseName(kind, values.database);
  return { command: positionals[0], kind, scenario, size, database, sandbox: values.sandbox };
};

type Options = ReturnType<typeof readOptions>;

const prepare = async ({ kind, scenario, size, database, sandbox }: Options) => {
  await createDatabase(kind, database);
  const db = openDatabase(kind, database);
  try {
    await createTables(db);
    await saveState(db, await scenario.prepare(db, size, sandbox));
  } finally {
    await db.knex.destroy();
  }
};

const measure = async ({ kind, scenario, database, sandbox }: Options) => {
  const db = openDatabase(kind, database);
  try {
    const state = await readState(db);
    const vendor = openVendor(sandbox, state);
    const began = performance.now();
    const usedBefore = process.cpuUsage();
    const counts = await scenario.run(db, vendor, state);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(usedBefore);
    const cpuSeconds = (user + system) / 1e6;
    console.log(JSON.stringify({ seconds, cpuSeconds, ...counts, calls: vendor.calls }));
  } finally {
    await db.knex.destroy();
  }
};

const clean = async ({ kind, database, sandbox }: Options) => {
  await closeAccounts(sandbox);
  await dropDatabase(kind, database);
};

const main = async () => {
  const options = readOptions();
  const commands = new Map(Object.entries({ prepare, measure, clean }));
  const command = commands.get(options.command ?? '');
  if (!command) throw new Error('say prepare, measure or clean');
  await command(options);
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
