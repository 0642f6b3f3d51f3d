import type { Integration } from '../store/integrations';
import type { RunRow } from '../store/runs';
import type { Deps } from '../sync/deps';
import { lastSyncedOf } from '../sync/last-synced';
import { inPlace, type RunSummary } from '../sync/run-recorder';
import type { Print } from './terminal';

/** One integration as `status --json` tells it; times are ISO 8601. */
type Status = {
  id: number;
  name: string;
  active: boolean;
  state: Integration['state'];
  lastSyncedAt: string | null;
  lastRun: {
    id: number;
    kind: string;
    status: string;
    startedAt: string;
    error: string | null;
  } | null;
  connectedLists: number;
  inFlight: { uploads: number; removals: number };
};

/** How a synchronisation went, in lines. */
export const printSummary = ({ name }: Integration, summary: RunSummary, print: Print): void => {
  if (summary.outcome === 'busy') return print(`${name}: somebody else is synchronising it now`);
  if (summary.outcome === 'skipped') return print(`${name}: not synchronised. ${summary.reason}`);
  const { runId, status, steps, calls, warnings, error } = summary.value;
  print(`${name}: run ${runId} ${status}`);
  for (const step of steps) {
    const counts = Object.entries(step.counts).map(([counter, count]) => `${counter} ${count}`);
    print(
      `  ${step.name}${step.book ? ` “${step.book}”` : ''}: ${[step.status, ...counts, step.message?.text ?? []].flat().join(', ')}`
    );
  }
  for (const warning of warnings) print(`  warning: ${inPlace(warning)}`);
  print(`  API calls: ${calls.read} read, ${calls.write} write, ${calls.poll} poll`);
  if (error !== null) print(`  ${inPlace(error)}`);
};

/** What is still under way at the vendor. */
export const printInFlight = async ({ repositories }: Deps, print: Print): Promise<void> => {
  let open = 0;
  for (const { id, name } of await repositories.integrations.list()) {
    const uploads = await repositories.uploads.openOf(id);
    const removals = await repositories.removals.openOf(id);
    open += uploads.length + removals.length;
    for (const upload of uploads) print(`${name}: upload ${upload.id}, ${aboutOpen(upload)}`);
    for (const removal of removals) print(`${name}: removal ${removal.id}, ${aboutOpen(removal)}`);
  }
  if (open === 0) print('Nothing is in flight');
};

const aboutOpen = (open: { rowCount: number; status: string; createdAt: number }): string =>
  `${open.rowCount} rows, ${open.status}, since ${new Date(open.createdAt).toISOString()}`;

/** How things stand, without asking the vendor. */
export const printStatus = async (
  deps: Deps,
  { json }: { json?: boolean },
  print: Print
): Promise<void> => {
  const integrations = await deps.repositories.integrations.list();
  const statuses: Status[] = [];
  for (const integration of integrations) statuses.push(await statusOf(deps, integration));
  if (json) return print(JSON.stringify({ sync: deps.config.sync, integrations: statuses }));

  if (!deps.config.sync) print('Synchronisation is switched off in this environment');
  if (statuses.length === 0) print('There is no integration');
  for (const status of statuses) {
    print(`${status.id} ${status.name}: ${status.active ? status.state : 'inactive'}`);
    print(`  connected lists: ${status.connectedLists}`);
    print(`  last synchronised: ${status.lastSyncedAt ?? 'never'}`);
    if (status.lastRun) print(`  last run: ${runLine(status.lastRun)}`);
    print(`  in flight: ${status.inFlight.uploads} uploads, ${status.inFlight.removals} removals`);
  }
};

const runLine = ({ id, kind, status, error }: NonNullable<Status['lastRun']>): string =>
  `${id} (${kind}) ${status}${error === null ? '' : `: ${error}`}`;

const statusOf = async (deps: Deps, integration: Integration): Promise<Status> => {
  const { repositories } = deps;
  const { id, name, active, state } = integration;
  const lastSyncedAt = (await lastSyncedOf(deps, [id]))(id, integration.lastSyncedAt);
  const run = await repositories.runs.findLatest(id);
  return {
    id,
    name,
    active,
    state,
    lastSyncedAt: lastSyncedAt === null ? null : new Date(lastSyncedAt).toISOString(),
    lastRun: run && lastRunOf(run),
    connectedLists: (await repositories.connections.openOf(id)).length,
    inFlight: {
      uploads: (await repositories.uploads.openOf(id)).length,
      removals: (await repositories.removals.openOf(id)).length,
    },
  };
};

const lastRunOf = ({ id, kind, status, startedAt, error }: RunRow): Status['lastRun'] => ({
  id,
  kind,
  status,
  startedAt: new Date(startedAt).toISOString(),
  error: error && inPlace(error),
});
