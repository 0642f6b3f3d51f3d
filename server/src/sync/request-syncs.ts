import { notFound, Problem } from '../core/problem';
import type { Integration } from '../store/integrations';
import type { Deps } from './deps';
import { enqueueSync } from './queue/enqueue';

/**
 * Queues a synchronisation of one integration, or of every active one, because a person asked.
 * @returns how many were queued.
 * @throws Problem SYNC_OFF, NOT_FOUND, INTEGRATION_INACTIVE
 */
export const requestSyncs = async (
  deps: Deps,
  { integrationId, full }: { integrationId?: number | undefined; full: boolean }
): Promise<number> => {
  if (!deps.config.sync)
    throw new Problem('SYNC_OFF', 'Synchronisation is switched off in this environment');
  const chosen =
    integrationId === undefined
      ? await deps.repositories.integrations.active()
      : [await activeIntegration(deps, integrationId)];
  for (const { id } of chosen)
    await enqueueSync(deps, { integrationId: id, trigger: 'manual', ...(full ? { full } : {}) });
  return chosen.length;
};

const activeIntegration = async (deps: Deps, id: number): Promise<Integration> => {
  const integration = await deps.repositories.integrations.find(id);
  if (integration === null) throw notFound('The integration');
  if (!integration.active)
    throw new Problem('INTEGRATION_INACTIVE', `The integration “${integration.name}” is inactive`);
  return integration;
};
