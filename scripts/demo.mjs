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
/** Ctrl-C reaches the demo by itself; both end when it has closed everything. */
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('exit', (code) => process.exit(code ?? 1));
