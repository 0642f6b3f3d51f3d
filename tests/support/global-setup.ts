import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { compilePlayground, PLAYGROUND, ROOT, TMP } from './paths';

/** Builds what the tests boot: the plugin's dist and the compiled playground. */
export default async function setup() {
  if (process.env.DOTMAILER_TEST_BUILT !== '1') {
    execFileSync('npx', ['strapi-plugin', 'build', '--silent'], { cwd: ROOT, stdio: 'inherit' });
  }
  fs.mkdirSync(TMP, { recursive: true });
  await compilePlayground(PLAYGROUND);
  return () => fs.rmSync(TMP, { recursive: true, force: true });
}
