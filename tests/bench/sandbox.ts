import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ROOT } from '../support/paths';
import type { Leftovers } from './leftovers';

/** Room for two million contacts, and what finding them costs. */
const HEAP_MB = 8192;

export type Credentials = { username: string; password: string };

/** The vendor's stand-in in a process of its own. */
export type BenchSandbox = {
  url: string;
  credentials: Credentials;
  /** Pulls a lever of its control (docs/sandbox.md). */
  control<T = unknown>(lever: string, args?: Record<string, unknown>): Promise<T>;
};

/** Starts an empty sandbox whose imports take no longer than their work. */
export const startSandboxProcess = async (leftovers: Leftovers): Promise<BenchSandbox> => {
  const child = leftovers.process(
    spawn(
      process.execPath,
      [
        `--max-old-space-size=${HEAP_MB}`,
        '--import',
        'tsx',
        path.join(ROOT, 'sandbox/cli.ts'),
        ...['--port', '0', '--import-ms', '0', '--books', ''],
      ],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] }
    )
  );
  const said = await firstWords(child.stdout, () => once(child, 'exit'));
  const find = (pattern: RegExp) => pattern.exec(said)?.[1] ?? '';
  const url = find(/API: (\S+)/);

  const control = async <T>(lever: string, args: Record<string, unknown> = {}): Promise<T> => {
    const answer = await fetch(`${url}/control/${lever}`, {
      method: 'POST',
      body: JSON.stringify(args),
    });
    const body = (await answer.json()) as T & { error?: string };
    if (!answer.ok) throw new Error(`The sandbox refused ${lever}: ${body.error}`);
    return body;
  };
  return {
    url,
    credentials: { username: find(/username\s+(\S+)/), password: find(/password\s+(\S+)/) },
    control,
  };
};

/** What the sandbox prints once it listens: its address and its credentials. */
const firstWords = async (
  output: NodeJS.ReadableStream,
  exit: () => Promise<unknown>
): Promise<string> => {
  const said = new Promise<string>((resolve) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += String(chunk);
      if (/password\s+\S+\n/.test(text)) resolve(text);
    });
  });
  const ended = exit().then(() => {
    throw new Error('The sandbox did not start');
  });
  return Promise.race([said, ended]);
};
