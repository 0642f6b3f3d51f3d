import { enqueueSync } from '../queue/enqueue';
import type { MemberChange } from './change-members';
import type { Deps } from '../deps';
import type { ListAtVendor } from './member-of-list';

/** Ends membership only: no opt-out. The next sync takes the person off the book, behind the guard. */
export const removeMembers: MemberChange = async (deps, at, docIds) => {
  await deps.repositories.listRecords.remove(at.list.id, docIds, 'editor', deps.clock.now());
  await scanSoon(deps, at);
  return { changed: docIds.length, waiting: 0, refused: [] };
};

/** Takes a removal back: the record is a member again as far as the list finds it. */
export const restoreMembers: MemberChange = async (deps, at, docIds) => {
  const { ledger, listRecords } = deps.repositories;
  await listRecords.restore(at.list.id, docIds);
  if (at.connected)
    await ledger.members.sendRestored(at.connected.connection.id, docIds, deps.clock.now());
  await scanSoon(deps, at);
  return { changed: docIds.length, waiting: 0, refused: [] };
};

const scanSoon = async (deps: Deps, { list, connected }: ListAtVendor): Promise<void> => {
  if (!connected) return;
  await deps.repositories.connections.markScanDue(list.id);
  await enqueueSync(deps, {
    integrationId: connected.integration.id,
    trigger: 'manual',
    listId: list.id,
  });
};
