import os from 'node:os';
import { serverOf, type DatabaseClient } from '../support/database';

const GB = 1024 ** 3;

/** Processors, memory, system and present load of this machine in one line. */
export const describeMachine = (): string => {
  const processors = os.cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(os.totalmem() / GB);
  const load = os.loadavg()[1]?.toFixed(1) ?? '?';
  const system = `${os.platform()} ${os.arch()}`;
  return `${processors.length} x ${model}, ${memory} GB, ${system}, load of the last 5 minutes ${load}`;
};

/** The database with its version and, where there is one, the server. */
export const describeDatabase = (client: DatabaseClient, version: string): string => {
  if (client === 'sqlite') return `SQLite ${version}`;
  const { host, port, user } = serverOf(client);
  const isMaria = version.includes('MariaDB');
  const product = client === 'postgres' ? 'PostgreSQL' : isMaria ? 'MariaDB' : 'MySQL';
  return `${product} ${version} (${user}@${host}:${port})`;
};
