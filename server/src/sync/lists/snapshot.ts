import { Problem } from '../../core/problem';
import { buildListSource } from '../../store/list-query';
import type { Deps } from '../deps';
import { findList, orProblem } from './evaluate';
import { keyRanges } from './key-ranges';

export type Snapshot = { members: number; takenAt: number };

/**
 * Takes a static list's snapshot anew: who matches its filter now becomes its members. Records that
 * were removed from the list stay removed. Interrupted, it leaves the old members beside some new
 * ones, and can be run again. Call it outside of transactions.
 * @throws Problem NOT_FOUND, INVALID for another kind of list, LIST_BROKEN
 */
export const takeSnapshot = async (deps: Deps, listId: string): Promise<Snapshot> => {
  const { db, lists, listRecords, connections } = deps.repositories;
  const list = await findList(deps, listId);
  if (list.kind !== 'static') {
    throw new Problem('INVALID', 'Only static lists have a snapshot.', 'kind');
  }
  const takenAt = deps.clock.now();
  const source = await orProblem(() =>
    buildListSource(db, { ...list, kind: 'dynamic' }, { now: takenAt, withRemoved: true })
  );
  for await (const { after, end } of keyRanges(deps, source)) {
    const range = source.members().where('h.id', '>', after).where('h.id', '<=', end);
    await listRecords.freeze(listId, range, takenAt);
  }
  await listRecords.dropFrozenBefore(listId, takenAt);
  await lists.setSnapshotAt(listId, takenAt);
  await lists.setBroken(listId, null);
  await connections.markScanDue(listId);
  const { frozen } = await listRecords.counts(listId);
  return { members: frozen, takenAt };
};
