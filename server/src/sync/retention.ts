import type { Deps } from './deps';

const DAY_MS = 86_400_000;

/**
 * Deletes old runs, conflicts of values, failed jobs, settled uploads and removals, answered holds,
 * single events of campaigns, what connections closed long ago and single sign-on have left, and the old
 * end of the audit trail, in small batches. Opt-outs, contacts and running work stay.
 * @throws the signal's reason when aborted; what is left goes next time.
 */
export const applyRetention = async (deps: Deps, signal: AbortSignal): Promise<void> => {
  const { retention, settings, studio } = deps.repositories;
  const days = (await settings.effective()).retentionDays;
  const runsBefore = deps.clock.now() - days.runs * DAY_MS;
  const uploadsBefore = deps.clock.now() - days.uploads * DAY_MS;
  const auditBefore = deps.clock.now() - days.audit * DAY_MS;
  const batches = [
    () => retention.runs(runsBefore),
    () => retention.conflicts(runsBefore),
    () => retention.failedJobs(runsBefore),
    () => retention.uploads(uploadsBefore),
    () => retention.removals(uploadsBefore),
    () => retention.holds(uploadsBefore),
    () => retention.closedLedgers(uploadsBefore),
    () => retention.closedNewcomers(uploadsBefore),
    () => retention.changes(),
    () => retention.closedConnections(uploadsBefore),
    () => retention.cursors(uploadsBefore),
    () => retention.audit(auditBefore),
    () => studio.removeExpiredStates(deps.clock.now()),
    () => studio.removeOrphans(),
  ];
  const eventsBefore = deps.clock.now() - days.events * DAY_MS;
  const { rows, events } = deps.repositories.campaigns;
  for (const id of await rows.sentBefore(eventsBefore))
    batches.push(() => events.deleteOld(id, eventsBefore));
  for (const deleteBatch of batches) {
    do signal.throwIfAborted();
    while ((await deleteBatch()) > 0);
  }
};
