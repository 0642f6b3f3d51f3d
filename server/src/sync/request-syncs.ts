import { notFound, Problem } from '../core/problem';
import type { Integration } from '../store/integrations';
import type { Deps } from './deps';
import { enqueue, enqueueSync } from './queue/enqueue';

/**
 * Queues a synchronisation of one integration, or of every active one, because a person asked.
 * @returns how many were queued.
 * @throws Problem SYNC_OFF, NOT_FOUND, INTEGRATION_INACTIVE
 */
export const requestSyncs = async (
  deps: Deps,
  { integrationId, full }: { integrationId?: number | undefined; full: boolean }
): Promise<number> => {
  demandSync(deps);
  const chosen =
    integrationId === undefined
      ? await deps.repositories.integrations.active()
      : [await activeIntegration(deps, integrationId)];
  for (const { id } of chosen)
    await enqueueSync(deps, { integrationId: id, trigger: 'manual', ...(full ? { full } : {}) });
  return chosen.length;
};

/**
 * Queues a reading of the data fields of every active integration, because a person asked.
 * @returns how many were queued.
 * @throws Problem SYNC_OFF
 */
export const requestDataFieldSyncs = async (deps: Deps): Promise<number> => {
  demandSync(deps);
  const active = await deps.repositories.integrations.active();
  for (const { id } of active)
    await enqueue(deps, {
      kind: 'data-fields',
      payload: { integrationId: id, trigger: 'manual' },
    });
  return active.length;
};

const demandSync = (deps: Deps): void => {
  if (!deps.config.sync)
    throw new Problem('SYNC_OFF', 'Synchronisation is switched off in this environment');
};

const activeIntegration = async (deps: Deps, id: number): Promise<Integration> => {
  const integration = await deps.repositories.integrations.find(id);
  if (integration === null) throw notFound('The integration');
  if (!integration.active)
    throw new Problem('INTEGRATION_INACTIVE', `The integration “${integration.name}” is inactive`);
  return integration;
};
