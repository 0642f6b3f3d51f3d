import { Problem } from '../../core/problem';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';

/**
 * Queues a synchronisation of a connected list's integration that exports this list; `full`
 * compares every member, whatever the last comparison cost.
 * @throws Problem LIST_NOT_CONNECTED, SYNC_OFF, INTEGRATION_INACTIVE
 */
export const synchroniseList = async (
  deps: Deps,
  listId: string,
  { full }: { full: boolean }
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
  await enqueueSync(deps, { integrationId: integration.id, trigger: 'manual', listId, full });
};
