import type { Connection } from '../../store/connections';
import type { StepRecorder, SyncContext } from '../context';
import { refsOf } from '../opt-out-refs';

/** Carries opt-outs and the vendor's statuses into member states, both ways, set-wise. */
export const mirrorStates = async (
  { deps, integration }: SyncContext,
  connection: Connection,
  step: StepRecorder
): Promise<void> => {
  const { mirror } = deps.repositories.ledger;
  const refs = refsOf(integration.accountId, connection);
  const now = deps.clock.now();
  step.count('optedOut', await mirror.optOut(connection.id, refs, now));
  step.count('optedIn', await mirror.optIn(connection.id, refs, now));
  step.count('retried', await mirror.retryDue(connection.id, now));
  step.count('released', await mirror.release(connection.id, integration.id, now));
  step.count('held', await mirror.hold(connection.id, integration.id, now));
};
