import { remark } from '../../core/remarks';
import { pollDelay } from '../../core/poll-delay';
import { isVendorError } from '../../dotdigital/errors';
import type { Connection } from '../../store/connections';
import type { Upload } from '../../store/uploads';
import type { StepRecorder } from '../context';
import { unsubscribeAtVendor } from '../members/unsubscribe-at-vendor';
import { refsOf } from '../opt-out-refs';
import type { BulkOutcome, Refusal } from './bulk-channel';
import type { ExportContext } from './export-context';
import { refuseRows } from './refusals';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Rows of a failed upload are staged again after these waits (ms), then held. */
const RETRY_AFTER = [HOUR_MS, 4 * HOUR_MS, DAY_MS];

/** Verdicts on a whole file that a repetition would not change: held until *Retry*. */
const HELD_STATUSES = new Set([
  'RejectedByWatchdog',
  'InvalidFileFormat',
  'ExceedsAllowedContactLimit',
]);

/**
 * Looks after every upload of the integration that is due: takes back those that were never sent,
 * polls the others, and settles those that ended. Answers the connections something was settled for.
 */
export const settleUploads = async (
  context: ExportContext,
  step: StepRecorder
): Promise<Set<number>> => {
  const { deps, integration, lease } = context;
  const { uploads, connections } = deps.repositories;
  const settled = new Set<number>();
  const failures: unknown[] = [];
  for (const upload of await uploads.openOf(integration.id)) {
    lease.signal.throwIfAborted();
    const connection = await connections.byId(upload.connectionId);
    if (!connection) continue;
    try {
      if (await settleOne(context, connection, upload, step)) settled.add(connection.id);
    } catch (error) {
      if (lease.signal.aborted || concernsAll(error)) throw error;
      // One upload that cannot be settled must not keep those of other books waiting.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return settled;
};

const concernsAll = (error: unknown): boolean =>
  isVendorError(error, 'authentication') || isVendorError(error, 'rateLimited');

/** True when the upload ended. */
const settleOne = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  step: StepRecorder
): Promise<boolean> => {
  if (upload.remoteId === null) {
    await takeBackUnsent(context, connection, upload, step);
    return false;
  }
  const due = (upload.pollAt ?? 0) <= context.deps.clock.now();
  return due && pollOne(context, connection, upload, step);
};

/** Its process ended before the vendor's answer was stored; the same rows are sent again. */
const takeBackUnsent = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  step: StepRecorder
): Promise<void> => {
  const { deps } = context;
  await unsubscribeAgain(context, connection, upload, step);
  const now = deps.clock.now();
  await deps.repositories.ledger.upload.unsend(upload.id, now);
  await deps.repositories.uploads.update(upload.id, {
    status: 'NotSent',
    open: false,
    settledAt: now,
  });
};

const pollOne = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  step: StepRecorder
): Promise<boolean> => {
  const { deps } = context;
  const { uploads } = deps.repositories;
  const state = await pollState(context, upload);
  // Stored the moment it is seen: a terminal word must not be lost to whatever fails after it.
  if (state.status !== upload.status) await uploads.update(upload.id, { status: state.status });

  if (state.phase === 'pending' && deps.clock.now() - (upload.sentAt ?? 0) < DAY_MS) {
    const polls = upload.polls + 1;
    await uploads.update(upload.id, { polls, pollAt: deps.clock.now() + pollDelay(polls) });
    return false;
  }
  if (state.phase === 'finished' && upload.remoteId !== null) {
    const { report, refusals } = await outcomeOf(context, upload, upload.remoteId);
    await uploads.update(upload.id, { report: JSON.stringify(report) });
    if (refusals === 'unknown') {
      await unsubscribeAgain(context, connection, upload, step);
      await stageAgain(context, upload, step);
    } else await settleFinished(context, connection, upload, refusals, step);
  } else {
    await unsubscribeAgain(context, connection, upload, step);
    await settleFailed(context, upload, state.phase === 'pending' ? 'Unknown' : state.status, step);
  }
  await uploads.update(upload.id, { open: false, settledAt: deps.clock.now() });
  return true;
};

/** What became of a finished upload; `unknown` when the vendor has not told for a day. */
const outcomeOf = async (
  { deps, channel, lease }: ExportContext,
  upload: Upload,
  remoteId: string
): Promise<BulkOutcome> => {
  try {
    return await channel.outcome(remoteId, upload.rowCount);
  } catch (error) {
    const patient = deps.clock.now() - (upload.sentAt ?? 0) < DAY_MS;
    if (patient || lease.signal.aborted || concernsAll(error)) throw error;
    return { report: {}, refusals: 'unknown' };
  }
};

const pollState = async ({ channel }: ExportContext, upload: Upload) => {
  try {
    return await channel.poll(upload.remoteId ?? '');
  } catch (error) {
    // The vendor does not know the import: its outcome will never be told.
    if (isVendorError(error, 'rejected')) return { phase: 'failed' as const, status: 'Unknown' };
    throw error;
  }
};

/** The vendor finished but no longer tells whom it refused: the rows are sent once more. */
const stageAgain = async (
  { deps }: ExportContext,
  upload: Upload,
  step: StepRecorder
): Promise<void> => {
  const rows = await deps.repositories.ledger.upload.unsend(upload.id, deps.clock.now());
  step.warn(remark('report-gone', { rows }));
};

const settleFinished = async (
  context: ExportContext,
  connection: Connection,
  upload: Upload,
  refusals: AsyncIterable<Refusal>,
  step: StepRecorder
): Promise<void> => {
  const { deps, integration } = context;
  const { ledger, uploads, connections } = deps.repositories;
  const refused = await refuseRows(context, connection, upload, refusals);
  const now = deps.clock.now();
  if (upload.kind === 'clear') {
    const fields = JSON.parse(upload.columns ?? '[]') as string[];
    await ledger.upload.acknowledgeClear(upload.id, integration.id, fields, now);
  } else {
    const acknowledged = await ledger.upload.acknowledge(upload.id, integration.id, now);
    step.count('exported', acknowledged);
    await connections.update(connection.id, { lastExportedAt: now });
  }
  step.count('refused', refused);
  await uploads.update(upload.id, { refusedCount: refused });
  await unsubscribeAgain(context, connection, upload, step);
};

/** Who opted out while the file was on its way may have been put back by it. */
const unsubscribeAgain = async (
  { deps, integration, account, lease }: ExportContext,
  connection: Connection,
  upload: Upload,
  step: StepRecorder
): Promise<void> => {
  const refs = refsOf(integration.accountId, connection);
  const emails = await deps.repositories.ledger.upload.optedOutOf(upload.id, refs);
  for (const email of emails) {
    await unsubscribeAtVendor(account, connection.bookRemoteId, email, lease.signal);
    step.count('unsubscribed');
  }
};

const settleFailed = async (
  { deps }: ExportContext,
  upload: Upload,
  status: string,
  step: StepRecorder
): Promise<void> => {
  const { ledger } = deps.repositories;
  const now = deps.clock.now();
  const wait = HELD_STATUSES.has(status)
    ? undefined
    : RETRY_AFTER[await ledger.upload.attemptsOf(upload.id)];
  const held = await ledger.upload.holdAll(
    upload.id,
    {
      reason_code: status.slice(0, 64),
      reason: null,
      retry_at: wait === undefined ? null : now + wait,
    },
    now
  );
  await deps.repositories.uploads.update(upload.id, { status, error: status });
  step.count('held', held);
  step.warn(remark('upload-failed', { status, rows: upload.rowCount }));
};
