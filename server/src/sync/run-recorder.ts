import { quoted, remark, type Remark } from '../core/remarks';
import { isVendorError } from '../dotdigital/errors';
import type { CallCounts, NewRun, RunEnd, RunRemark, StepRecord } from '../store/runs';
import type { RunRecorder, StepName, StepRecorder } from './context';
import type { Deps } from './deps';
import { integrationLease, type HeldLease, type LeaseOutcome } from './lease';
import { StopError, type StopCause } from './lifecycle';

/** A live run is written at most this often; a quiet one is over before that. */
const WRITE_EVERY_MS = 2_000;
const MAX_WARNINGS = 100;
/** What a step may count without having changed anything. */
const LOOKED_AT = new Set(['listed', 'read', 'withoutEmail']);

/** A remark in one line, with its place, for logs and the terminal. */
export const inPlace = ({ step, book, text }: RunRemark): string =>
  [step, book === null ? null : `“${book}”`].filter((part) => part !== null).join(' ') +
  (step === null ? text : `: ${text}`);

/** How a run ended, for the queue and the terminal. */
export type RunResult = RunEnd & {
  runId: number;
  /** What cut it short; null when it came to its own end. */
  stoppedBy: StopCause | null;
};

/** What `syncIntegration` and its like answer. `skipped`: there was nothing to run, with the reason in words. */
export type RunSummary = LeaseOutcome<RunResult> | { outcome: 'skipped'; reason: string };

export type RunHandle = RunRecorder & {
  /**
   * Writes the end of the run. `error` is what ended it outside its steps, if anything did.
   * Must be called in every case, before the lease is released.
   */
  finish(error?: unknown): Promise<RunResult>;
};

/**
 * Starts recording a run under its integration's lease. Runs of this integration that are still
 * open belong to dead processes, since the lease is ours: they are ended as interrupted. A stop that
 * a person asks for reaches the work through the lease's signal within a few seconds. `calls` tells
 * how many calls were made so far.
 */
export const startRun = async (
  deps: Deps,
  { lease, calls, ...run }: NewRun & { lease: HeldLease; calls: () => CallCounts }
): Promise<RunHandle> => {
  const { runs } = deps.repositories;
  await interrupt(deps, await runs.findRunning(run.integrationId));
  const id = await runs.start(run, deps.clock.now());
  const progress = createProgress(deps, id, calls);
  let changed = false;
  const quiet = () => !changed && isQuiet(run, progress, calls());

  lease.onBeat(async () => {
    if (await runs.stopRequested(id)) lease.stop('stopped');
    await progress.flush();
  });

  return {
    id,
    step: (name, work, book) => recordStep(deps, { lease, progress, name, book, work }),
    changed: () => {
      changed = true;
    },
    quiet,
    skip: (name, why, book) =>
      progress.add(stepOf(deps, { name, book: book ?? null, status: 'skipped', message: why })),
    finish: async (error) => {
      await progress.settled();
      const result: RunEnd = {
        ...endOf(progress, lease.signal, error),
        steps: progress.steps,
        warnings: progress.warnings,
        calls: calls(),
      };
      const { reason } = lease.signal;
      const stoppedBy = reason instanceof StopError ? reason.why : null;
      if (result.status === 'completed' && quiet()) {
        lease.leaveFenceUnused();
        const runId = await runs.finishQuiet(id, result, deps.clock.now());
        return { ...result, runId, stoppedBy };
      }
      await runs.finish(id, result, deps.clock.now());
      return { ...result, runId: id, stoppedBy };
    },
  };
};

/** Ends runs that nobody works on any more: their integration's lease is free. */
export const closeInterruptedRuns = async (deps: Deps): Promise<void> => {
  const running = await deps.repositories.runs.findRunning();
  if (running.length === 0) return;
  const held = await deps.repositories.leases.heldNames(deps.clock.now());
  await interrupt(
    deps,
    running.filter((run) => !held.has(integrationLease(run.integrationId)))
  );
};

/** Tells a running run to stop, wherever it runs, or ends it here when its process has died. */
export const stopRun = async (deps: Deps, id: number): Promise<void> => {
  await deps.repositories.runs.requestStop(id);
  await closeInterruptedRuns(deps);
};

const interrupt = async (deps: Deps, runs: { id: number }[]): Promise<void> => {
  const why = { ...remark('interrupted'), step: null, book: null };
  for (const { id } of runs) await deps.repositories.runs.interrupt(id, why, deps.clock.now());
};

const iso = (deps: Deps) => new Date(deps.clock.now()).toISOString();

type StepStart = Pick<StepRecord, 'name' | 'book'> & Partial<StepRecord>;

