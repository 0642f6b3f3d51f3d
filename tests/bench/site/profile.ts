import fs from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import type { Knex } from 'knex';
import { startStatementTimes } from './statement-times';

/**
 * Starts a CPU profile of this process and times its statements; stopping writes `<file>.cpuprofile`,
 * for Chrome or VS Code, and `<file>.statements.tsv`.
 */
export const startProfile = async (knex: Knex): Promise<(file: string) => Promise<void>> => {
  const writeStatements = startStatementTimes(knex);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async (file) => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.cpuprofile`, JSON.stringify(profile));
    writeStatements(`${file}.statements.tsv`);
  };
};
