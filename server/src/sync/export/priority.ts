import type { Connection } from '../../store/connections';
import type { ExportContext } from './export-context';

/**
 * Takes a changed sync priority into account: other values may win now, though no record changed.
 * Everybody who is in another connected list as well is looked at again.
 */
export const heedPriority = async (
  { deps, lease }: ExportContext,
  connection: Connection,
  priority: number
): Promise<void> => {
  const { mappingPriority, id, integrationId } = connection;
  if (mappingPriority === priority) return;
  const { connections, ledger } = deps.repositories;
  if (mappingPriority !== null) {
    const open = await connections.openOf(integrationId);
    const others = open.map((other) => other.id).filter((other) => other !== id);
    for (let after: number | null = 0; after !== null;) {
      lease.signal.throwIfAborted();
      after = await ledger.staged.lookAgainAtShared(id, others, after, deps.clock.now());
    }
  }
  await connections.update(id, { mappingPriority: priority });
};
