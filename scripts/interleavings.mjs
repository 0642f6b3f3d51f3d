/** `npm run interleavings` and `npm run faults`: set up what is missing, then tests/interleavings/main.ts. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureCompiledPlayground, ensureInstalled, ROOT } from './setup.mjs';

ensureInstalled();
ensureCompiledPlayground();

const run = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(ROOT, 'tests/interleavings/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: ROOT }
);
run.on('exit', (code) => process.exit(code ?? 1));
