import { createProgress } from '../../scripts/demo/screen';

const SHOW_EVERY_MS = process.stderr.isTTY ? 250 : 5_000;

export type Progress = {
  /** The next task of the plan begins. `kind` groups tasks that take about as long. */
  begin(kind: string, words: string): void;
  /** What the task is doing now. */
  show(words: string): void;
  /** The step of a run with its counters: their highest grows at the rate that is shown. */
  showStep(step: { name: string; counts: Record<string, number> } | null): void;
  end(): void;
};

/** One line on standard error: task, step, rate, and the time left by what tasks took so far. */
export const createBenchProgress = (plan: string[]): Progress => {
  const line = createProgress();
  const left = [...plan];
  const took = new Map<string, number>();
  let current = { kind: '', words: '', begun: performance.now() };
  let shownAt = -Infinity;
  let step = { name: '', begun: performance.now() };

  const secondsLeft = (): number | null => {
    if (took.size === 0) return null;
    const usual = [...took.values()].reduce((sum, each) => sum + each, 0) / took.size;
    const rest = left.reduce((sum, kind) => sum + (took.get(kind) ?? usual), 0);
    const elapsed = performance.now() - current.begun;
    return (rest + Math.max(0, (took.get(current.kind) ?? usual) - elapsed)) / 1000;
  };

  const show = (words: string) => {
    if (performance.now() - shownAt < SHOW_EVERY_MS) return;
    shownAt = performance.now();
    const remaining = secondsLeft();
    const place = `[${plan.length - left.length}/${plan.length}]`;
    const end = remaining === null ? '' : `, about ${inMinutes(remaining)} left`;
    line.show(`${place} ${current.words}${words ? `: ${words}` : ''}${end}`);
  };

  const finish = () => {
    if (current.kind) took.set(current.kind, performance.now() - current.begun);
  };

  return {
    begin: (kind, words) => {
      finish();
      const place = left.indexOf(kind);
      if (place >= 0) left.splice(place, 1);
      current = { kind, words, begun: performance.now() };
      shownAt = -Infinity;
      show('');
    },
    show,
    showStep: (now) => {
      if (!now) return;
      if (now.name !== step.name) step = { name: now.name, begun: performance.now() };
      const done = Math.max(0, ...Object.values(now.counts));
      const seconds = (performance.now() - step.begun) / 1000;
      const rate = Math.round(done / seconds).toLocaleString('en');
      const speed = done > 0 && seconds > 1 ? `, ${done.toLocaleString('en')} rows, ${rate}/s` : '';
      show(`${now.name}${speed}`);
    },
    end: () => line.end(),
  };
};

const inMinutes = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
