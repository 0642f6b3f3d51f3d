import type { ScenarioName } from '../report';
import type { RunFacts } from '../site/plugin-tables';
import type { Stage } from '../stage';

export type Scenario = {
  name: ScenarioName;
  /** The same, as the floor's script calls it; null where there is none. */
  floor: string | null;
  /** True when each run uses up what it finds, so that all is made anew before the next one. */
  consumes: boolean;
  /** Makes what all runs need; not measured. */
  prepare(stage: Stage): Promise<void>;
  /** Makes what one run needs; not measured. */
  arrange(stage: Stage): Promise<void>;
  /** Sets it going. Answers when it was asked for, epoch ms; null: it begins with its run. */
  start(stage: Stage): Promise<number | null>;
  /** Throws when the outcome is not what it should be. */
  check(stage: Stage, facts: RunFacts): Promise<void>;
};

/** What `arrange` has made. */
export const arranged = <T>(what: T | null): T => {
  if (what === null) throw new Error('a scenario started before it was arranged');
  return what;
};
