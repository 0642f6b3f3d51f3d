import { remark } from '../../core/remarks';
import type { ForcedRefresh } from '../../core/settings';
import type { Connection } from '../../store/connections';
import { BrokenList, buildListSource, type ListDefinition } from '../../store/list-query';
import type { Upload } from '../../store/uploads';
import type { StepRecorder } from '../context';
import { liftByNewerConsent } from '../import/consent';
import { updateStaged } from '../host-updates/host-updates';
import { importContacts } from '../import/contacts';
import { collectChanges } from './collect-changes';
import { exportFields, type ExportFields } from '../mappings/export-fields';
import { letLeaversGo } from './guard';
import { pollRemovals } from './leavers';
import { mirrorStates } from './mirror';
import { compareWithRemote } from './compare-with-remote';
import type { ExportContext } from './export-context';
import { heedPriority } from './priority';
import { settleUploads } from './settle';
import { stageMembers, type Closeness } from './stage';
import { uploadStaged } from './upload';

/** The vendor takes this many unfinished imports per account. */
const MAX_ACTIVE = 25;

export type ExportOptions = {
  /** Connections to export; the others are left alone. */
  connections: Connection[];
  closeness: Closeness;
  /** Forced refresh of this run; null: none. */
  refresh: ForcedRefresh | null;
  /** Name of each connection's book, by connection. */
  names: Map<number, string>;
  /** What the mappings said when the run began. */
  fields: ExportFields;
};

/**
 * Brings the connected books up to date: states, staging, guard, removals, uploads, settlement. The
 * caller has made sure that each connection's opt-outs were read in this run.
 */
export const runExport = async (
  context: ExportContext,
  { connections, closeness, names, fields: begun, refresh }: ExportOptions
): Promise<void> => {
  const { deps, integration, run } = context;
  const bookOf = (connection: Connection) => names.get(connection.id);
  await run.step('settle-uploads', async (step) => {
    await settle(context, begun, step);
    await awaitUploads(context, begun, step);
  });
  const blocked = await uploadsInFlight(context);
  if (blocked === 'all') {
    run.skip('export', remark('upload-under-way'));
    return;
  }
  if (await deps.repositories.marks.any()) {
    await run.step('changes', async (step) => {
      step.count('saved', await collectChanges(deps));
    });
  }
  // The scan they wait for ends a change of their mapping: it must be made with the newest one.
  const fields = connections.some(({ scanDue }) => scanDue)
    ? await exportFields(
        deps,
        integration.id,
        await deps.repositories.connections.openOf(integration.id),
        refresh
      )
    : begun;
  const { syncEveryMinutes } = await deps.repositories.settings.effective();
  const staging = { closeness, fields, syncEveryMinutes };
  const ready: Connection[] = [];
  for (const connection of connections) {
    if (blocked.has(connection.id)) {
      run.skip('export', remark('upload-overdue'), bookOf(connection));
      continue;
    }
    await run.step(
      'stage',
      async (step) => {
        if (await prepare(context, connection, staging, step)) ready.push(connection);
      },
      bookOf(connection)
    );
  }
  if (fields.twoWay.size > 0)
    await updateBeforeUpload(context, ready, { ...staging, closeness: 'due' }, bookOf);
  await run.step('wait-for-removals', () => awaitRemovals(context));
  await uploadRounds(context, ready, fields, bookOf);
};

type BookOf = (connection: Connection) => string | undefined;

/** Records that are about to be sent take what the vendor holds, and are staged again with it. */
const updateBeforeUpload = async (
  context: ExportContext,
  ready: Connection[],
  staging: Staging,
  bookOf: BookOf
): Promise<void> => {
  let written = false;
  await context.run.step('host-updates', async (step) => {
    written = await updateStaged(context, ready, staging.fields, step);
    if (written) await collectChanges(context.deps);
  });
  if (!written) return;
  for (const connection of ready) {
    const restage = (step: StepRecorder) => stage(context, connection, staging, step);
    await context.run.step('stage', async (step) => void (await restage(step)), bookOf(connection));
  }
};

/** Connections with an overdue upload; `all` while any upload is within its patience. */
const uploadsInFlight = async (context: ExportContext): Promise<Set<number> | 'all'> => {
  if ((await youngUploads(context)).length > 0) return 'all';
  const open = await context.deps.repositories.uploads.openOf(context.integration.id);
  return new Set(open.map((upload) => upload.connectionId));
};

/** Open uploads within their patience: they keep every other export of the integration waiting. */
const youngUploads = async ({ deps, integration }: ExportContext): Promise<Upload[]> => {
  const { uploadPatienceMinutes } = await deps.repositories.settings.effective();
  const since = deps.clock.now() - uploadPatienceMinutes * 60_000;
  const open = await deps.repositories.uploads.openOf(integration.id);
  return open.filter((upload) => (upload.sentAt ?? 0) > since);
};

type Staging = { closeness: Closeness; fields: ExportFields; syncEveryMinutes: number };

/** Mirrors, stages and takes leavers off; false when the book must not be uploaded to. */
const prepare = async (
  context: ExportContext,
  connection: Connection,
  staging: Staging,
  step: StepRecorder
): Promise<boolean> => {
  await mirrorStates(context, connection, step);
  if (connection.closing) await letEverybodyGo(context, connection);
  else if (!(await stage(context, connection, staging, step))) return false;

  return (await letLeaversGo(context, connection, step)) && !connection.closing;
};

