import type { ForcedRefresh } from '../core/settings';
import type { RunTrigger } from '../store/runs';

/** What the queue can be asked for. Payloads are JSON. */
export type SyncRequest = {
  integrationId: number;
  trigger: RunTrigger;
  /** Compare everything (reconcile), not only what changed. */
  full?: boolean;
  /** What a comparison of everything sends again though nobody saved a record; absent: nothing. */
  refresh?: ForcedRefresh;
  /** Only this marketing list's book is exported; absent: every book. */
  listId?: string;
  /** No pulls except those an export needs. */
  exportOnly?: boolean;
};
/** Look after uploads and removals that are in flight at the vendor. */
export type UploadsRequest = { integrationId: number };
/** Read the data fields, due or not. */
export type DataFieldsRequest = { integrationId: number; trigger: RunTrigger };
/** Read campaigns and their reports, as far as they are due. */
export type CampaignsRequest = { integrationId: number };
export type RetentionRequest = Record<string, never>;

export type JobPayloads = {
  sync: SyncRequest;
  uploads: UploadsRequest;
  'data-fields': DataFieldsRequest;
  campaigns: CampaignsRequest;
  retention: RetentionRequest;
};
export type JobKind = keyof JobPayloads;
export type JobRequest = { [Kind in JobKind]: { kind: Kind; payload: JobPayloads[Kind] } }[JobKind];

/** Jobs of one group never run at the same time in one process. */
export const groupOf = ({ kind, payload }: JobRequest): string =>
  kind === 'retention' ? kind : `integration:${payload.integrationId}`;

/** Two waiting requests with the same key become one. */
export const dedupeKeyOf = (request: JobRequest): string =>
  request.kind === 'retention' ? request.kind : `${request.kind}:${request.payload.integrationId}`;

/** The stronger one does all the weaker does. */
const REFRESHES: ForcedRefresh[] = ['none', 'computed', 'all'];

/** Who asked decides how a run is shown: a person's request is not hidden by a schedule's. */
const TRIGGERS: RunTrigger[] = ['schedule', 'credentials', 'connect', 'terminal', 'manual'];

/** One request that does all of what both ask for. */
export const mergeRequests = <Request extends JobRequest>(a: Request, b: Request): Request =>
  a.kind === 'sync' && b.kind === 'sync' ? { ...a, payload: mergeSyncs(a.payload, b.payload) } : b;

const mergeSyncs = (a: SyncRequest, b: SyncRequest): SyncRequest => {
  const merged: SyncRequest = {
    integrationId: a.integrationId,
    trigger: TRIGGERS.indexOf(a.trigger) > TRIGGERS.indexOf(b.trigger) ? a.trigger : b.trigger,
  };
  if (a.full || b.full) merged.full = true;
  const refreshes = [a.refresh, b.refresh].filter((refresh) => refresh !== undefined);
  const strongest = refreshes.sort((x, y) => REFRESHES.indexOf(y) - REFRESHES.indexOf(x))[0];
  if (strongest !== undefined) merged.refresh = strongest;
  if (a.exportOnly && b.exportOnly) merged.exportOnly = true;
  if (a.listId !== undefined && a.listId === b.listId) merged.listId = a.listId;
  return merged;
};
