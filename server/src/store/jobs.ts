import { TABLE } from '../constants';
import type { Db } from './db';
import { isUniqueViolation } from './unique-violation';

/** A job as the queue sees it; `payload` is JSON text, `attempts` counts the claims so far. */
export type Job = { id: number; kind: string; payload: string; attempts: number };

/** A job somebody may take; `deadClaim` names the node whose claim on it has expired. */
export type DueJob = Job & { deadClaim: string | null };

type NewJob = Omit<Job, 'id'> & {
  /** The job's natural key: at most one job with it waits. */
  dedupe: string;
  /** Not before this time. */
  runAt: number;
  error: string | null;
};

type Row = Job & { state: string; run_at: number; claimed_by: string | null };

/** Another writer won this often in a row only if something is wrong. */
const MAX_RACES = 50;

const jobOf = ({ id, kind, payload, attempts }: Row): Job => ({ id, kind, payload, attempts });

/**
 * The embedded queue's rows: `waiting`, `claimed` by a node until a time, or `failed` for good; done
 * jobs are deleted. Every change is one conditional statement, so that nodes may share the table.
 * Runs on connections of its own: call it outside of transactions.
 */
export const createJobs = (db: Db) => {
  const table = () => db.table(TABLE.job);
  const claim = (id: number, node: string) =>
    table().where({ id, state: 'claimed', claimed_by: node });
  const findWaiting = (dedupe: string): Promise<Row | undefined> =>
    table().where({ dedupe }).first('*');

  const insert = async ({ runAt, ...job }: NewJob, now: number): Promise<boolean> => {
    try {
      await table().insert({ ...job, state: 'waiting', run_at: runAt, created_at: now });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  };

  /** False when the waiting job was claimed or merged by somebody else meanwhile. */
  const mergeInto = async (
    waiting: Row,
    job: NewJob,
    merge: (waiting: string, added: string) => string
  ): Promise<boolean> => {
    const payload = merge(waiting.payload, job.payload);
    const run_at = Math.min(waiting.run_at, job.runAt);
    const attempts = Math.min(waiting.attempts, job.attempts);
    if (payload === waiting.payload && run_at === waiting.run_at && attempts === waiting.attempts)
      return true;
    const unchanged = {
      id: waiting.id,
      dedupe: job.dedupe,
      payload: waiting.payload,
      run_at: waiting.run_at,
      attempts: waiting.attempts,
    };
    return (await table().where(unchanged).update({ payload, run_at, attempts })) === 1;
  };

  return {
    /** Adds a waiting job, or merges it into the one with the same key, so that neither is lost. */
    async put(
      job: NewJob,
      merge: (waiting: string, added: string) => string,
      now: number
    ): Promise<void> {
      for (let race = 0; race < MAX_RACES; race += 1) {
        const waiting = await findWaiting(job.dedupe);
        const done = waiting ? await mergeInto(waiting, job, merge) : await insert(job, now);
        if (done) return;
      }
      throw new Error(`Job ${job.dedupe} could not be queued: too many writers at once`);
    },

    /** Jobs to do at `now`, oldest first, and jobs whose node has died. */
    async due(now: number, limit: number): Promise<DueJob[]> {
      const rows = (await table()
        .where((waiting) => void waiting.where({ state: 'waiting' }).where('run_at', '<=', now))
        .orWhere((dead) => void dead.where({ state: 'claimed' }).where('claimed_until', '<=', now))
        .orderBy(['run_at', 'id'])
        .limit(limit)
        .select('*')) as Row[];
      return rows.map((row) => ({
        ...jobOf(row),
        deadClaim: row.state === 'claimed' ? (row.claimed_by ?? '') : null,
      }));
    },

    /** The job as it is now, with this attempt counted; null when another node was faster. */
    async claim(id: number, node: string, until: number): Promise<Job | null> {
      const taken = await table()
        .where({ id, state: 'waiting' })
        .update({
          state: 'claimed',
          dedupe: null,
          claimed_by: node,
          claimed_until: until,
          attempts: db.knex.raw('attempts + 1'),
        });
      if (taken !== 1) return null;
      // Read after the claim: until then requests could still be merged into the payload.
      const row: Row | undefined = await claim(id, node).first('*');
      return row ? jobOf(row) : null;
    },

    /** Keeps the claims of running jobs from expiring. */
    async extendClaims(ids: number[], node: string, until: number): Promise<void> {
      await table()
        .whereIn('id', ids)
        .where({ state: 'claimed', claimed_by: node })
        .update({ claimed_until: until });
    },

    /** Ends a claimed job that is done, or waits again under another row. */
    async remove(id: number, node: string): Promise<void> {
      await claim(id, node).delete();
    },

    /** Gives a claimed job up; it stays for people to see until its retention ends. */
    async fail(id: number, node: string, error: string, now: number): Promise<void> {
      await claim(id, node).update({ state: 'failed', error, finished_at: now });
    },

    /** Payloads of the jobs of a kind that wait or run, on any node. */
    async active(kind: string): Promise<string[]> {
      const rows = (await table()
        .where({ kind })
        .whereIn('state', ['waiting', 'claimed'])
        .select('payload')) as Row[];
      return rows.map((row) => row.payload);
    },
  };
};
