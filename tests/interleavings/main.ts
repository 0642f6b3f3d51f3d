import fs from 'node:fs';
import { reserveStandardOutput } from '../../scripts/demo/screen';
import { readOptions, USAGE, type InterleavingOptions } from './options';

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Answers the exit code. */
const run = async ({ db, json, ...options }: InterleavingOptions): Promise<number> => {
  const print = json ? reserveStandardOutput() : null;
  // The support of the tests reads it where it is loaded.
  process.env.TEST_DATABASE = db;
  const { TMP } = await import('../support/paths');
  const { openStage } = await import('./stage');
  const { runInterleavings } = await import('./run');
  fs.mkdirSync(TMP, { recursive: true });
  try {
    const stage = await openStage();
    try {
      const report = await runInterleavings(stage, { ...options, say });
      say(`${report.runs} interleavings from seed ${report.seed} on, ${broken(report.violations)}`);
      print?.(`${JSON.stringify(report)}\n`);
      return report.violations.length === 0 ? 0 : 1;
    } finally {
      await stage.close();
    }
  } finally {
    fs.rmSync(TMP, { recursive: true, force: true });
  }
};

const broken = (violations: unknown[]): string =>
  violations.length === 0 ? 'no promise broken' : `${violations.length} violations`;

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return void say(USAGE);
  process.exit(await run(options));
};

main().catch((error: unknown) => {
  say(`\nThe interleavings failed: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
