import { Problem } from '../../core/problem';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';

/**
 * Asks for records of the people who were in the book before the option was switched on; the next
 * synchronisation makes them. Answers how many people it concerns.
 * @throws Problem LIST_NOT_CONNECTED, or INVALID when the connection creates no records
 */
export const createOlder = async (deps: Deps, listId: string): Promise<number> => {
  const { connections, newcomers } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  if (!connection.createRecords)
    throw new Problem('INVALID', 'The connection creates no records', 'createRecords');
  const asked = await newcomers.wake(connection.id, deps.clock.now());
  const { integrationId } = connection;
  await enqueueSync(deps, { integrationId, trigger: 'manual', listId });
  return asked;
};
