import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { client } from '../support/database';
import { ROOT } from '../support/paths';
import type { Report } from '../bench/report';

/** Many small processes: on a busy machine this takes its time, and how much is not judged. */
const PATIENCE_MS = 600_000;

type Ended = { code: number; stdout: string; stderr: string };

const bench = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', path.join(ROOT, 'tests/bench/main.ts'), ...args],
      { cwd: ROOT, env: { ...process.env, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr })
    );
  });

const measure = async (args: string[]): Promise<Report> => {
  const { stdout, stderr } = await bench([...args, '--db', client, '--json']);
  expect(stdout, stderr).toMatch(/^\{.*\}\n$/);
  return JSON.parse(stdout) as Report;
};

test.skipIf(client !== 'sqlite')(
  'the bench answers one object whose counts are those of its scenarios',
  async () => {
    const size = ['--contacts', '500', '--books', '2', '--campaigns', '3', '--runs', '1'];
    const report = await measure(size);

    expect(report).toMatchObject({ contacts: 500, books: 2, campaigns: 3 });
    expect(report.database).toMatch(/^SQLite \d/);
    expect(report.naive).toMatchObject({ contacts: 500, apiCalls: 500 });
    expect(Object.keys(report.save ?? {}).sort()).toEqual(['statements', 'with', 'without']);
    const { firstPush, firstPull, nothingChanged, reconcile, ...later } = report.scenarios;
    expect(later).toEqual({ thousandChanged: null, activity: null });

    expect(firstPush).toMatchObject({ rowsSent: 500, apiCalls: { write: 1 } });
    expect(firstPull).toMatchObject({ rowsSent: 0, rowsRead: 500, apiCalls: { write: 0 } });
    const quiet = { rowsSent: 0, rowsRead: 0, apiCalls: { write: 0, poll: 0 } };
    expect(nothingChanged).toMatchObject(quiet);
    expect(reconcile).toMatchObject(quiet);
    // Of one run alone, in a process that has looked before: every feed once, for each of two books.
    expect(nothingChanged?.apiCalls.byEndpoint['GET address-books']).toBe(1);
    expect(nothingChanged?.apiCalls.read).toBe(6);

    for (const scenario of [firstPush, firstPull, nothingChanged, reconcile]) {
      const { apiCalls, met = [], missed = [], ...numbers } = scenario ?? {};
      expect(Object.keys(numbers).sort()).toEqual(NUMBERS);
      for (const value of Object.values(numbers)) expect(Number.isFinite(value)).toBe(true);
      const { byEndpoint = {}, read = 0, write = 0, poll = 0 } = apiCalls ?? {};
      const calls = Object.values(byEndpoint).reduce((sum, count) => sum + count, 0);
      expect(calls).toBe(read + write + poll);
      expect([...met, ...missed].length).toBeGreaterThan(2);
      const { ratio = 0, floorSeconds = 0, seconds = 0 } = scenario ?? {};
      expect(ratio * floorSeconds).toBeCloseTo(seconds, 1);
    }
  },
  PATIENCE_MS
);

const NUMBERS = [
  'databaseSeconds',
  'eventLoopP50Ms',
  'eventLoopP99Ms',
  'floorSeconds',
  'memoryOverIdleMb',
  'ratio',
  'rowsRead',
  'rowsSent',
  'sandboxSeconds',
  'saveP95Ms',
  'seconds',
  'statements',
];

test.skipIf(client === 'sqlite')(
  'the bench measures one part alone, on a server too',
  async () => {
    const only = ['--contacts', '500', '--runs', '1', '--scenario', 'firstPush'];
    const { database, save, naive, scenarios } = await measure(only);
    expect(database).toMatch(/^(PostgreSQL|MariaDB|MySQL) \d.*@127\.0\.0\.1:\d+\)$/);
    const { firstPush, ...others } = scenarios;
    expect([save, naive, ...Object.values(others)].every((part) => part === null)).toBe(true);
    expect(firstPush).toMatchObject({ rowsSent: 500, apiCalls: { write: 1 } });
  },
  PATIENCE_MS
);

test('without the server it names, the bench says so and ends', async () => {
  for (const db of ['postgres', 'mysql']) {
    const { code, stdout, stderr } = await bench(['--db', db, '--json'], { DATABASE_PORT: '1' });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('server takes the bench at 127.0.0.1:1');
    expect(stderr).toContain('--db sqlite');
  }
});

test('an option it does not know ends the bench', async () => {
  const { code, stderr } = await bench(['--scenario', 'lunch']);
  expect(code).toBe(1);
  expect(stderr).toContain('--scenario knows save, firstPush');
});
