import { TABLE } from '../constants';
import { flag, int, key, model, ms, requiredInt, requiredKey, text } from './lean-columns';

/** One bulk CSV and its life at the vendor. `status` is ours before the vendor has answered. */
const upload = model(
  'upload',
  TABLE.upload,
  {
    integrationId: requiredInt,
    connectionId: requiredInt,
    remoteId: key(64),
    /** `values`, or `clear`: e-mail and the columns to be emptied, named in `columns` (JSON). */
    kind: requiredKey(8),
    columns: text,
    /** `preparing`, `sending`, then the vendor's word. */
    status: requiredKey(40),
    /** True while rows wait for the outcome: such an upload blocks its book. */
    open: flag,
    fence: int,
    rowCount: int,
    refusedCount: int,
    createdAt: ms,
    sentAt: ms,
    settledAt: ms,
    pollAt: ms,
    polls: int,
    report: text,
    error: text,
  },
  [
    { name: 'dm_upload_open_ix', columns: ['integration_id', 'open'] },
    { name: 'dm_upload_connection_ix', columns: ['connection_id'] },
  ]
);

/** One bulk removal from a book and its asynchronous life. */
const removal = model(
  'removal',
  TABLE.removal,
  {
    integrationId: requiredInt,
    connectionId: requiredInt,
    remoteId: key(64),
    /** The approval it was made under: such removals do not count against the guard. */
    holdId: int,
    status: requiredKey(40),
    open: flag,
    rowCount: int,
    createdAt: ms,
    settledAt: ms,
    pollAt: ms,
    polls: int,
    error: text,
  },
  [
    { name: 'dm_removal_open_ix', columns: ['integration_id', 'open'] },
    { name: 'dm_removal_connection_ix', columns: ['connection_id', 'created_at'] },
  ]
);

/** A question the guard asked: may these people be taken off the book? */
const hold = model(
  'hold',
  TABLE.hold,
  {
    connectionId: requiredInt,
    /** `removal` (members leave the book) or `taken-off` (a full read misses too many). */
    kind: requiredKey(10),
    /** `asked`, `approved`, `used`, `expired`. */
    state: requiredKey(10),
    leaving: int,
    exported: int,
    askedAt: ms,
    approvedAt: ms,
    approvedBy: key(191),
    usedAt: ms,
  },
  [{ name: 'dm_hold_connection_ix', columns: ['connection_id', 'state'] }]
);

/**
 * How far a feed was read, in the vendor's time; when that read began, by our clock; and what was read
 * of each row, where that can differ: of other things the feed was never read.
 */
const cursor = model(
  'cursor',
  TABLE.cursor,
  { integrationId: requiredInt, feed: requiredKey(64), since: ms, readAt: ms, content: key(32) },
  [{ name: 'dm_cursor_feed_uq', columns: ['integration_id', 'feed'], type: 'unique' }]
);

/** One execution of a sync. */
const run = model(
  'run',
  TABLE.run,
  {
    integrationId: requiredInt,
    kind: requiredKey(24),
    trigger: requiredKey(24),
    listId: key(36),
    status: requiredKey(16),
    startedAt: ms,
    finishedAt: ms,
    /** JSON array of steps: `{ name, status, counts, error, startedAt, finishedAt }`. */
    steps: text,
    /** JSON: `{ read, write, poll, byEndpoint }`. */
    calls: text,
    warnings: text,
    error: text,
    stopRequested: flag,
    /**
     * A row stands for all scheduled runs in a row that found nothing to do: how many (null: an
     * ordinary run), when the last of them began, and the id its row had while it ran.
     */
    times: int,
    lastStartedAt: ms,
    lastId: int,
  },
  [
    { name: 'dm_run_started_ix', columns: ['started_at'] },
    { name: 'dm_run_integration_ix', columns: ['integration_id', 'started_at'] },
    { name: 'dm_run_quiet_ix', columns: ['integration_id', 'last_started_at'] },
  ]
);

/** Mutual exclusion between nodes; `fence` grows with every holder that wrote something under it. */
const lease = model(
  'lease',
  TABLE.lease,
  { name: requiredKey(64), owner: key(64), fence: requiredInt, expiresAt: ms },
  [{ name: 'dm_lease_name_uq', columns: ['name'], type: 'unique' }]
);

/** The embedded queue. `dedupe` equals the job's natural key while it waits, null once claimed. */
const job = model(
  'job',
  TABLE.job,
  {
    kind: requiredKey(32),
    payload: text,
    dedupe: key(128),
    state: requiredKey(10),
    runAt: ms,
    attempts: int,
    claimedBy: key(64),
    claimedUntil: ms,
    error: text,
    createdAt: ms,
    finishedAt: ms,
  },
  [
    { name: 'dm_job_dedupe_uq', columns: ['dedupe'], type: 'unique' },
    { name: 'dm_job_due_ix', columns: ['state', 'run_at'] },
  ]
);

/**
 * What people did: who (`actorKind` is `person`, `terminal`, `schedule` or `site`; the e-mail is the
 * one of then), what (a code of `core/audit.ts`), and to what. `details` is JSON.
 */
const audit = model(
  'audit',
  TABLE.audit,
  {
    at: ms,
    actorKind: requiredKey(10),
    actorId: int,
    actorEmail: key(191),
    action: requiredKey(64),
    subjectKind: key(24),
    subjectId: key(64),
    subjectName: key(191),
    details: text,
  },
  [
    { name: 'dm_audit_at_ix', columns: ['at'] },
    { name: 'dm_audit_actor_ix', columns: ['actor_kind', 'actor_id'] },
    { name: 'dm_audit_action_ix', columns: ['action'] },
  ]
);

export const workModels = [upload, removal, hold, cursor, run, lease, job, audit];
