import { Problem } from '../../core/problem';
import { enqueueSync } from '../queue/enqueue';
import type { Deps } from '../deps';

/**
 * Stages refused and held members of a connected list again. Opt-outs are not offered: only newer
 * consent lifts those. A book the vendor refused as a whole may be tried again as well.
 * @throws Problem LIST_NOT_CONNECTED
 */
export const retryMembers = async (
  deps: Deps,
  listId: string,
  docIds: string[] | 'all'
): Promise<{ staged: number; notOffered: number }> => {
  const { connections, ledger } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  const staged = await ledger.members.retry(connection.id, docIds, deps.clock.now());
  await connections.update(connection.id, { blockedReason: null });
  await enqueueSync(deps, {
    integrationId: connection.integrationId,
    trigger: 'manual',
    listId,
  });
  return { staged, notOffered: docIds === 'all' ? 0 : docIds.length - staged };
};
