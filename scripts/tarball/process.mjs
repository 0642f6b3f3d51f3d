import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export const say = (text) => process.stdout.write(`${text}\n`);

/** Runs a command and answers its output. @throws Error with the output when it fails. */
export const runQuietly = (title, command, args, cwd) => {
  const started = Date.now();
  const env = { ...process.env, STRAPI_TELEMETRY_DISABLED: 'true' };
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status !== 0) {
    throw new Error(`${title}: ${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  }
  say(`${title}: ${Math.round((Date.now() - started) / 1000)} s`);
  return result.stdout;
};

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Waits until a server answers. @throws Error when its process ends before, or after a minute. */
export const waitForAnswer = async (url, { ended, output }) => {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (ended()) throw new Error(`Strapi did not start:\n${output()}`);
    const response = await fetch(url).catch(() => null);
    if (response) return;
    await delay(250);
  }
  throw new Error(`Strapi did not answer within a minute:\n${output()}`);
};
