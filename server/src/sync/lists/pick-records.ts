import { Problem } from '../../core/problem';
import type { MarketingList } from '../../store/marketing-lists';
import type { Deps } from '../deps';

export type Picked = { added: number; alreadyThere: number };

/**
 * Adds records to a manual list. Records that do not exist (for this person) are left out. A removed
 * record stays removed until *Restore*.
 * @param readable of these documentIds, those the person may see
 * @throws Problem INVALID for another kind of list
 */
export const pickRecords = async (
  deps: Deps,
  list: MarketingList,
  documentIds: string[],
  readable: (documentIds: string[]) => Promise<string[]>
): Promise<Picked> => {
  const { listRecords, connections } = deps.repositories;
  if (list.kind !== 'manual') {
    throw new Problem('INVALID', 'Only manual lists take single records.', 'kind');
  }
  const existing = await readable([...new Set(documentIds)]);
  const added = await listRecords.pick(list.id, existing, deps.clock.now());
  if (added > 0) await connections.markScanDue(list.id);
  return { added, alreadyThere: existing.length - added };
};
