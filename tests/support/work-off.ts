import { syncCampaigns } from '../../server/src/sync/campaigns/sync-campaigns';
import type { Deps } from '../../server/src/sync/deps';
import { createJobHandlers } from '../../server/src/sync/jobs';
import { requestOf } from '../../server/src/sync/queue/enqueue';
import {
  settleUploads,
  syncDataFields,
  syncIntegration,
} from '../../server/src/sync/sync-integration';

type Handler = (payload: unknown, signal: AbortSignal) => Promise<string>;

/** Claims every due job for a node and does it, as that node's worker would, until none is left. */
export const workOff = async (deps: Deps): Promise<void> => {
  const { jobs } = deps.repositories;
  const useCases = { syncIntegration, settleUploads, syncDataFields, syncCampaigns };
  const handlers = createJobHandlers(deps, useCases);
  for (;;) {
    const [due] = await jobs.due(deps.clock.now(), 1);
    if (!due) return;
    const job = await jobs.claim(due.id, deps.node, deps.clock.now() + 60_000);
    if (!job) throw new Error('another node has claimed the job');
    const { kind, payload } = requestOf(job.kind, job.payload);
    const outcome = await (handlers[kind] as Handler)(payload, deps.lifecycle.signal);
    if (outcome !== 'done') throw new Error(`the job ${kind} ended as ${outcome}`);
    await jobs.remove(job.id, deps.node);
  }
};