const stepOf = (deps: Deps, start: StepStart): StepRecord => {
  const startedAt = iso(deps);
  return {
    status: 'running',
    startedAt,
    finishedAt: startedAt,
    counts: {},
    message: null,
    ...start,
  };
};

type StepInput = {
  lease: HeldLease;
  progress: Progress;
  name: StepName;
  book: string | undefined;
  work: (step: StepRecorder) => Promise<void>;
};

const recordStep = async (deps: Deps, { lease, progress, name, book, work }: StepInput) => {
  lease.signal.throwIfAborted();
  const record = stepOf(deps, { name, book: book ?? null, finishedAt: null });
  const place = { step: name, book: book ?? null };
  progress.add(record);
  try {
    await work({
      count: (counter, by = 1) => {
        if (by === 0) return;
        record.counts[counter] = (record.counts[counter] ?? 0) + by;
        progress.changed();
      },
      warn: (what) => progress.warn({ ...what, ...place }),
    });
    record.status = 'completed';
    return true;
  } catch (error) {
    record.status = 'failed';
    record.message = remarkOn(lease.signal.aborted ? lease.signal.reason : error);
    if (lease.signal.aborted) throw lease.signal.reason;
    if (isVendorError(error, 'rateLimited')) {
      // The vendor asked for patience: the next run goes on here, nothing went wrong.
      record.status = 'skipped';
      progress.warn({ ...record.message, ...place });
      return false;
    }
    if (isAbort(error) || isVendorError(error, 'authentication')) throw error;
    deps.logger.error(`A synchronisation failed at ${inPlace({ ...record.message, ...place })}`);
    return false;
  } finally {
    record.finishedAt = iso(deps);
    progress.changed();
  }
};

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const remarkOn = (error: unknown): Remark =>
  error instanceof StopError ? remark(error.why) : quoted(wordsOf(error).slice(0, 500));

const nowhere = { step: null, book: null };

const endOf = (
  { steps, warnings }: Progress,
  signal: AbortSignal,
  error: unknown
): Pick<RunEnd, 'status' | 'error'> => {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof StopError) {
    const status = reason.why === 'lease-lost' ? 'failed' : 'stopped';
    return { status, error: { ...remark(reason.why), ...nowhere } };
  }
  if (reason !== undefined) return { status: 'failed', error: { ...remarkOn(reason), ...nowhere } };
  const failed = steps.find((step) => step.status === 'failed');
  if (failed?.message) {
    return { status: 'failed', error: { ...failed.message, step: failed.name, book: failed.book } };
  }
  return { status: warnings.length > 0 ? 'warnings' : 'completed', error: null };
};

/** A scheduled synchronisation that looked at everything and changed nothing, here or at the vendor. */
const isQuiet = (
  { kind, trigger }: NewRun,
  { steps, warnings }: Progress,
  calls: CallCounts
): boolean =>
  trigger === 'schedule' &&
  (kind === 'sync' || kind === 'full-sync') &&
  warnings.length === 0 &&
  calls.write + calls.poll === 0 &&
  steps.every(
    ({ status, counts }) =>
      status === 'completed' && Object.keys(counts).every((name) => LOOKED_AT.has(name))
  );

type Progress = ReturnType<typeof createProgress>;

/** What happened so far, written to the run's row now and then. */
const createProgress = (deps: Deps, runId: number, calls: () => CallCounts) => {
  const steps: StepRecord[] = [];
  const warnings: RunRemark[] = [];
  let writtenAt = deps.clock.now();
  let dirty = false;
  let writing: Promise<void> | null = null;

  const write = async () => {
    dirty = false;
    writtenAt = deps.clock.now();
    try {
      await deps.repositories.runs.progress(runId, { steps, warnings, calls: calls() });
    } catch (error) {
      deps.logger.warn(`Progress of run ${runId} could not be stored: ${wordsOf(error)}`);
    } finally {
      writing = null;
    }
  };
  const flush = () => {
    if (dirty) writing ??= write();
    return writing ?? Promise.resolve();
  };
  const changed = () => {
    dirty = true;
    if (deps.clock.now() - writtenAt >= WRITE_EVERY_MS) void flush();
  };

  return {
    steps,
    warnings,
    changed,
    flush,
    /** Resolves when nothing is being written; the next write is the run's end. */
    settled: () => writing ?? Promise.resolve(),
    add: (step: StepRecord) => {
      steps.push(step);
      changed();
    },
    warn: (what: RunRemark) => {
      if (warnings.length < MAX_WARNINGS) warnings.push(what);
      else if (warnings.length === MAX_WARNINGS)
        warnings.push({ ...remark('further-remarks'), ...nowhere });
      changed();
    },
  };
};
