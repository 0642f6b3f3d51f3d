import type { ScannedMember } from '../../core/member-decision';
import type { Change } from '../../store/changes';
import type { Leaver } from '../../store/ledger/scan';
import type { SyncContext } from '../context';
import type { Comparison } from './compare-members';
import { letGo, writeMembers } from './write-members';

/** A file or a removal carries the row: the change waits until it is known what became of it. */
const isUnderWay = (state: string | undefined): boolean => state === 'sent' || state === 'removing';

/**
 * Looks at the records that were saved since the last synchronisation: values that differ are staged,
 * who became a member joins, who is none any more leaves. A change is taken away in the transaction
 * that stages its row. Answers how many rows changed.
 */
export const stageChanges = async (
  context: SyncContext,
  { connection, source, fields, step }: Comparison
): Promise<number> => {
  const { changes, db, ledger } = context.deps.repositories;
  const pace = db.pace();
  let changed = 0;
  for (let after = ''; ;) {
    context.lease.signal.throwIfAborted();
    const endBatch = pace.begin();
    const page = await changes.next(connection.id, after, pace.rows());
    const last = page[page.length - 1];
    if (!last) return changed;
    after = last.docId;
    const docIds = page.map((change) => change.docId);
    const among = () => ledger.scan.membersAmong(source, connection.id, fields, docIds);
    const before = await among();
    const leavers = await absent(context, connection.id, docIds, before);
    const left = await letGo(context, connection, leavers.filter(canLeave), step);
    // Who inherited the address of somebody who left has another row now.
    const members = left === 0 ? before : await among();
    const settled = settledAmong(page, members, leavers);
    changed += left;
    changed += await writeMembers(context, connection, members, step, (trx) =>
      changes.consume(settled, trx)
    );
    await endBatch();
  }
};

const canLeave = ({ state }: Leaver): boolean => !isUnderWay(state) && state !== 'leaving';

/** Ledger rows of saved records that are no members. */
const absent = async (
  { deps }: SyncContext,
  connectionId: number,
  docIds: string[],
  members: ScannedMember[]
): Promise<(Leaver & { docId: string | null })[]> => {
  const present = new Set(members.map((member) => member.docId));
  return deps.repositories.ledger.rows.byDocs(
    connectionId,
    docIds.filter((docId) => !present.has(docId))
  );
};

/** Changes that are settled now: nothing carries their rows. */
const settledAmong = (
  changes: Change[],
  members: ScannedMember[],
  leavers: { docId: string | null; state: string }[]
): Change[] => {
  const states = new Map([
    ...leavers.map(({ docId, state }) => [docId, state] as const),
    ...members.map(({ docId, ledger }) => [docId, ledger?.state] as const),
  ]);
  return changes.filter(({ docId }) => !isUnderWay(states.get(docId)));
};
