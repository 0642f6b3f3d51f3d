import type { ScenarioName } from '../report';
import { createActivity } from './activity';
import { createFirstPull } from './first-pull';
import { createFirstPush } from './first-push';
import { createNothingChanged } from './nothing-changed';
import { createReconcile } from './reconcile';
import type { Scenario } from './scenario';
import { createThousandChanged } from './thousand-changed';

export const SCENARIOS: Record<ScenarioName, () => Scenario> = {
  activity: createActivity,
  firstPush: createFirstPush,
  firstPull: createFirstPull,
  nothingChanged: createNothingChanged,
  reconcile: createReconcile,
  thousandChanged: createThousandChanged,
};
