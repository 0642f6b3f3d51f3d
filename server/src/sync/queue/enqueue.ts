import type { Deps } from '../deps';
import { dedupeKeyOf, mergeRequests, type JobRequest, type SyncRequest } from '../requests';

export type EnqueueOptions = {
  /** Not before this time, epoch milliseconds; default: now. */
  runAt?: number;
  /** For a job that runs again: what it cost so far. */
  attempts?: number;
  error?: string;
};

/**
 * Puts a job into the queue and wakes this process's worker. A request with the same natural key
 * (kind and integration) that still waits is merged with it: the more demanding one wins, the
 * earlier time counts. Call it outside of transactions.
 */
export const enqueue = async (
  deps: Deps,
  request: JobRequest,
  { runAt, attempts, error }: EnqueueOptions = {}
): Promise<void> => {
  const now = deps.clock.now();
  await deps.repositories.jobs.put(
    {
      kind: request.kind,
      payload: JSON.stringify(request.payload),
      dedupe: dedupeKeyOf(request),
      runAt: runAt ?? now,
      attempts: attempts ?? 0,
      error: error ?? null,
    },
    (waiting, added) => mergePayloads(request.kind, waiting, added),
    now
  );
  deps.lifecycle.wakeWorker();
};

/** Asks for a synchronisation as soon as possible. */
export const enqueueSync = (deps: Deps, request: SyncRequest): Promise<void> =>
  enqueue(deps, { kind: 'sync', payload: request });

/** A stored job's request. */
export const requestOf = (kind: string, payload: string): JobRequest =>
  ({ kind, payload: JSON.parse(payload) as unknown }) as JobRequest;

const mergePayloads = (kind: string, waiting: string, added: string): string =>
  JSON.stringify(mergeRequests(requestOf(kind, waiting), requestOf(kind, added)).payload);
