import fs from 'node:fs';
import type { Knex } from 'knex';
import { watchStatements } from './statements';

type Times = { count: number; sum: number; longest: number };

/** The same statement, whatever number of values it has. */
const textOf = (sql: string): string =>
  sql
    .replace(/\s+/g, ' ')
    .replace(/\$\d+/g, '?')
    .replace(/\((\?, )+[?1]\)/g, '(?…)')
    .replace(/(\(\?…\), )+/g, '')
    .replace(/(when \? then \? )+/g, 'when ? then ? … ')
    .slice(0, 700);

/** Times every statement of the site; stopping writes them to the file, those that took most first. */
export const startStatementTimes = (knex: Knex): ((file: string) => void) => {
  const times = new Map<string, Times>();
  const stop = watchStatements(knex, (sql) => (took) => {
    const { count, sum, longest } = times.get(textOf(sql)) ?? { count: 0, sum: 0, longest: 0 };
    times.set(textOf(sql), {
      count: count + 1,
      sum: sum + took,
      longest: Math.max(longest, took),
    });
  });
  return (file) => {
    stop();
    const lines = [...times]
      .sort(([, a], [, b]) => b.sum - a.sum)
      .map(([sql, { count, sum, longest }]) =>
        [sum.toFixed(1), count, longest.toFixed(1), sql].join('\t')
      );
    fs.writeFileSync(file, ['ms\tcount\tlongest\tstatement', ...lines, ''].join('\n'));
  };
};
