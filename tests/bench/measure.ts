import path from 'node:path';
import { ROOT } from '../support/paths';
import { createFloor, type Floor } from './floor';
import { median, percentile } from './numbers';
import type { Measured, ScenarioReport } from './report';
import type { Scenario } from './scenarios/scenario';
import type { Stage } from './stage';
import { judge } from './targets';

const PROFILES = path.join(ROOT, 'tests/bench/profiles');
/** So many saves make a 95th percentile. */
const SAVES = 40;

/**
 * Measures a scenario and its floor in turn, as often as asked, and once more beside an editor. The
 * site's process is a fresh one each time, as the floor's is.
 */
export const measureScenario = async (
  stage: Stage,
  scenario: Scenario
): Promise<ScenarioReport> => {
  const { options, progress } = stage;
  const { name } = scenario;
  const floor = scenario.floor === null ? null : createFloor(stage, scenario.floor);
  try {
    progress.begin(`${name} prepare`, `${name}, preparing`);
    await scenario.prepare(stage);
    const measured: Measured[] = [];
    const floors: number[] = [];
    for (let run = 1; run <= options.runs; run += 1) {
      progress.begin(name, `${name}, run ${run}`);
      measured.push(await measureOnce(stage, scenario, run));
      if (!floor) continue;
      progress.begin(`${name} floor`, `${name}, its floor ${run}`);
      floors.push(await measureFloor(floor, scenario, run));
    }
    progress.begin(`${name} editor`, `${name}, beside an editor`);
    const saveP95Ms = await measureEditor(stage, scenario);
    return reportOf(stage, scenario, { measured, floors, saveP95Ms });
  } finally {
    await floor?.clean();
  }
};

/** Tasks of a scenario for the progress line. */
export const tasksOf = ({ name, floor }: Scenario, runs: number): string[] => [
  `${name} prepare`,
  ...Array.from({ length: runs }, () => (floor === null ? [name] : [name, `${name} floor`])).flat(),
  `${name} editor`,
];

const measureFloor = async (floor: Floor, { consumes }: Scenario, run: number) => {
  if (run === 1 || consumes) await floor.prepare();
  return floor.measure();
};

const measureOnce = async (stage: Stage, scenario: Scenario, run: number): Promise<Measured> => {
  const { ask, options } = stage;
  await startAfresh(stage, scenario);
  const mark = await ask('markRuns');
  if (options.profile) await ask('startProfile');
  await ask('startMeters');
  const asked = await scenario.start(stage);
  await stage.settle();
  const readings = await ask('readMeters');
  if (options.profile) await ask('stopProfile', profileFile(stage, scenario, run));

  const facts = await ask('factsAfter', mark);
  if (facts.failures.length > 0) throw new Error(`${scenario.name}: ${facts.failures.join('; ')}`);
  await scenario.check(stage, facts);
  const { rowsSent, rowsRead, apiCalls } = facts;
  const seconds = (facts.finishedAt - (asked ?? facts.startedAt)) / 1000;
  return { seconds, rowsSent, rowsRead, apiCalls, ...readings };
};

/**
 * A fresh process where a run is to begin. What finds nothing new is measured in a process that has
 * looked before: the first look after a start reads again what was no news the last time.
 */
const startAfresh = async (stage: Stage, scenario: Scenario): Promise<void> => {
  if (scenario.consumes) {
    await scenario.arrange(stage);
    return stage.restart();
  }
  await stage.restart();
  await scenario.start(stage);
  await stage.settle();
  await scenario.arrange(stage);
};

const profileFile = ({ options }: Stage, { name }: Scenario, run: number): string =>
  path.join(PROFILES, `${name}-${options.db}-${options.contacts}-${run}`);

/**
 * Saves that were waited for while a run was at work. A scenario that uses nothing up is repeated
 * until there are enough of them.
 */
const measureEditor = async (stage: Stage, scenario: Scenario): Promise<number> => {
  const { ask } = stage;
  if (scenario.consumes) await startAfresh(stage, scenario);
  else await scenario.arrange(stage);
  const runs: [from: number, to: number][] = [];
  await ask('startEditor');
  for (;;) {
    const mark = await ask('markRuns');
    await scenario.start(stage);
    await stage.settle();
    runs.push(...(await ask('factsAfter', mark)).runs);
    const saves = (await ask('saves')).filter(({ due, late }) =>
      runs.some(([from, to]) => due < to && due + late > from)
    );
    if (saves.length >= (scenario.consumes ? 1 : SAVES)) {
      await ask('stopEditor');
      const late = saves.map((save) => save.late);
      return percentile(late, 0.95);
    }
    await scenario.arrange(stage);
  }
};

type Runs = { measured: Measured[]; floors: number[]; saveP95Ms: number };

/** Medians; the calls are those of the run with the median of the seconds. */
const reportOf = (
  { options }: Stage,
  { name }: Scenario,
  { measured, floors, saveP95Ms }: Runs
): ScenarioReport => {
  const bySeconds = [...measured].sort((a, b) => a.seconds - b.seconds);
  const middle = bySeconds[Math.floor((bySeconds.length - 1) / 2)];
  if (!middle) throw new Error('nothing was measured');
  const middleOf = (value: (one: Measured) => number) => median(measured.map(value));
  const seconds = middleOf((one) => one.seconds);
  const floorSeconds = floors.length === 0 ? null : median(floors);
  const result = {
    seconds,
    floorSeconds,
    ratio: floorSeconds === null ? null : seconds / floorSeconds,
    sandboxSeconds: middleOf((one) => one.sandboxSeconds),
    workSeconds: middleOf((one) => one.workSeconds),
    databaseSeconds: middleOf((one) => one.databaseSeconds),
    statements: middleOf((one) => one.statements),
    rowsSent: middleOf((one) => one.rowsSent),
    rowsRead: middleOf((one) => one.rowsRead),
    apiCalls: middle.apiCalls,
    memoryOverIdleMb: middleOf((one) => one.memoryOverIdleMb),
    eventLoopP50Ms: middleOf((one) => one.eventLoopP50Ms),
    eventLoopP99Ms: middleOf((one) => one.eventLoopP99Ms),
    saveP95Ms,
  };
  return { ...result, ...judge(name, options, result) };
};
