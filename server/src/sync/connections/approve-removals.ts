import { notFound, Problem } from '../../core/problem';
import type { Connection } from '../../store/connections';
import type { Hold } from '../../store/holds';
import type { Deps } from '../deps';
import { acceptTakenOff } from '../import/full-read';
import { enqueueSync } from '../queue/enqueue';

/**
 * Approves exactly the people a question shows. Removals follow with the next sync, within 24 hours;
 * members that a full read missed become `removed` at once. Answers how many people it concerns.
 * @throws Problem NOT_FOUND when the question was answered or replaced meanwhile.
 */
export const approveRemovals = async (
  deps: Deps,
  listId: string,
  holdId: number,
  by: string
): Promise<number> => {
  const { connections, holds } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  const hold = await holds.byId(holdId);
  if (!hold || hold.connectionId !== connection.id) throw notFound('The question');
  if (!(await holds.approve(hold.id, by, deps.clock.now()))) {
    throw new Problem(
      'NOT_FOUND',
      'Other people leave by now than those shown: please look again before you approve'
    );
  }
  if (hold.kind === 'taken-off') await applyTakenOff(deps, connection, hold);
  await enqueueSync(deps, {
    integrationId: connection.integrationId,
    trigger: 'manual',
    listId,
  });
  return hold.leaving;
};

const applyTakenOff = async (deps: Deps, connection: Connection, hold: Hold): Promise<void> => {
  const { ledger, holds } = deps.repositories;
  for (let after = 0; ;) {
    const rows = await ledger.fullRead.nextUnderHold(connection.id, hold.id, after, 500);
    const last = rows[rows.length - 1];
    if (!last) break;
    await acceptTakenOff(deps, connection, rows);
    after = last.id;
  }
  const now = deps.clock.now();
  await holds.use(hold.id, 0, now);
};
