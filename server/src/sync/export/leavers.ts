import { chunks } from '../../core/chunks';
import { pollDelay } from '../../core/poll-delay';
import { isVendorError } from '../../dotdigital/errors';
import type { Connection } from '../../store/connections';
import type { LeavingRow } from '../../store/ledger/removal';
import type { Removal } from '../../store/removals';
import type { StepRecorder, SyncContext } from '../context';
import { settleOwnership } from './settle-ownership';

/** Contact ids the vendor takes in one call. */
const BATCH = 1000;
const DAY_MS = 86_400_000;

/** Words that end a removal job. Any other is taken for one still at work, for a day. */
const ENDED = new Set(['Completed', 'Failed']);

/**
 * Takes leavers off the book: membership ends, the contact stays in the account. Each batch is a job
 * row before its request is sent, so that a killed process sends it again.
 */
export const takeLeaversOff = async (
  context: SyncContext,
  connection: Connection,
  holdId: number | null,
  step: StepRecorder
): Promise<void> => {
  const { ledger } = context.deps.repositories;
  for (;;) {
    context.lease.signal.throwIfAborted();
    const rows = await ledger.removal.nextLeaving(
      connection.id,
      context.integration.id,
      holdId,
      BATCH
    );
    if (rows.length === 0) return;
    const known = await withRemoteIds(context, rows);
    const unknown = rows.filter((row) => !known.has(row.id)).map((row) => row.id);
    // The vendor has no such contact: there is nothing to take off.
    await ledger.rows.remove(unknown);
    if (known.size === 0) continue;
    const removal = await createJob(context, connection, [...known.keys()], holdId);
    await startRemoval(context, connection, { id: removal, connectionId: connection.id });
    step.count('takenOff', known.size);
  }
};

/** Remote ids by ledger row; those the contact feed has not told are asked for one by one. */
const withRemoteIds = async (
  { deps, integration, account, lease }: SyncContext,
  rows: LeavingRow[]
): Promise<Map<number, number>> => {
  const known = new Map<number, number>();
  for (const row of rows) {
    if (row.remoteId !== null) {
      known.set(row.id, row.remoteId);
      continue;
    }
    const contact = await account.contacts.byEmail(row.emailNorm, { signal: lease.signal });
    if (!contact) continue;
    await deps.repositories.contacts.see(
      integration.id,
      [
        {
          remoteId: contact.id,
          email: row.email,
          emailNorm: row.emailNorm,
          status: contact.status,
        },
      ],
      deps.clock.now()
    );
    known.set(row.id, contact.id);
  }
  return known;
};

const createJob = async (
  { deps, integration }: SyncContext,
  connection: Connection,
  rowIds: number[],
  holdId: number | null
): Promise<number> => {
  const { db, removals, ledger } = deps.repositories;
  const now = deps.clock.now();
  return db.transaction(async (trx) => {
    const id = await removals.create(
      {
        integrationId: integration.id,
        connectionId: connection.id,
        holdId,
        rowCount: rowIds.length,
      },
      now
    );
    await ledger.removal.carryByRemoval(rowIds, id, now, trx);
    return id;
  });
};

const startRemoval = async (
  { deps, integration, account, lease }: SyncContext,
  connection: Connection,
  removal: Pick<Removal, 'id' | 'connectionId'>
): Promise<void> => {
  const { removals, ledger } = deps.repositories;
  const ids = await ledger.removal.remoteIdsOfRemoval(removal, integration.id);
  for (const part of chunks(ids, BATCH)) {
    const job = await account.contacts.removeFromBook(connection.bookRemoteId, part, {
      signal: lease.signal,
    });
    const now = deps.clock.now();
    await removals.update(removal.id, {
      remoteId: job.id,
      status: job.status,
      pollAt: now + pollDelay(0),
    });
    if (job.id === null) await settle(deps, removal, 'Completed');
  }
  if (ids.length === 0) await settle(deps, removal, 'Completed');
};

const settle = async (
  { repositories, clock }: SyncContext['deps'],
  { id, connectionId }: Pick<Removal, 'id' | 'connectionId'>,
  status: string
): Promise<void> => {
  const { db, ledger, removals } = repositories;
  const now = clock.now();
  if (status === 'Completed') await ledger.removal.completeRemoval({ id, connectionId });
  else {
    await db.transaction(async (trx) => {
      const emails = await ledger.removal.revertRemoval({ id, connectionId }, now, trx);
      await settleOwnership(repositories, connectionId, emails, now, trx);
    });
  }
  await removals.update(id, { status, open: false, settledAt: now });
};

/**
 * Looks after removal jobs that are due: polls them, and sends those again whose process died before
 * the vendor's answer. A job the vendor no longer knows is taken for failed: its people leave again.
 */
export const pollRemovals = async (context: SyncContext): Promise<void> => {
  const { deps, account, lease } = context;
  const { removals, connections } = deps.repositories;
  for (const removal of await removals.openOf(context.integration.id)) {
    if (removal.remoteId === null) {
      const connection = await connections.byId(removal.connectionId);
      if (connection?.closedAt === null) await startAgain(context, connection, removal);
      // Disconnected meanwhile: who is in the book stays there.
      else await settle(deps, removal, 'NotSent');
    } else if ((removal.pollAt ?? 0) <= deps.clock.now()) {
      const status = await statusOf(removal.remoteId, { account, lease });
      const ended = ENDED.has(status) || deps.clock.now() - removal.createdAt > DAY_MS;
      if (ended) await settle(deps, removal, status);
      else await pollLater(context, removal);
    }
  }
};

/** A job the vendor refuses (its book may be gone) must not keep those of other books waiting. */
const startAgain = async (
  context: SyncContext,
  connection: Connection,
  removal: Removal
): Promise<void> => {
  try {
    await startRemoval(context, connection, removal);
  } catch (error) {
    if (!isVendorError(error, 'rejected')) throw error;
    await settle(context.deps, removal, 'Failed');
  }
};

const statusOf = async (
  remoteId: string,
  { account, lease }: Pick<SyncContext, 'account' | 'lease'>
): Promise<string> => {
  try {
    return await account.contacts.removalStatus(remoteId, { signal: lease.signal });
  } catch (error) {
    if (isVendorError(error, 'rejected')) return 'Failed';
    throw error;
  }
};

const pollLater = async ({ deps }: SyncContext, removal: Removal): Promise<void> => {
  const polls = removal.polls + 1;
  await deps.repositories.removals.update(removal.id, {
    polls,
    pollAt: deps.clock.now() + pollDelay(polls),
  });
};
