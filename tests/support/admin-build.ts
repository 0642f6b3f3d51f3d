import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './paths';

/**
 * Builds the plugin and the playground's admin panel unless what is there is newer than its sources.
 * In a process of its own: the build changes global state that a Strapi in this thread would see.
 */
export const ensureAdminPanel = () => {
  const setup = pathToFileURL(path.join(ROOT, 'scripts/setup.mjs')).href;
  const script = `import(${JSON.stringify(setup)}).then((setup) => setup.ensurePlayground())`;
  execFileSync(process.execPath, ['-e', script], { cwd: ROOT, stdio: 'inherit' });
};