const letEverybodyGo = async ({ deps }: ExportContext, connection: Connection): Promise<void> => {
  await deps.repositories.ledger.removal.allLeave(connection.id, deps.clock.now());
};

/** False when the list cannot be evaluated: then nobody joins or leaves. */
const stage = async (
  context: ExportContext,
  connection: Connection,
  { closeness, fields, syncEveryMinutes }: Staging,
  step: StepRecorder
): Promise<boolean> => {
  const { clock, repositories } = context.deps;
  const list = await repositories.lists.find(connection.listId);
  if (!list) throw new Error('The marketing list does not exist any more');
  try {
    demandSameDefinition(list, connection);
    const source = await buildListSource(repositories.db, list, { now: clock.now() });
    if (list.brokenReason !== null) await repositories.lists.setBroken(list.id, null);
    // Whoever is about to be taken off may be back: nobody leaves the book without a fresh scan.
    const somebodyLeaves = (await repositories.ledger.removal.countLeaving(connection.id)) > 0;
    const { collection } = connection;
    await heedPriority(context, connection, fields.priorityOf(collection));
    const changed = await stageMembers(
      context,
      {
        connection,
        source,
        fields: fields.of(collection),
        compared: fields.compared(collection),
        step,
      },
      {
        closeness: closeness === 'due' && somebodyLeaves ? 'membership' : closeness,
        syncEveryMinutes,
      }
    );
    if (changed > 0) await mirrorStates(context, connection, step);
    await compareWithRemote(context, connection, fields.forced, step);
    return true;
  } catch (error) {
    if (!(error instanceof BrokenList)) throw error;
    await repositories.lists.setBroken(list.id, error.reason);
    step.warn(remark('list-broken', { reason: error.reason }));
    return false;
  }
};

/**
 * A connected list keeps its collection and e-mail field; a write past every rule of ours (raw SQL)
 * must not send other people than those the connection was made for.
 */
const demandSameDefinition = (list: ListDefinition, connection: Connection): void => {
  if (list.collection !== connection.collection) {
    throw new BrokenList('collection', 'The collection of a connected list was changed');
  }
  if (list.emailField !== connection.emailField) {
    throw new BrokenList('emailField', 'The e-mail field of a connected list was changed');
  }
};

const settle = async (
  context: ExportContext,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  await pollRemovals(context);
  const settled = await settleUploads(context, step);
  for (const id of settled) await learnIds(context, id, fields, step);
};

/** After an import the vendor's contact ids are read: its outcome does not tell them. */
const learnIds = async (
  context: ExportContext,
  connectionId: number,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  const connection = await context.deps.repositories.connections.byId(connectionId);
  if (!connection || connection.closedAt !== null) return;
  const subscribed = await importContacts(context, connection, fields, step);
  await liftByNewerConsent(context, connection, subscribed, step);
};

const awaitRemovals = async (context: ExportContext): Promise<void> => {
  const { deps, integration, lease } = context;
  for (;;) {
    const open = await deps.repositories.removals.openOf(integration.id);
    const next = Math.min(...open.map((removal) => removal.pollAt ?? 0));
    if (open.length === 0 || next > context.waitUntil) return;
    await deps.clock.sleep(Math.max(0, next - deps.clock.now()), lease.signal);
    await pollRemovals(context);
  }
};

/** Sends files of all ready books, then settles them together, until nothing is left or time is up. */
const uploadRounds = async (
  context: ExportContext,
  ready: Connection[],
  fields: ExportFields,
  bookOf: BookOf
): Promise<void> => {
  const { deps, integration, run } = context;
  for (;;) {
    let sent = 0;
    const removals = await deps.repositories.removals.openOf(integration.id);
    const waiting = new Set(removals.map(({ connectionId }) => connectionId));
    for (const connection of ready) {
      await run.step(
        'upload',
        async (step) => {
          if (waiting.has(connection.id)) return step.warn(remark('removal-under-way'));
          sent += await uploadAll(context, connection, fields, MAX_ACTIVE - sent, step);
        },
        bookOf(connection)
      );
    }
    if (sent === 0) return;
    const done = await run.step('settle-uploads', (step) => awaitUploads(context, fields, step));
    if (!done || (await uploadsInFlight(context)) === 'all') return;
  }
};

/** As many files as may be active; clears go alone, their values follow in the next round. */
const uploadAll = async (
  context: ExportContext,
  connection: Connection,
  fields: ExportFields,
  limit: number,
  step: StepRecorder
): Promise<number> => {
  let sent = 0;
  while (sent < limit && (await uploadStaged(context, connection, fields, step))) sent += 1;
  return sent;
};

/** Waits for uploads within their patience, as long as this run may wait and the next poll is near. */
const awaitUploads = async (
  context: ExportContext,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  const { deps, lease } = context;
  for (;;) {
    const young = await youngUploads(context);
    const next = Math.min(...young.map((upload) => upload.pollAt ?? 0));
    if (young.length === 0 || next > context.waitUntil) return;
    await deps.clock.sleep(Math.max(0, next - deps.clock.now()), lease.signal);
    await settle(context, fields, step);
  }
};
