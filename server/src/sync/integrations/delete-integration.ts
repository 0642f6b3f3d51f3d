import { notFound, Problem } from '../../core/problem';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { integrationLease, withLease } from '../lease';

/** What a deletion would do, for the person who is asked to confirm it. */
export type DeletionEffects = {
  connections: { list: string; addressBook: string }[];
  contacts: number;
  optOutsKept: number;
  uploadsInFlight: number;
};

/** @throws Problem NOT_FOUND. */
export const deletionEffects = async (deps: Deps, id: number): Promise<DeletionEffects> => {
  const { repositories } = deps;
  const { accountId } = await demand(deps, id);
  return {
    connections: await repositories.integrationRemains.openConnections(id),
    contacts: await repositories.contacts.count(id),
    optOutsKept: await repositories.optOuts.countOfAccount(accountId),
    uploadsInFlight: await repositories.integrationRemains.uploadsInFlight(id),
  };
};

/**
 * Deletes an integration with everything it brought, except opt-outs. Nothing is sent to the vendor:
 * contacts stay in their books. Holds the integration's lease, so that no sync runs beside it.
 * @throws Problem NOT_FOUND, or UPLOADS_IN_FLIGHT while uploads are open or a sync is running.
 */
export const deleteIntegration = async (deps: Deps, id: number): Promise<void> => {
  await demand(deps, id);
  const { outcome } = await withLease(deps, integrationLease(id), () => removeWhole(deps, id));
  if (outcome === 'busy')
    throw new Problem(
      'UPLOADS_IN_FLIGHT',
      'This integration is being synchronised right now. Stop the run or wait for its end, then delete it.'
    );
};

const removeWhole = async (deps: Deps, id: number): Promise<void> => {
  const { connections, integrationRemains, integrations } = deps.repositories;
  const open = await integrationRemains.uploadsInFlight(id);
  if (open > 0)
    throw new Problem(
      'UPLOADS_IN_FLIGHT',
      `${open} upload${open === 1 ? ' is' : 's are'} still being processed by Dotdigital. Delete the integration when their outcome is known.`
    );
  // Should the process die in between: no schedule picks the half-deleted integration up again.
  await integrations.update(id, { active: false });
  await connections.closeAllOf(id, deps.clock.now());
  await integrationRemains.remove(id);
  await integrations.remove(id);
  await deps.refreshFrames();
};

const demand = async (deps: Deps, id: number): Promise<Integration> => {
  const integration = await deps.repositories.integrations.find(id);
  if (!integration) throw notFound('The integration');
  return integration;
};
