import { remark } from '../../core/remarks';
import { guardHolds } from '../../core/guard';
import type { Connection } from '../../store/connections';
import type { MissingRow } from '../../store/ledger/full-read';
import type { StepRecorder, SyncContext } from '../context';
import { mirrorStates } from '../export/mirror';
import { liftByNewerConsent } from './consent';
import { noteNewcomers } from './newcomers';
import type { ExportFields } from '../mappings/export-fields';
import { contactsFeed, stillOptedOut, storeContacts } from './contacts';
import { valuesWanted } from './values-wanted';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** One sync gives a full read at most this long; the next one goes on where it stopped. */
const SLICE_MS = 120_000;

/** One slice of a full read: when the read began, where this slice starts and when it must end. */
type Slice = { startedAt: number; resumeAt: number; until: number };

/**
 * A full read is due once a day, within the hour when the book holds fewer than we acknowledged, and
 * as long as one is under way.
 */
export const fullReadDue = async (
  { deps }: SyncContext,
  connection: Connection,
  contactCount: number
): Promise<boolean> => {
  if (connection.fullReadStartedAt !== null) return true;
  const age = deps.clock.now() - (connection.fullReadAt ?? connection.openedAt);
  if (age >= DAY_MS) return true;
  if (age < HOUR_MS && connection.fullReadAt !== null) return false;
  const { ledger } = deps.repositories;
  return contactCount < (await ledger.fullRead.countAcknowledged(connection.id));
};

/**
 * Reads a whole book, in slices, to find members somebody took off it at the vendor: each is confirmed
 * there, becomes `removed` and is sent again only after *Restore*. A read that finds nobody, or misses
 * more than the guard lets pass, changes nothing and asks.
 */
export const readWholeBook = async (
  context: SyncContext,
  connection: Connection,
  fields: ExportFields,
  step: StepRecorder
): Promise<void> => {
  const { connections, ledger } = context.deps.repositories;
  const slice = sliceOf(context, connection);
  const { startedAt } = slice;
  const isConfirming =
    connection.fullReadStartedAt === startedAt && connection.fullReadNext === null;
  if (!isConfirming) {
    const pages = await readPages(context, connection, fields, slice, step);
    if (!pages.complete) return;

    // People who opted out left the book too, but nobody took them off it.
    await mirrorStates(context, connection, step);
    const missing = await ledger.fullRead.countMissing(connection.id, startedAt);
    const foundNobody = missing > 0 && pages.empty;
    if (foundNobody || (await tooManyMissing(context, connection, missing))) {
      await askAboutMissing(context, connection, { missing, readAt: startedAt }, step);
      return endRead(context, connection, startedAt);
    }
    await withdrawQuestion(context, connection);
    await connections.update(connection.id, { fullReadNext: null });
  }
  if (await takeMissingOff(context, connection, slice, step)) {
    await endRead(context, connection, startedAt);
  }
};

/** Goes on with the read under way; one that stood still for a day begins anew. */
const sliceOf = ({ deps }: SyncContext, connection: Connection): Slice => {
  const now = deps.clock.now();
  const until = now + SLICE_MS;
  const { fullReadStartedAt, fullReadNext } = connection;
  return fullReadStartedAt === null || now - fullReadStartedAt > DAY_MS
    ? { startedAt: now, resumeAt: 0, until }
    : { startedAt: fullReadStartedAt, resumeAt: fullReadNext ?? 0, until };
};

const endRead = ({ deps }: SyncContext, { id }: Connection, fullReadAt: number): Promise<void> =>
  deps.repositories.connections.update(id, {
    fullReadAt,
    fullReadStartedAt: null,
    fullReadNext: null,
  });

const readPages = async (
  context: SyncContext,
  connection: Connection,
  fields: ExportFields,
  { startedAt, resumeAt, until }: Slice,
  step: StepRecorder
): Promise<{ complete: boolean; empty: boolean }> => {
  const { deps, account, integration, lease } = context;
  const { ledger, connections, cursors } = deps.repositories;
  const values = valuesWanted(fields, connection);
  const feed = values && (await cursors.read(integration.id, contactsFeed(connection, values)));
  const optedOut: string[] = [];
  let complete = true;
  let empty = resumeAt === 0;
  const pages = account.contacts.ofBook(connection.bookRemoteId, {
    resumeAt,
    dataFields: values !== null,
    signal: lease.signal,
  });
  for await (const page of pages) {
    lease.signal.throwIfAborted();
    const reading = { values, lookedBefore: feed?.readAt ?? null };
    const { seen } = await storeContacts(context, page.rows, reading, step);
    await ledger.fullRead.markSeen(
      connection.id,
      seen.map((row) => row.emailNorm),
      startedAt
    );
    await noteNewcomers(context, connection, seen, step, startedAt);
    optedOut.push(...(await stillOptedOut(context, connection, seen)));
    empty &&= seen.length === 0;
    await connections.update(connection.id, {
      fullReadStartedAt: startedAt,
      fullReadNext: page.next,
    });
    complete = deps.clock.now() < until;
    if (!complete) break;
  }
  await liftByNewerConsent(context, connection, optedOut, step);
  return { complete, empty };
};

