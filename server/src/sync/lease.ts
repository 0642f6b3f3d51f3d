import type { Lease } from './context';
import type { Deps } from './deps';
import { StopError, type StopCause } from './lifecycle';

/** A dead node's lease expires after this long; generous against clocks that differ between nodes. */
const TTL_MS = 60_000;
const RENEW_MS = 20_000;
/** How often listeners of a beat look at the database (a stop asked for, a run's progress). */
const BEAT_MS = 5_000;

/** A lease as its holder sees it. */
export type HeldLease = Lease & {
  /** Ends the work: aborts the signal. */
  stop(cause: StopCause): void;
  /**
   * Says that nothing was written under the fence, so that its number is free for the next holder
   * and the lease's row ends as it was. Not heeded when the lease was taken over from somebody who
   * let it expire: no number that anybody may still hold is given again.
   */
  leaveFenceUnused(): void;
  /** Calls `listener` every few seconds while the work goes on. */
  onBeat(listener: () => Promise<void>): void;
};

export type LeaseOutcome<T> = { outcome: 'done'; value: T } | { outcome: 'busy' };

/** The lease that every synchronisation of an integration holds, whoever starts it. */
export const integrationLease = (integrationId: number) => `integration:${integrationId}`;

/**
 * Runs `work` while holding the named lease, or answers `busy` at once when somebody else does.
 * The lease is renewed while `work` runs and released at its end; `lease.signal` is aborted when
 * the lease is lost, a person stops the run, or the process shuts down.
 * @throws whatever `work` throws.
 */
export const withLease = <T>(
  deps: Deps,
  name: string,
  work: (lease: HeldLease) => Promise<T>
): Promise<LeaseOutcome<T>> => {
  const outcome = workUnderLease(deps, name, work);
  deps.lifecycle.track(outcome);
  return outcome;
};

const workUnderLease = async <T>(
  deps: Deps,
  name: string,
  work: (lease: HeldLease) => Promise<T>
): Promise<LeaseOutcome<T>> => {
  const { leases } = deps.repositories;
  const now = deps.clock.now();
  const acquired = await leases.acquire(name, deps.node, now, now + TTL_MS);
  if (acquired === null) return { outcome: 'busy' };

  const { fence, tookOver } = acquired;
  let lastFence = fence;
  const key = { name, owner: deps.node, fence };
  const ending = new AbortController();
  const stop = (cause: StopCause) => ending.abort(new StopError(cause));
  const shutDown = () => stop('shutdown');
  if (deps.lifecycle.signal.aborted) shutDown();
  deps.lifecycle.signal.addEventListener('abort', shutDown, { once: true });

  const beats: (() => Promise<void>)[] = [];
  const over = new AbortController();
  const heart = keepAlive(deps, { key, beats, over: over.signal, lose: () => stop('lease-lost') });
  try {
    const value = await work({
      name,
      fence,
      signal: ending.signal,
      stop,
      leaveFenceUnused: () => {
        if (!tookOver) lastFence = fence - 1;
      },
      onBeat: (listener) => beats.push(listener),
    });
    return { outcome: 'done', value };
  } finally {
    deps.lifecycle.signal.removeEventListener('abort', shutDown);
    over.abort();
    await heart;
    await leases.release(key, lastFence).catch((error: unknown) => {
      deps.logger.warn(`Lease ${name} could not be released and expires by itself: ${error}`);
    });
  }
};

type Heart = {
  key: { name: string; owner: string; fence: number };
  beats: (() => Promise<void>)[];
  /** Aborted when the work has ended. */
  over: AbortSignal;
  lose(): void;
};

const keepAlive = async (deps: Deps, { key, beats, over, lose }: Heart): Promise<void> => {
  let renewedAt = deps.clock.now();
  while (await slept(deps, BEAT_MS, over)) {
    try {
      const now = deps.clock.now();
      if (now - renewedAt >= RENEW_MS) {
        if (!(await deps.repositories.leases.renew(key, now + TTL_MS))) return lose();
        renewedAt = now;
      }
      for (const beat of beats) await beat();
    } catch (error) {
      deps.logger.warn(`The heartbeat of lease ${key.name} failed: ${error}`);
      if (deps.clock.now() - renewedAt >= TTL_MS) return lose();
    }
  }
};

const slept = async (deps: Deps, ms: number, signal: AbortSignal): Promise<boolean> => {
  try {
    await deps.clock.sleep(ms, signal);
    return !signal.aborted;
  } catch {
    return false;
  }
};
