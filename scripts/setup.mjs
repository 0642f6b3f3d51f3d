/**
 * Everything a command needs before it can run, on a machine with nothing but Node and npm:
 * packages, the plugin's build, the playground and its admin panel. Each part is skipped when it
 * is up to date. Plain Node, because it runs before anything is installed. Speaks on standard
 * error only: standard output belongs to the command.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const PLAYGROUND = path.join(ROOT, 'playground');
const STAMPS = path.join(ROOT, '.cache/setup');
const OLDEST_NODE = 20;

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs one step quietly; its output is shown when it fails, and then the command ends. */
const step = (title, command, args, options = {}) => {
  const started = Date.now();
  process.stderr.write(`${title} … `);
  const result = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (result.status === 0) return say(`${Math.round((Date.now() - started) / 1000)} s`);
  say('failed');
  say(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`);
  say(`"${[command, ...args].join(' ')}" failed; nothing further was tried.`);
  process.exit(1);
};

const checkNode = () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= OLDEST_NODE) return;
  say(`Node ${OLDEST_NODE} or newer is needed, this is ${process.version}.`);
  process.exit(1);
};

const modified = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0);

const sqliteWorks = () =>
  spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: ROOT })
    .status === 0;

/** Installs the packages when there are none, or when the lock file is newer than they are. */
export const ensureInstalled = () => {
  checkNode();
  const installed = modified(path.join(ROOT, 'node_modules/.package-lock.json'));
  if (installed < modified(path.join(ROOT, 'package-lock.json'))) {
    step('Installing packages (some minutes the first time)', 'npm', [
      installed === 0 ? 'ci' : 'install',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
  }
  if (!sqliteWorks()) step('Compiling better-sqlite3', 'npm', ['rebuild', 'better-sqlite3']);
  if (sqliteWorks()) return;
  say('better-sqlite3 does not load. It is compiled at installation: python3, make and g++ help.');
  process.exit(1);
};

const filesUnder = (entry) => {
  const full = path.join(ROOT, entry);
  if (!fs.existsSync(full)) return [];
  if (fs.statSync(full).isFile()) return [entry];
  return fs
    .readdirSync(full)
    .filter((name) => name !== 'dist' && name !== 'node_modules' && !name.startsWith('.'))
    .sort()
    .flatMap((name) => filesUnder(path.join(entry, name)));
};

const fingerprint = (entries) => {
  const hash = createHash('sha1');
  for (const file of entries.flatMap(filesUnder)) {
    hash
      .update(file)
      .update('\0')
      .update(fs.readFileSync(path.join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
};

/**
 * Builds when the output is missing or the contents of its sources have changed since. By content,
 * not by date: a checkout or a build of the same sources makes nothing out of date.
 */
const ensureBuilt = (name, { sources, output }, build) => {
  const stamp = path.join(STAMPS, name);
  const now = fingerprint(sources);
  const known = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  const complete = output.every((file) => fs.existsSync(path.join(ROOT, file)));
  if (complete && known === now) return;
  build();
  fs.mkdirSync(STAMPS, { recursive: true });
  fs.writeFileSync(stamp, now);
};

const PLUGIN_SOURCES = [
  'server',
  'admin',
  'contracts',
  'strapi-server.ts',
  'strapi-admin.ts',
  'package.json',
  'package-lock.json',
];
const PLAYGROUND_SOURCES = ['playground/src', 'playground/config', 'playground/package.json'];

/** Builds the plugin into `dist/`. */
export const ensurePlugin = () =>
  ensureBuilt(
    'plugin',
    { sources: PLUGIN_SOURCES, output: ['dist/server/index.js', 'dist/admin/index.mjs'] },
    () => step('Building the plugin', 'npx', ['strapi-plugin', 'build'])
  );

/** Compiles the playground, without an admin panel: for a site that nobody opens in a browser. */
export const ensureCompiledPlayground = () => {
  ensurePlugin();
  ensureBuilt(
    'playground-server',
    { sources: PLAYGROUND_SOURCES, output: ['playground/dist/src/index.js'] },
    () =>
      step('Compiling the playground', process.execPath, [
        '-e',
        "require('@strapi/strapi').compileStrapi({ appDir: 'playground' })",
      ])
  );
};

/** Compiles the playground and builds its admin panel with the plugin in it. */
export const ensurePlayground = () => {
  ensurePlugin();
  ensureBuilt(
    'playground',
    {
      sources: [
        ...PLAYGROUND_SOURCES,
        ...PLUGIN_SOURCES.filter((source) => source !== 'server' && source !== 'strapi-server.ts'),
      ],
      output: ['playground/dist/build/index.html', 'playground/dist/src/index.js'],
    },
    () =>
      step('Building the playground and its admin panel', 'npx', ['strapi', 'build'], {
        cwd: PLAYGROUND,
      })
  );
};
