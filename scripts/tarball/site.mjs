import { spawn } from 'node:child_process';
import path from 'node:path';

/** Starts the blank project as its owner does in production. */
export const startProject = (project, port) => {
  const strapi = spawn(
    process.execPath,
    [path.join(project, 'node_modules/@strapi/strapi/bin/strapi.js'), 'start'],
    {
      cwd: project,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(port),
        STRAPI_TELEMETRY_DISABLED: 'true',
      },
    }
  );
  let text = '';
  const collect = (chunk) => (text += chunk);
  strapi.stdout.on('data', collect);
  strapi.stderr.on('data', collect);
  const exited = new Promise((resolve) => strapi.on('exit', resolve));
  return {
    ended: () => strapi.exitCode !== null,
    output: () => text,
    stop: async () => {
      strapi.kill('SIGTERM');
      await exited;
    },
  };
};
