import type { Integration } from '../store/integrations';
import type { Deps } from './deps';
import { mayProbe } from './integrations/credentials-refused';
import { integrationsQueued } from './activity';
import { enqueue, enqueueSync } from './queue/enqueue';
import { closeInterruptedRuns } from './run-recorder';

/** Ticks only enqueue: what they ask for runs in the queue. */
export type Tick = (deps: Deps) => Promise<void>;

/** Queues a synchronisation of each active integration that has none waiting or running. */
export const tickSync: Tick = async (deps) => {
  await closeInterruptedRuns(deps);
  const underWay = await integrationsQueued(deps);
  for (const { id } of await syncable(deps)) {
    if (!underWay.has(id)) await enqueueSync(deps, { integrationId: id, trigger: 'schedule' });
  }
};

/** Queues a look at the uploads and removals that are in flight; nothing when there are none. */
export const tickUploads: Tick = async (deps) => {
  for (const integrationId of await deps.repositories.inFlight.integrations())
    await enqueue(deps, { kind: 'uploads', payload: { integrationId } });
};

/** Queues a full comparison of each active integration, with the forced refresh that is set. */
export const tickReconcile: Tick = async (deps) => {
  const { forcedRefresh: refresh } = await deps.repositories.settings.effective();
  for (const { id } of await syncable(deps))
    await enqueueSync(deps, { integrationId: id, trigger: 'schedule', full: true, refresh });
};

export const tickRetention: Tick = (deps) => enqueue(deps, { kind: 'retention', payload: {} });

/** Those a synchronisation may run for now: it asks again itself, this only spares empty jobs. */
const syncable = async (deps: Deps): Promise<Integration[]> =>
  (await deps.repositories.integrations.active()).filter(
    (integration) =>
      integration.state !== 'needs-site-answer' && mayProbe(integration, deps.clock.now())
  );