/** Whoever was taken off within 24 hours counts together, in however many reads they were found. */
const tooManyMissing = async (
  { deps }: SyncContext,
  connection: Connection,
  missing: number
): Promise<boolean> => {
  const { holds, ledger, listRecords, settings } = deps.repositories;
  const since = Math.max(
    deps.clock.now() - DAY_MS,
    (await holds.lastUsedAt(connection.id, 'taken-off')) ?? 0
  );
  const recent = await listRecords.countRemovedSince(connection.listId, 'taken-off', since);
  const exported = await ledger.removal.countExported(connection.id);
  const { guard } = await settings.effective();
  return guardHolds({ leaving: missing, exported, recent }, guard);
};

/** The book lists everybody again, or so few are missing that nobody needs to be asked. */
const withdrawQuestion = async ({ deps }: SyncContext, { id }: Connection): Promise<void> => {
  const { holds } = deps.repositories;
  const pending = await holds.pending(id, 'taken-off');
  if (pending) await holds.expire(pending.id);
};

const askAboutMissing = async (
  { deps }: SyncContext,
  connection: Connection,
  { missing, readAt }: { missing: number; readAt: number },
  step: StepRecorder
): Promise<void> => {
  const { holds, ledger } = deps.repositories;
  step.warn(remark('taken-off-many', { missing }));
  const pending = await holds.pending(connection.id, 'taken-off');
  if (pending) await holds.expire(pending.id);
  const exported = await ledger.removal.countExported(connection.id);
  const hold = await holds.ask(
    { connectionId: connection.id, kind: 'taken-off', leaving: missing, exported },
    deps.clock.now()
  );
  await ledger.fullRead.putMissingUnderHold(connection.id, readAt, hold.id);
};

/** How many people the vendor is asked about before the clock is looked at again. */
const CONFIRM_AT_ONCE = 20;

/**
 * Asks the vendor about everybody the read missed: a list that moved while it was read hides people
 * who are still there. False when the slice's time is over before all are confirmed.
 */
const takeMissingOff = async (
  context: SyncContext,
  connection: Connection,
  { startedAt, until }: Slice,
  step: StepRecorder
): Promise<boolean> => {
  const { deps } = context;
  const { fullRead } = deps.repositories.ledger;
  for (let after = 0; ;) {
    const rows = await fullRead.nextMissing(
      connection.id,
      connection.integrationId,
      { readAt: startedAt, after },
      CONFIRM_AT_ONCE
    );
    const last = rows[rows.length - 1];
    if (!last) return true;
    after = last.id;
    if (deps.clock.now() >= until) return false;
    const gone: MissingRow[] = [];
    const there: string[] = [];
    for (const row of rows) {
      if (await isInBook(context, connection, row)) there.push(row.emailNorm);
      else gone.push(row);
    }
    await fullRead.markSeen(connection.id, there, startedAt);
    await acceptTakenOff(deps, connection, gone);
    step.count('takenOff', gone.length);
  }
};

const isInBook = async (
  { account, lease }: SyncContext,
  { bookRemoteId }: Connection,
  { remoteId, emailNorm }: { remoteId: number | null; emailNorm: string }
): Promise<boolean> => {
  const call = { signal: lease.signal };
  const id = remoteId ?? (await account.contacts.byEmail(emailNorm, call))?.id;
  return id !== undefined && (await account.contacts.booksOf(id, call)).includes(bookRemoteId);
};

/** Members that are no longer in the book become `removed`, and so do other records of their e-mails. */
export const acceptTakenOff = async (
  { repositories, clock }: SyncContext['deps'],
  connection: Connection,
  rows: MissingRow[]
): Promise<void> => {
  const { ledger, listRecords, db } = repositories;
  const emails = rows.map((row) => row.emailNorm);
  const sharing = await db.transaction((trx) => ledger.rows.sharing(connection.id, emails, trx));
  const docIds = sharing.flatMap((row) => (row.docId === null ? [] : [row.docId]));
  // Removed first: a process killed in between leaves people out, never puts them back.
  await listRecords.remove(connection.listId, docIds, 'taken-off', clock.now());
  await ledger.rows.remove(sharing.map((row) => row.id));
};
