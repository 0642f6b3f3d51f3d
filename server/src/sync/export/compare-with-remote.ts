import { agreedAsPulled } from '../../core/pulled-values';
import type { Connection } from '../../store/connections';
import type { StepRecorder, SyncContext } from '../context';

/** Members compared per transaction. */
const PAGE = 500;

/**
 * Compares what both sides agreed on with the values last pulled: what somebody changed at the vendor
 * in a field of ours is sent again. Rows of such members are staged.
 */
export const compareWithRemote = async (
  { deps, integration, lease }: SyncContext,
  connection: Connection,
  fields: ReadonlySet<string>,
  step: StepRecorder
): Promise<void> => {
  if (fields.size === 0) return;
  const { contacts, db, ledger, leases } = deps.repositories;
  for (let after = 0; ;) {
    lease.signal.throwIfAborted();
    const rows = await ledger.staged.pulled(connection.id, integration.id, after, PAGE);
    const last = rows[rows.length - 1];
    if (!last) return;
    after = last.id;
    const differing = rows.flatMap((row) => {
      const agreed = agreedAsPulled(row, fields);
      return agreed === null ? [] : [{ ...row, agreed }];
    });
    if (differing.length === 0) continue;
    const now = deps.clock.now();
    await db.transaction(async (trx) => {
      await leases.hold(lease, trx);
      await contacts.agree(integration.id, differing, now, trx);
      const emails = differing.map((row) => row.emailNorm);
      await ledger.rows.lookAgain([connection.id], emails, now, trx);
    });
    step.count('changedThere', differing.length);
  }
};
