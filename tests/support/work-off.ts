import type { Deps } from '../../server/src/sync/deps';
import { createJobHandlers } from '../../server/src/sync/jobs';
import { requestOf } from '../../server/src/sync/queue/enqueue';
import type { SyncRequest } from '../../server/src/sync/requests';
import {
  settleUploads,
  syncDataFields,
  syncIntegration,
} from '../../server/src/sync/sync-integration';

/** Claims every due synchronisation for a node and does it, as that node's worker would. */
export const workOff = async (deps: Deps): Promise<void> => {
  const { jobs } = deps.repositories;
  const handlers = createJobHandlers(deps, { syncIntegration, settleUploads, syncDataFields });
  for (const { id } of await jobs.due(deps.clock.now(), 10)) {
    const job = await jobs.claim(id, deps.node, deps.clock.now() + 60_000);
    if (!job) throw new Error('another node has claimed the job');
    const { payload } = requestOf(job.kind, job.payload);
    const outcome = await handlers.sync(payload as SyncRequest, deps.lifecycle.signal);
    if (outcome !== 'done') throw new Error(`the synchronisation ended as ${outcome}`);
    await jobs.remove(id, deps.node);
  }
};
