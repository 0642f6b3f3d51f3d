import type { Deps } from './deps';

/**
 * When integrations and connections were last synchronised (ms). A scheduled run that found nothing
 * to do writes that neither to its integration nor to its connections: the start of the last such
 * run counts when it is later than the stored time. Null stays null: the first synchronisation is
 * stored in every case.
 */
export const lastSyncedOf = async (
  { repositories }: Deps,
  integrationIds: number[]
): Promise<(integrationId: number, stored: number | null) => number | null> => {
  const quiet = await repositories.runs.lastQuiet([...new Set(integrationIds)]);
  return (integrationId, stored) =>
    stored === null ? null : Math.max(stored, quiet.get(integrationId) ?? 0);
};
