import type { Deps } from '../deps';
import { dedupeKeyOf, mergeRequests, type JobRequest, type SyncRequest } from '../requests';

export type Enqueued = JobRequest & {
  /** Waiting requests with the same key become one; default: kind and integration. */
  dedupe?: string;
  /** Not before this time, epoch milliseconds; default: now. */
  runAt?: number;
};

/** What a job that runs again has cost so far. */
export type JobHistory = { attempts: number; error: string | null };

/**
 * Puts a job into the queue and wakes this process's worker. Merged with a waiting request of the
 * same key: what either asks for is done, at the earlier time. Call it outside of transactions.
 */
export const enqueue = async (
  deps: Deps,
  { dedupe, runAt, ...request }: Enqueued,
  history: JobHistory = { attempts: 0, error: null }
): Promise<void> => {
  const now = deps.clock.now();
  await deps.repositories.jobs.put(
    {
      ...history,
      kind: request.kind,
      payload: JSON.stringify(request.payload),
      dedupe: dedupe ?? dedupeKeyOf(request),
      runAt: Math.ceil(runAt ?? now),
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
