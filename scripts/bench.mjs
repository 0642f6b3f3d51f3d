/** `npm run bench`: sets up what is missing, then runs tests/bench/main.ts. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureCompiledPlayground, ensureInstalled, ROOT } from './setup.mjs';

ensureInstalled();
ensureCompiledPlayground();

const bench = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(ROOT, 'tests/bench/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: ROOT }
);
/** The bench ends by itself once it has closed everything; this process waits for that. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => bench.kill(signal));
bench.on('exit', (code) => process.exit(code ?? 1));
