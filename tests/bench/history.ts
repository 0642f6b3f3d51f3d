import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/paths';
import { SCENARIO_NAMES, type Report } from './report';
import { columns } from './table';

const FILE = path.join(ROOT, '.cache/bench-history.jsonl');

type Entry = { at: string; commit: string } & Report;

const commitOf = (): string => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
};

/** Remembers the numbers of a run on this machine. */
export const remember = (report: Report): void => {
  const entry: Entry = { at: new Date().toISOString(), commit: commitOf(), ...report };
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.appendFileSync(FILE, `${JSON.stringify(entry)}\n`);
};

/** Every run so far as a table: seconds, and times the floor. */
export const showHistory = (write: (text: string) => void): void => {
  const lines = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8').split('\n') : [];
  const entries = lines.filter(Boolean).map((line) => JSON.parse(line) as Entry);
  if (entries.length === 0) return write(`No run has been remembered yet in ${FILE}\n`);
  const rows = entries.map((entry) => [
    entry.at.slice(0, 16).replace('T', ' '),
    entry.commit,
    entry.database.split(' (')[0] ?? '',
    entry.contacts.toLocaleString('en'),
    ...SCENARIO_NAMES.map((name) => {
      const scenario = entry.scenarios[name];
      return scenario
        ? `${scenario.seconds.toFixed(2)} (${scenario.ratio?.toFixed(1) ?? '-'})`
        : '';
    }),
  ]);
  write(`Seconds (times the floor)\n`);
  write(columns([['when', 'commit', 'database', 'contacts', ...SCENARIO_NAMES], ...rows]));
};
