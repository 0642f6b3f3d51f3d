import type { DueJob, Job } from '../../store/jobs';
import type { Deps } from '../deps';
import { groupOf, type JobKind, type JobPayloads } from '../requests';
import { enqueue, requestOf } from './enqueue';

/**
 * `done`; `busy`: somebody else holds the lease, try again soon; `interrupted`: the process is
 * stopping, go on after its start.
 */
export type JobOutcome = 'done' | 'busy' | 'interrupted';
export type JobHandlers = {
  [Kind in JobKind]: (payload: JobPayloads[Kind], signal: AbortSignal) => Promise<JobOutcome>;
};

export type Worker = {
  start(): void;
  /** Aborts running jobs, waits for them up to 10 s, and puts back what has not ended. */
  stop(): Promise<void>;
};

/** With what is asked once a minute (settings, uploads, what to track) one question in 5 s at most. */
const IDLE_MS = 10_000;
const CONCURRENCY = 3;
const CLAIM_MS = 60_000;
const EXTEND_CLAIMS_MS = 20_000;
const BUSY_MS = 15_000;
const STOP_MS = 10_000;
/** Waits after the first, second … failure; after the last one the job is given up. */
const BACK_OFF_MS = [30_000, 120_000, 600_000, 1_800_000];

type Running = { job: Job; group: string; ended: Promise<void> };

/** The process's one worker over the embedded queue. `handlers` do the jobs. */
export const createWorker = (deps: Deps, handlers: JobHandlers): Worker => {
  const { jobs } = deps.repositories;
  const { signal } = deps.lifecycle;
  const running = new Map<number, Running>();
  let nap = new AbortController();
  let awake = false;
  let loops: Promise<unknown> = Promise.resolve();
  let stopListening = () => {};

  const wake = () => {
    awake = true;
    nap.abort();
  };

  const sleepUntilWoken = async () => {
    if (awake) return;
    nap = new AbortController();
    await quietly(deps.clock.sleep(IDLE_MS, nap.signal));
  };

  const work = async () => {
    while (!signal.aborted) {
      await sleepUntilWoken();
      awake = false;
      if (!signal.aborted) await startDueJobs().catch(report);
    }
  };

  const startDueJobs = async () => {
    for (const due of await jobs.due(deps.clock.now(), 50)) {
      if (running.size >= CONCURRENCY || signal.aborted) return;
      await takeUp(due).catch(report);
    }
  };

  const takeUp = async (due: DueJob) => {
    // Our own claim ran out while this process was held up: the job is not dead, it runs here.
    if (running.has(due.id)) return;
    if (due.deadClaim !== null) await revive(due, due.deadClaim);
    else await startJob(due);
  };

  /** The node that had claimed this job has died: the job waits again, or is given up. */
  const revive = (job: Job, node: string) =>
    retry(job, node, 'The process that worked on it ended', 0);

  const startJob = async (due: Job) => {
    const group = groupOf(requestOf(due.kind, due.payload));
    if ([...running.values()].some((other) => other.group === group)) return;
    const job = await jobs.claim(due.id, deps.node, deps.clock.now() + CLAIM_MS);
    if (job === null) return;
    const ended = runJob(job)
      .catch(report)
      .finally(() => {
        running.delete(job.id);
        wake();
      });
    running.set(job.id, { job, group, ended });
  };

  const runJob = async (job: Job) => {
    const outcome = await handle(job).catch((error: unknown) => asError(error));
    if (outcome instanceof Error && !signal.aborted) {
      deps.logger.error(`Job ${job.kind} failed: ${outcome.message}`);
      const wait = BACK_OFF_MS[job.attempts - 1] ?? 0;
      return retry(job, deps.node, outcome.message, wait * (1 + deps.random() / 4));
    }
    if (outcome === 'busy') return putBack(job, deps.clock.now() + BUSY_MS);
    if (outcome === 'done') return jobs.remove(job.id, deps.node);
    return putBack(job, deps.clock.now());
  };

  const handle = async (job: Job): Promise<JobOutcome> => {
    const request = requestOf(job.kind, job.payload);
    const handler = handlers[request.kind] as (
      payload: unknown,
      signal: AbortSignal
    ) => Promise<JobOutcome>;
    return handler(request.payload, signal);
  };

  const retry = async (job: Job, node: string, error: string, waitMs: number) => {
    const now = deps.clock.now();
    if (job.attempts > BACK_OFF_MS.length) return jobs.fail(job.id, node, error, now);
    const again = { ...requestOf(job.kind, job.payload), runAt: now + waitMs };
    await enqueue(deps, again, { attempts: job.attempts, error });
    await jobs.remove(job.id, node);
  };

  /** The job did not get to run: this attempt does not count. */
  const putBack = async (job: Job, runAt: number) => {
    const again = { ...requestOf(job.kind, job.payload), runAt };
    await enqueue(deps, again, { attempts: job.attempts - 1, error: null });
    await jobs.remove(job.id, deps.node);
  };

  const extendClaims = async () => {
    while (!signal.aborted) {
      await quietly(deps.clock.sleep(EXTEND_CLAIMS_MS, signal));
      if (signal.aborted || running.size === 0) continue;
      const until = deps.clock.now() + CLAIM_MS;
      await jobs.extendClaims([...running.keys()], deps.node, until).catch(report);
    }
  };

  const report = (error: unknown) => {
    deps.logger.error(`The job queue failed and goes on: ${asError(error).message}`);
  };

  return {
    start: () => {
      stopListening = deps.lifecycle.onWake(wake);
      signal.addEventListener('abort', wake, { once: true });
      wake();
      loops = Promise.all([work(), extendClaims()]);
    },
    stop: async () => {
      stopListening();
      deps.lifecycle.shutDown();
      await loops;
      const late = new AbortController();
      const ended = Promise.all([...running.values()].map((entry) => entry.ended));
      await Promise.race([ended, quietly(deps.clock.sleep(STOP_MS, late.signal))]);
      late.abort();
      for (const { job } of running.values()) await putBack(job, deps.clock.now()).catch(report);
    },
  };
};

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error(String(error));

/** Resolves also when the sleep was cut short. */
const quietly = (sleep: Promise<void>): Promise<void> => sleep.catch(() => undefined);
