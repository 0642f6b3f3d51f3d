import fc from 'fast-check';
import { describeCommand, interleavings, type Interleaving } from './commands';
import type { Violation } from './facts';
import { createModel } from './model';
import { createPerformer } from './perform';
import type { Stage } from './stage';
import { createWorld } from './world';

/** How long a shorter interleaving is looked for. */
const SHRINK_MS = 60_000;

export type Report = {
  runs: number;
  seed: number;
  violations: ({ seed: number } & Violation)[];
};

/** Does one interleaving on a stage that is set back first; answers what it breaks. */
export const runInterleaving = async (
  stage: Stage,
  { rejoin, commands }: Interleaving
): Promise<Violation[]> => {
  await stage.reset();
  stage.sandbox.control.setSwitch('rejoinAfterBookUnsubscribe', rejoin);
  const world = createWorld(stage);
  const model = createModel();
  for (const { docId, email, in: inLists } of stage.records) model.created(docId, email, inLists);
  const performer = createPerformer(stage, world, model);
  let violations = await performer.begin();
  for (const command of [...commands, { do: 'rest' } as const]) {
    if (violations.length > 0) break;
    violations = await performer.perform(command);
  }
  return violations;
};

type Options = {
  runs: number;
  seed: number;
  /** The vendor and the site's process fail in between. */
  faults: boolean;
  /** Looks for the shortest interleaving that breaks the same. */
  shrink: boolean;
  /** Told of every run that is over, and of what a broken promise takes. */
  say(text: string): void;
};

/**
 * Makes `runs` interleavings, one of each seed from `seed` on, so that `runs: 1` with the seed of a
 * violation shows it again.
 */
export const runInterleavings = async (
  stage: Stage,
  { runs, seed, faults, shrink, say }: Options
): Promise<Report> => {
  const violations: Report['violations'] = [];
  const any = interleavings({ faults });
  for (let run = 0; run < runs; run += 1) {
    const own = seed + run;
    let latest: Violation[] = [];
    const holds = fc.asyncProperty(any, async (one) => {
      const found = await runInterleaving(stage, one).catch(brokenOff);
      if (found.length > 0) latest = found;
      return found.length === 0;
    });
    const { counterexample } = await fc.check(holds, {
      seed: own,
      numRuns: 1,
      endOnFailure: !shrink,
      interruptAfterTimeLimit: SHRINK_MS,
    });
    if (latest.length > 0) {
      violations.push(...latest.map((violation) => ({ seed: own, ...violation })));
      say(describeFailure(own, counterexample?.[0], latest));
    }
    if ((run + 1) % 100 === 0) say(`${run + 1} of ${runs} interleavings`);
  }
  return { runs, seed, violations };
};

/** A use case that throws where it should answer. */
const brokenOff = (error: unknown): Violation[] => [
  { rule: 'failed', what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
];

const describeFailure = (
  seed: number,
  example: Interleaving | undefined,
  violations: Violation[]
): string =>
  [
    `seed ${seed}, where the vendor ${example?.rejoin} who opted out of a book:`,
    ...(example?.commands ?? []).map((command) => `  ${describeCommand(command)}`),
    ...violations.map(({ rule, what }) => `  => ${rule}: ${what}`),
  ].join('\n');
