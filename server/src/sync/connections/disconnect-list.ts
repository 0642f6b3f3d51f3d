import { Problem } from '../../core/problem';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';

/**
 * Ends a connection. The contacts stay in the book and stop being removable, unless the editor chose
 * to take them off: then the connection closes once they have left, and the removal guard still asks.
 * @throws Problem LIST_NOT_CONNECTED
 */
export const disconnectList = async (
  deps: Deps,
  listId: string,
  { takeOff }: { takeOff: boolean }
): Promise<void> => {
  const { connections } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  if (!takeOff) {
    await connections.close(connection.id, deps.clock.now());
    return;
  }
  await connections.update(connection.id, { closing: true });
  await enqueueSync(deps, {
    integrationId: connection.integrationId,
    trigger: 'manual',
    listId,
  });
};
