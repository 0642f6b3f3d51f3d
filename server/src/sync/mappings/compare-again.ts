import type { Mapping } from '../../store/mappings';
import type { Deps } from '../deps';

/**
 * Makes saves of whatever these collections' mappings read leave marks, and asks the next
 * synchronisation to compare every member of these collections with what was sent. Answers how many
 * there are now.
 */
export const compareAgain = async (
  { repositories, refreshTracking }: Deps,
  places: Pick<Mapping, 'integrationId' | 'collection'>[]
): Promise<number> => {
  await refreshTracking();
  let members = 0;
  for (const { integrationId, collection } of places) {
    const open = await repositories.connections.markCollectionScanDue(integrationId, collection);
    for (const { id } of open)
      members += (await repositories.ledger.members.counts(id, integrationId)).members;
  }
  return members;
};
