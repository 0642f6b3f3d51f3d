import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { client } from '../support/database';
import { ROOT } from '../support/paths';
import type { Report } from '../bench/report';

/** Some processes of a site: on a busy machine this takes its time, and how much is not judged. */
const PATIENCE_MS = 480_000;
const BENCH = ['--import', 'tsx', path.join(ROOT, 'tests/bench/main.ts')];

type Ended = { code: number; stdout: string; stderr: string };

const bench = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...BENCH, ...args],
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
    const report = await measure([
      ...['--contacts', '120', '--books', '2', '--campaigns', '3', '--runs', '1'],
      ...['--scenario', 'thousandChanged,nothingChanged,naive'],
    ]);

    expect(report).toMatchObject({ contacts: 120, books: 2, campaigns: 3, save: null });
    expect(report.database).toMatch(
      client === 'sqlite' ? /^SQLite \d/ : /^(PostgreSQL|MariaDB|MySQL) \d.*@127\.0\.0\.1:\d+\)$/
    );
    expect(report.naive).toMatchObject({ contacts: 120, apiCalls: 120 });
    const { thousandChanged, nothingChanged, ...leftOut } = report.scenarios;
    expect(Object.values(leftOut)).toEqual([null, null, null, null]);

    // All there are: fewer than 1,000.
    expect(thousandChanged).toMatchObject({ rowsSent: 120, apiCalls: { write: 1 }, ratio: null });
    // Of one run alone, in a process that has looked before: every feed once, for each of two books; one call looks for campaigns.
    expect(nothingChanged).toMatchObject({
      rowsSent: 0,
      rowsRead: 0,
      apiCalls: { read: 7, write: 0, poll: 0, byEndpoint: { 'GET address-books': 1 } },
    });

    for (const scenario of [thousandChanged, nothingChanged]) {
      const { apiCalls, met = [], missed = [], ...numbers } = scenario ?? {};
      expect(Object.keys(numbers).sort()).toEqual(NUMBERS);
      for (const [name, value] of Object.entries(numbers)) {
        if (value !== null) expect(value, name).toBeGreaterThanOrEqual(0);
      }
      const { byEndpoint = {}, read = 0, write = 0, poll = 0 } = apiCalls ?? {};
      const calls = Object.values(byEndpoint).reduce((sum, count) => sum + count, 0);
      expect(calls).toBe(read + write + poll);
      expect([...met, ...missed].length).toBeGreaterThan(2);
      const { seconds = 0, workSeconds = 0, sandboxSeconds = 0 } = scenario ?? {};
      expect(workSeconds).toBeGreaterThan(0);
      expect(sandboxSeconds).toBeLessThan(seconds);
    }
    const { ratio, floorSeconds, seconds = 0 } = nothingChanged ?? {};
    expect((ratio ?? 0) * (floorSeconds ?? 0)).toBeCloseTo(seconds, 1);
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
  'workSeconds',
];

test.skipIf(client !== 'sqlite')(
  'a bench that is interrupted leaves no process and no database behind',
  async () => {
    const child = spawn(
      process.execPath,
      [...BENCH, '--contacts', '100', '--scenario', 'reconcile'],
      {
        cwd: ROOT,
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      }
    );
    const pid = child.pid ?? 0;
    const files = () =>
      fs
        .readdirSync(path.join(ROOT, '.cache/bench'))
        .filter((name) => name.startsWith(`dotmailer_bench_${pid}`));
    for await (const words of child.stderr) {
      if (String(words).includes('reconcile, preparing')) break;
    }
    expect(files()).not.toEqual([]);
    const ended = once(child, 'exit');
    // The bench alone: a terminal would tell its processes as well.
    process.kill(pid, 'SIGINT');
    expect(await ended).toEqual([1, null]);
    expect(files()).toEqual([]);
    expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
  },
  PATIENCE_MS
);

test('without the server it names, the bench says so and ends', async () => {
  const tries = (['postgres', 'mysql'] as const).map(async (db) => {
    const { code, stdout, stderr } = await bench(['--db', db, '--json'], { DATABASE_PORT: '1' });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('server takes the bench at 127.0.0.1:1');
    expect(stderr).toContain('--db sqlite');
  });
  await Promise.all(tries);
});

test('an option it does not know ends the bench', async () => {
  const { code, stderr } = await bench(['--scenario', 'lunch']);
  expect(code).toBe(1);
  expect(stderr).toContain('--scenario knows save, firstPush');
});
