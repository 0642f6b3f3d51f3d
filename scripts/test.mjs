/**
 * `npm test`: installs and builds what is missing, then types, lint and every test. All stages run
 * even when one fails; the exit code is 1 when any did.
 *
 *   --all-databases   run the integration tests on PostgreSQL and MariaDB too, where they answer
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ensurePlayground, ROOT } from './setup.mjs';

const RESULTS = path.join(ROOT, '.cache/test');
const stages = [];
const remarks = [];

const run = (name, command, args, env = {}) => {
  process.stdout.write(`\n== ${name}\n`);
  const started = Date.now();
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const stage = { name, ok: status === 0, seconds: Math.round((Date.now() - started) / 1000) };
  stages.push(stage);
  return stage;
};

/** Runs tests once more beside vitest's own lines into a file, for the counts at the end. */
const runTests = (name, args, env = {}) => {
  const results = path.join(RESULTS, `${stages.length}.json`);
  const stage = run(
    name,
    'npx',
    [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      ...args,
    ],
    { DOTMAILER_TEST_BUILT: '1', ...env }
  );
  if (!fs.existsSync(results)) return;
  const counts = JSON.parse(fs.readFileSync(results, 'utf8'));
  stage.passed = counts.numPassedTests;
  stage.failed = counts.numFailedTests;
  stage.skipped = counts.numPendingTests + counts.numTodoTests;
};

const projects = (names) => names.flatMap((name) => ['--project', name]);

/** Tests are found by folder; vitest fails on a project without any. */
const withTests = (names) =>
  names.filter((name) => {
    const folder = path.join(ROOT, 'tests', name);
    return (
      fs.existsSync(folder) && fs.readdirSync(folder).some((file) => file.endsWith('.test.ts'))
    );
  });

const answers = {
  postgres: async () => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      host: '127.0.0.1',
      port: 5432,
      user: 'postgres',
      database: 'postgres',
    });
    await client.connect();
    await client.end();
  },
  mysql: async () => {
    const { default: mysql } = await import('mysql2/promise');
    const client = await mysql.createConnection({ host: '127.0.0.1', port: 3306, user: 'root' });
    await client.end();
  },
};

const runOnServer = async (database, title) => {
  if (!process.argv.includes('--all-databases')) {
    remarks.push(`${title}: not run; npm test -- --all-databases runs it where a server answers`);
    return;
  }
  try {
    await answers[database]();
  } catch (error) {
    remarks.push(`${title}: NOT RUN, no server takes the tests (${error.message})`);
    return;
  }
  runTests(`Integration tests on ${title}`, projects(['integration']), { TEST_DATABASE: database });
};

const showSummary = () => {
  const total = (field) => stages.reduce((sum, stage) => sum + (stage[field] ?? 0), 0);
  process.stdout.write('\n== Summary\n');
  for (const { name, ok, seconds, passed, failed, skipped } of stages) {
    const counts =
      passed === undefined ? '' : `  ${passed} passed, ${failed} failed, ${skipped} skipped`;
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)${counts}\n`);
  }
  for (const remark of remarks) process.stdout.write(`NOTE    ${remark}\n`);
  process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed\n`);
};

ensureInstalled();
ensurePlayground();
fs.rmSync(RESULTS, { recursive: true, force: true });
fs.mkdirSync(RESULTS, { recursive: true });

run('Types', 'npm', ['run', '--silent', 'types']);
run('Lint and formatting', 'npm', ['run', '--silent', 'lint']);

if (!process.env.DOTDIGITAL_CONTRACT_DIR) {
  remarks.push(
    "Contract tests against the vendor's documents: skipped, DOTDIGITAL_CONTRACT_DIR is not set"
  );
}
runTests('Tests (SQLite)', projects(withTests(['unit', 'contract', 'integration', 'faults'])));
const chromium = findChromium();
// Two at a time: a browser beside each site wants its share of the processors.
if (chromium)
  runTests('Browser tests', [...projects(withTests(['e2e'])), '--maxWorkers=2'], {
    CHROMIUM_PATH: chromium,
  });
else remarks.push('Browser tests: NOT RUN, no Chromium found (set CHROMIUM_PATH or install it)');
await runOnServer('postgres', 'PostgreSQL');
await runOnServer('mysql', 'MariaDB');

showSummary();
process.exit(stages.every(({ ok }) => ok) ? 0 : 1);
