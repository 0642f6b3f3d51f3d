import { Problem } from '../../core/problem';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';
import type { SyncRequest } from '../requests';

/**
 * Queues a synchronisation of a connected list's integration that exports this list.
 * @throws Problem LIST_NOT_CONNECTED, SYNC_OFF, INTEGRATION_INACTIVE
 */
export const synchroniseList = (deps: Deps, listId: string): Promise<void> =>
  queueForList(deps, listId, {});

/**
 * Queues a synchronisation that compares every mapped field of every member of a connected list with
 * what the vendor holds, and sends what differs.
 * @throws Problem LIST_NOT_CONNECTED, SYNC_OFF, INTEGRATION_INACTIVE
 */
export const refreshDataFields = (deps: Deps, listId: string): Promise<void> =>
  queueForList(deps, listId, { full: true, refresh: 'all' });

const queueForList = async (
  deps: Deps,
  listId: string,
  how: Pick<SyncRequest, 'full' | 'refresh'>
): Promise<void> => {
  const { connections, integrations } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  if (!deps.config.sync) {
    throw new Problem('SYNC_OFF', 'Synchronisation is switched off in this environment');
  }
  const integration = await integrations.find(connection.integrationId);
  if (!integration?.active) {
    throw new Problem('INTEGRATION_INACTIVE', 'The integration is inactive');
  }
  await connections.markScanDue(listId);
  await enqueueSync(deps, { integrationId: integration.id, trigger: 'manual', listId, ...how });
};
