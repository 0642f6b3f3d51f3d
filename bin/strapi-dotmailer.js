#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');
const { parseArgs } = require('node:util');

const USAGE = `Usage, in the folder of a Strapi project: strapi-dotmailer <command> [options]

Commands
  sync           Synchronise every active integration now
  export         Only send what changed (and read what that needs)
  fields sync    Read the data fields of every active integration now
  fields refresh Compare every mapped field with what Dotdigital holds; send what differs
  upload-status  Look after uploads that are in flight, and list them
  status         Show how things stand, without asking Dotdigital

Options
  --integration ID  sync, export, fields …: only this integration
  --list ID         sync, export, fields refresh: only this marketing list (its document id) is exported
  --full            sync, export: compare everything, not only what changed
  --json            status: print one JSON object
  --help            Show this text

Exit codes: 0 done, 1 failed, 3 somebody else is synchronising
`;

const INTEGRATION = { integration: { type: 'string' } };
const SYNC = { ...INTEGRATION, list: { type: 'string' }, full: { type: 'boolean' } };
const COMMANDS = {
  sync: SYNC,
  export: SYNC,
  'fields sync': INTEGRATION,
  'fields refresh': { ...INTEGRATION, list: { type: 'string' } },
  'upload-status': {},
  status: { json: { type: 'boolean' } },
};

/** The command line as a command for the plugin, or null when help was asked for. Throws in words. */
const parseCommand = (args) => {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) return null;
  const [first, second] = args;
  const name = first === 'fields' && second !== undefined ? `${first} ${second}` : first;
  const rest = args.slice(name === first ? 1 : 2);
  if (!Object.hasOwn(COMMANDS, name)) throw new Error(`Unknown command: ${name}`);
  const { values } = parseArgs({ args: rest, options: COMMANDS[name], allowPositionals: false });
  if (values.integration === undefined) return { name, ...values };
  if (!/^[1-9]\d*$/.test(values.integration)) {
    throw new Error(
      `--integration takes the number of an integration, not "${values.integration}"`
    );
  }
  return { name, ...values, integration: Number(values.integration) };
};

/** The project's own Strapi, loaded but not listening: it starts no schedules and no worker. */
const loadSite = async (appDir) => {
  const { compileStrapi, createStrapi } = projectStrapi(appDir);
  const dirs = isBuilt(appDir)
    ? { appDir, distDir: path.join(appDir, 'dist') }
    : await compileStrapi({ appDir });
  return createStrapi({ ...dirs, autoReload: false, serveAdminPanel: false }).load();
};

/** Whether the project's `dist` is there and as new as what it is compiled from. */
const isBuilt = (appDir) => {
  const inProject = (...names) => path.join(appDir, ...names);
  if (!fs.existsSync(inProject('tsconfig.json'))) return false;
  const compiled = newestOf(inProject('dist'), [inProject('dist', 'build')]);
  // The panel's own code is built, not compiled; a deployment may leave the sources out.
  const source = Math.max(
    newestOf(inProject('src'), [inProject('src', 'admin')]),
    newestOf(inProject('config'), [])
  );
  return compiled > 0 && compiled >= source;
};

/** When the newest file in a folder was written, in milliseconds; 0 when there is none. */
const newestOf = (dir, except) => {
  if (except.includes(dir) || !fs.existsSync(dir)) return 0;
  const times = fs.readdirSync(dir, { withFileTypes: true }).map((entry) => {
    const file = path.join(dir, entry.name);
    return entry.isDirectory() ? newestOf(file, except) : fs.statSync(file).mtimeMs;
  });
  return Math.max(0, ...times);
};

const projectStrapi = (appDir) => {
  try {
    return createRequire(path.join(appDir, 'package.json'))('@strapi/strapi');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${appDir} is not a Strapi project: @strapi/strapi is not installed there`);
  }
};

const run = async (command, print) => {
  process.env.DOTMAILER_WORKER = 'off';
  const strapi = await loadSite(process.cwd());
  try {
    const plugin = strapi.plugin('dotmailer');
    if (!plugin) throw new Error('The dotmailer plugin is not enabled in this project');
    return await plugin.service('terminal').run(command, print);
  } finally {
    await strapi.destroy();
  }
};

const main = async () => {
  const write = process.stdout.write.bind(process.stdout);
  const print = (line) => write(`${line}\n`);
  let command;
  try {
    command = parseCommand(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return 1;
  }
  if (command === null) {
    print(USAGE.trimEnd());
    return 0;
  }
  // The answer alone goes to standard output; what Strapi and the project log goes beside it.
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    return await run(command, print);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
};

// Until proven otherwise: a signal ends the process through Strapi, which asks for no code.
process.exitCode = 1;
main().then((code) => process.exit(code));
