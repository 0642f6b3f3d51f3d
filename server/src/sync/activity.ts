import type { LatestRun } from '../store/runs';
import type { Deps } from './deps';
import { requestOf } from './queue/enqueue';

/** What goes on with an integration: in any process, of any node. */
export type Activity = {
  running: boolean;
  /** A synchronisation waits for its turn. */
  queued: boolean;
  /** The newest run, or null before the first. */
  latest: LatestRun | null;
};

/** The activity of these integrations, read in a fixed number of statements. */
export const activityOf = async (
  deps: Deps,
  integrationIds: number[]
): Promise<(integrationId: number) => Activity> => {
  const { runs } = deps.repositories;
  const running = new Set(
    (await runs.findRunning()).filter(isSynchronisation).map((run) => run.integrationId)
  );
  const queued = await integrationsQueued(deps);
  const latest = new Map(
    (await runs.latestOf(integrationIds)).map((run) => [run.integrationId, run])
  );
  return (id) => ({
    running: running.has(id),
    queued: queued.has(id),
    latest: latest.get(id) ?? null,
  });
};

/** Campaigns are read beside what lists are about, possibly for hours. */
const isSynchronisation = ({ kind }: { kind: string }): boolean => kind !== 'campaigns';

/** Integrations that a synchronisation is queued or at work for. */
export const integrationsQueued = async ({ repositories }: Deps): Promise<Set<number>> => {
  const requests = (await repositories.jobs.active('sync')).map((job) => requestOf('sync', job));
  return new Set(
    requests.flatMap(({ kind, payload }) => (kind === 'sync' ? payload.integrationId : []))
  );
};

/** Whether data fields wait to be read or are being read because somebody asked. */
export const dataFieldsUnderWay = async ({ repositories }: Deps): Promise<boolean> =>
  (await repositories.jobs.active('data-fields')).length > 0;
