/**
 * Installs the packed plugin into a blank Strapi project, the way a site owner does, and checks that
 * the project builds, boots and shows the plugin's pages. Leaves nothing behind when all is well.
 *
 *   --keep   leave the project in place
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, ensurePlugin, ROOT } from './setup.mjs';
import { writeBlankProject } from './tarball/project.mjs';
import { openPages } from './tarball/browser.mjs';
import { freePort, runQuietly, say, waitForAnswer } from './tarball/process.mjs';
import { startProject } from './tarball/site.mjs';

const ADMIN = {
  email: 'admin@example.com',
  password: 'Playground1',
  firstname: 'Ada',
  lastname: 'A',
};

const expectThat = (condition, text) => {
  if (!condition) throw new Error(text);
  say(`  ok: ${text}`);
};

const pack = (folder) => {
  ensurePlugin();
  runQuietly('Verifying the package', 'npx', ['strapi-plugin', 'verify'], ROOT);
  const output = runQuietly(
    'Packing',
    'npm',
    ['pack', '--json', '--pack-destination', folder],
    ROOT
  );
  const [packed] = JSON.parse(output);
  const paths = packed.files.map((file) => file.path);
  say(`  ${packed.filename}, ${paths.length} files, ${Math.round(packed.size / 1024)} kB`);
  const strays = paths.filter(
    (file) => !/^(dist|bin)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file)
  );
  expectThat(strays.length === 0, `nothing but the plugin is packed ${strays.join(' ')}`);
  return path.join(folder, packed.filename);
};

const checkBundle = (project) => {
  const build = path.join(project, 'dist/build');
  const bundle = fs
    .readdirSync(build)
    .filter((file) => file.endsWith('.js'))
    .map((file) => fs.readFileSync(path.join(build, file), 'utf8'))
    .join('\n');
  const translations = JSON.parse(
    fs.readFileSync(path.join(ROOT, 'admin/src/translations/en.json'), 'utf8')
  );
  const menu = Object.values(translations).find((text) => /address books/i.test(text));
  expectThat(
    Boolean(menu) && bundle.includes(menu),
    `the admin bundle knows the words of the menu`
  );
};

const checkHttp = async (url) => {
  const admin = await fetch(`${url}/admin`);
  expectThat(admin.status === 200, 'GET /admin opens');
  const stranger = await fetch(`${url}/dotmailer/overview`);
  expectThat(stranger.status === 401, 'GET /dotmailer/overview refuses a stranger with 401');
  const registered = await fetch(`${url}/admin/register-admin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const { data } = await registered.json();
  const known = await fetch(`${url}/dotmailer/overview`, {
    headers: { authorization: `Bearer ${data.token}` },
  });
  expectThat(known.status === 200, 'GET /dotmailer/overview answers an administrator');
};

const check = async (folder) => {
  const tarball = pack(folder);
  const project = path.join(folder, 'site');
  writeBlankProject(project, tarball);
  runQuietly(
    'Installing into a blank Strapi project',
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    project
  );
  runQuietly('Building its admin panel', 'npx', ['strapi', 'build'], project);
  checkBundle(project);
  runQuietly(
    'Asking the terminal command for help',
    'npx',
    ['strapi-dotmailer', '--help'],
    project
  );

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const site = startProject(project, port);
  try {
    await waitForAnswer(`${url}/_health`, site);
    say(`Strapi is up at ${url}`);
    await checkHttp(url);
    const chromium = findChromium();
    if (chromium) await openPages({ chromium, url, admin: ADMIN, expectThat });
    else say('  NOT CHECKED: pages in a browser (no Chromium found)');
  } finally {
    await site.stop();
  }
};

ensureInstalled();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dotmailer-tarball-'));
try {
  await check(folder);
  if (!process.argv.includes('--keep')) fs.rmSync(folder, { recursive: true, force: true });
  say('The packed plugin works in a blank Strapi project.');
} catch (error) {
  say(`The tarball check failed: ${error.message}\nThe project is in ${folder}`);
  process.exitCode = 1;
}
