import { remark } from '../../core/remarks';
import { guardHolds } from '../../core/guard';
import type { Connection } from '../../store/connections';
import type { Hold } from '../../store/holds';
import type { StepRecorder, SyncContext } from '../context';
import { takeLeaversOff } from './leavers';

const DAY_MS = 86_400_000;

/** `go`: so many leavers may be taken off (under an approval: exactly those); else a person must decide first. */
type GuardVerdict = { go: true; holdId: number | null; leaving: number } | { go: false };

/**
 * Takes the leavers off that nobody needs to approve, or somebody has. False when others hold the
 * book's export: a person must decide about them first.
 */
export const letLeaversGo = async (
  context: SyncContext,
  connection: Connection,
  step: StepRecorder
): Promise<boolean> => {
  for (;;) {
    const verdict = await guardRemovals(context, connection, step);
    if (!verdict.go) return false;
    if (verdict.leaving > 0) await takeLeaversOff(context, connection, verdict.holdId, step);
    // An approval covers those it showed; whoever left since is judged by the limits.
    if (verdict.holdId === null) return true;
  }
};

/**
 * Asks whether the leavers of a book may be taken off. Too many of them hold the book's whole export
 * until somebody approves exactly the people shown; an approval is used up by one conditional update.
 */
const guardRemovals = async (
  context: SyncContext,
  connection: Connection,
  step: StepRecorder
): Promise<GuardVerdict> => {
  const { holds, ledger } = context.deps.repositories;
  const pending = await holds.pending(connection.id, 'removal');
  if (pending?.state === 'approved') {
    const approval = await useApproval(context, connection, pending);
    if (approval) return approval;
  }
  const leaving = await ledger.removal.countLeaving(connection.id);
  if (!(await exceedsLimits(context, connection, leaving))) {
    if (pending) await holds.expire(pending.id);
    return { go: true, holdId: null, leaving };
  }
  await ask(context, connection, pending, leaving);
  step.warn(remark('approval-needed', { leaving }));
  return { go: false };
};

const exceedsLimits = async (
  { deps }: SyncContext,
  connection: Connection,
  leaving: number
): Promise<boolean> => {
  const { ledger, removals, settings } = deps.repositories;
  // Most synchronisations take nobody off: the whole book need not be counted for that.
  if (leaving === 0) return false;
  const { guard } = await settings.effective();
  const since = deps.clock.now() - DAY_MS;
  return guardHolds(
    {
      leaving,
      exported: await ledger.removal.countExported(connection.id),
      recent: await removals.countedAgainstGuard(connection.id, since),
    },
    guard
  );
};

/** Null when the approval is too old, or nobody it covers still leaves. */
const useApproval = async (
  context: SyncContext,
  connection: Connection,
  hold: Hold
): Promise<GuardVerdict | null> => {
  const { holds, ledger } = context.deps.repositories;
  const now = context.deps.clock.now();
  if (!(await holds.use(hold.id, now - DAY_MS, now))) return null;
  const covered = await ledger.removal.countLeavingUnder(connection.id, hold.id);
  return covered === 0 ? null : { go: true, holdId: hold.id, leaving: covered };
};

/** Asks anew when the people concerned are not those of the question already asked. */
const ask = async (
  { deps }: SyncContext,
  connection: Connection,
  pending: Hold | null,
  leaving: number
): Promise<void> => {
  const { holds, ledger } = deps.repositories;
  if (pending?.state === 'asked') {
    const outside = await ledger.removal.countLeavingOutside(connection.id, pending.id);
    if (outside === 0 && pending.leaving === leaving) return;
  }
  if (pending) await holds.expire(pending.id);
  const exported = await ledger.removal.countExported(connection.id);
  const hold = await holds.ask(
    { connectionId: connection.id, kind: 'removal', leaving, exported },
    deps.clock.now()
  );
  await ledger.removal.putUnderHold(connection.id, hold.id);
};
