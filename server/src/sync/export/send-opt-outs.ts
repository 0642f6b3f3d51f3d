import { remark } from '../../core/remarks';
import { isVendorError } from '../../dotdigital/errors';
import type { Connection } from '../../store/connections';
import { bookRef } from '../../store/opt-outs';
import type { StepRecorder, SyncContext } from '../context';
import { unsubscribeAtVendor } from '../members/unsubscribe-at-vendor';

/**
 * Sends opt-outs by editors that the vendor has not confirmed for this book: those whose call
 * failed, and those made before the list was connected to it. A book that was disconnected meanwhile
 * still gets what was owed to it. One call a person; nothing holds them back.
 */
export const sendOptOuts = async (
  {
    deps,
    integration,
    account,
    lease,
  }: Pick<SyncContext, 'deps' | 'integration' | 'account' | 'lease'>,
  connection: Connection,
  step: StepRecorder
): Promise<void> => {
  const { optOuts } = deps.repositories;
  const ref = bookRef(integration.accountId, connection.bookRemoteId);
  const failed = new Set<number>();
  for (;;) {
    const batch = await optOuts.unsent(
      connection.listId,
      ref,
      100 + failed.size,
      connection.closedAt
    );
    const rows = batch.filter((row) => !failed.has(row.id));
    if (rows.length === 0) return;
    for (const row of rows) {
      lease.signal.throwIfAborted();
      try {
        await unsubscribeAtVendor(account, connection.bookRemoteId, row.emailNorm, lease.signal);
      } catch (error) {
        if (!isVendorError(error, 'rejected')) throw error;
        failed.add(row.id);
        step.warn(remark('opt-out-refused', { message: error.message }));
        continue;
      }
      await optOuts.markSent(row.id, ref, deps.clock.now());
      step.count('unsubscribed');
    }
  }
};
