import { remark } from '../core/remarks';
import type { Connection } from '../store/connections';
import type { SyncContext } from './context';
import type { Deps } from './deps';
import { lookForActivity } from './campaigns/look-for-activity';
import { queueCampaignsWhenDue } from './campaigns/sync-campaigns';
import { collectChanges } from './export/collect-changes';
import { createCsvImportChannel } from './export/csv-import-channel';
import type { ExportContext } from './export/export-context';
import { exportFields } from './mappings/export-fields';
import { pollRemovals } from './export/leavers';
import { runExport } from './export/run-export';
import { sendOptOuts } from './export/send-opt-outs';
import { settleUploads as settleOpenUploads } from './export/settle';
import type { Closeness } from './export/stage';
import { dataFieldsDue, synchroniseDataFields } from './fields/synchronise-data-fields';
import { updateRecords } from './host-updates/host-updates';
import { importAddressBooks } from './import/address-books';
import { pull, type Pull } from './import/pull';
import { createNewRecords } from './new-records/create-records';
import type { DataFieldsRequest, SyncRequest, UploadsRequest } from './requests';
import type { RunSummary } from './run-recorder';
import { withRun } from './with-run';

/**
 * One synchronisation of an integration, in order: opt-outs of editors, data fields when they are
 * due, address books, contacts, unsubscribes and suppressions come first, then the export, then a look at
 * campaigns. What it answers, `withRun` says.
 */
export const syncIntegration = (deps: Deps, request: SyncRequest): Promise<RunSummary> =>
  withRun(
    deps,
    {
      integrationId: request.integrationId,
      kind: request.exportOnly ? 'export' : request.full ? 'full-sync' : 'sync',
      trigger: request.trigger,
      listId: request.listId,
    },
    (context) => synchronise(exportContext(context), request)
  );

/** Looks after uploads and removals in flight, without starting new ones. */
export const settleUploads = (deps: Deps, { integrationId }: UploadsRequest): Promise<RunSummary> =>
  withRun(deps, { integrationId, kind: 'uploads', trigger: 'schedule' }, async (plain) => {
    const context = exportContext(plain);
    await context.run.step('settle-uploads', async (step) => {
      await pollRemovals(context);
      await settleOpenUploads(context, step);
    });
  });

/** Reads the data fields of an integration, due or not. */
export const syncDataFields = (deps: Deps, request: DataFieldsRequest): Promise<RunSummary> =>
  withRun(deps, { ...request, kind: 'data-fields' }, async (context) => {
    await context.run.step('data-fields', (step) => synchroniseDataFields(context, step));
  });

/** Exports write through a bulk channel, and wait only so long for what they have sent. */
const exportContext = (context: SyncContext): ExportContext => {
  const { upload } = context.deps.config;
  return {
    ...context,
    channel: createCsvImportChannel(context.account, {
      maxBytes: upload.maxBytes,
      signal: context.lease.signal,
    }),
    waitUntil: context.deps.clock.now() + upload.waitSeconds * 1000,
  };
};

const synchronise = async (context: ExportContext, request: SyncRequest): Promise<void> => {
  const { deps, run, integration } = context;
  const { connections, addressBooks } = deps.repositories;
  const open = await connections.openOf(integration.id);

  const owed = [...(await connections.owingOptOuts(integration.id)), ...open];
  if (owed.length > 0) {
    await run.step('send-opt-outs', async (step) => {
      for (const connection of owed) await sendOptOuts(context, connection, step);
    });
  }
  const fieldsKnown = await readDataFields(context, request);
  if (!request.exportOnly) {
    await run.step('address-books', (step) => importAddressBooks(context, step));
  }
  if (open.length === 0) return markSynced(context, []);

  const books = new Map(
    (await addressBooks.ofIntegration(integration.id)).map((book) => [book.id, book])
  );
  const names = new Map(
    open.map(({ id, addressBookId }) => [id, books.get(addressBookId)?.name ?? `${addressBookId}`])
  );
  const fields = await exportFields(deps, integration.id, open, request.refresh ?? null);
  const fresh = await pull(context, open, { books, names, fields, request });
  if (fields.twoWay.size > 0) {
    // Saves first: they say when a record was changed.
    await run.step('host-updates', async (step) => {
      await collectChanges(deps);
      await updateRecords(context, fields, step);
    });
  }
  if (!fieldsKnown) {
    run.skip('export', remark('fields-unknown'));
    return markSynced(context, fresh);
  }
  if (!request.exportOnly) await makeRecords(context, fresh, { names, fields });
  await runExport(context, {
    connections: fresh.filter(
      (connection) => request.listId === undefined || connection.listId === request.listId
    ),
    closeness: closenessOf(request),
    refresh: request.refresh ?? null,
    names,
    fields,
  });
  await closeEmptied(context, open);
  if (!request.exportOnly) await lookAtCampaigns(context, open);
  await markSynced(context, fresh);
};

/**
 * Reads the data fields when they are due; before the first export whatever else was asked for,
 * because mappings are made of them. False when the account's fields are not known yet.
 */
const readDataFields = async (
  context: ExportContext,
  { exportOnly }: SyncRequest
): Promise<boolean> => {
  const known = context.integration.fieldsSyncedAt !== null;
  if (known && (exportOnly || !(await dataFieldsDue(context)))) return true;
  const read = await context.run.step('data-fields', (step) =>
    synchroniseDataFields(context, step)
  );
  return known || read;
};

/** A run that found nothing to do is its own mark (`last-synced.ts`), after the first one. */
const markSynced = async (
  { deps, run, integration }: SyncContext,
  fresh: Connection[]
): Promise<void> => {
  const known = [integration, ...fresh].every(({ lastSyncedAt }) => lastSyncedAt !== null);
  if (known && run.quiet()) return;
  const { connections, integrations } = deps.repositories;
  const now = deps.clock.now();
  for (const { id } of fresh) await connections.update(id, { lastSyncedAt: now });
  await integrations.markSynced(integration.id, now);
};

/** Whoever asks for a synchronisation wants to see all of it; only schedules mind the scan's cost. */
const closenessOf = ({ full, trigger }: SyncRequest): Closeness => {
  if (full === true) return 'everything';
  return trigger === 'schedule' ? 'due' : 'membership';
};

/** Makes records of people who came into books, of those whose opt-outs were read in this run. */
const makeRecords = async (
  context: SyncContext,
  fresh: Connection[],
  { names, fields }: Pick<Pull, 'names' | 'fields'>
): Promise<void> => {
  const { deps, run } = context;
  for (const connection of fresh) {
    if (!connection.createRecords || connection.closing) continue;
    if (!(await deps.repositories.newcomers.pending(connection.id))) continue;
    await run.step(
      'new-records',
      (step) => createNewRecords(context, connection, fields, step),
      names.get(connection.id)
    );
  }
};

/** With one call; what is to be read of them is read by a job of its own, after what waits by then. */
const lookAtCampaigns = async (context: SyncContext, open: Connection[]): Promise<void> => {
  await context.run.step('campaigns', (step) => lookForActivity(context, open, step));
  await queueCampaignsWhenDue(context);
};

/** A connection that was to take its people off the book closes when the last one has left it. */
const closeEmptied = async ({ deps, run }: SyncContext, open: Connection[]): Promise<void> => {
  const { connections, ledger } = deps.repositories;
  for (const connection of open.filter(({ closing }) => closing)) {
    run.changed();
    const counts = await ledger.members.counts(connection.id, connection.integrationId);
    if (counts.leaving === 0 && counts.members === 0) {
      await connections.close(connection.id, deps.clock.now());
    }
  }
};
