/** `npm run demo`: sets up what is missing, then runs demo.ts. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, ensurePlayground, ROOT } from './setup.mjs';

ensureInstalled();
ensurePlayground();

const demo = spawn(
  process.execPath,
  ['--import', 'tsx', path.join(ROOT, 'scripts/demo.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit', cwd: ROOT }
);
/** The demo ends by itself once it has closed everything; this process waits for that. */
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => demo.kill(signal));
demo.on('exit', (code) => process.exit(code ?? 1));
