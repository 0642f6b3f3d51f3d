import { guardHolds } from '../../core/guard';
import type { Connection } from '../../store/connections';
import type { MissingRow } from '../../store/ledger/full-read';
import type { StepRecorder, SyncContext } from '../context';
import { mirrorStates } from '../export/mirror';
import { liftByNewerConsent } from './consent';
import { stillOptedOut, takeContacts } from './contacts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A full read is due once a day, and within the hour when the book holds fewer than we acknowledged. */
export const fullReadDue = async (
  { deps }: SyncContext,
  connection: Connection,
  contactCount: number
): Promise<boolean> => {
  const age = deps.clock.now() - (connection.fullReadAt ?? connection.openedAt);
  if (age >= DAY_MS) return true;
  if (age < HOUR_MS && connection.fullReadAt !== null) return false;
  const { ledger } = deps.repositories;
  const counts = await ledger.members.counts(connection.id, connection.integrationId);
  return contactCount < counts.exported;
};

/**
 * Reads a whole book to find members somebody took off it at the vendor: they become `removed` and
 * are sent again only after *Restore*. A read that finds nobody, or misses more than the guard
 * lets pass, changes nothing and asks.
 */
export const readWholeBook = async (
  context: SyncContext,
  connection: Connection,
  step: StepRecorder
): Promise<void> => {
  const { deps, account, lease } = context;
  const { ledger, connections } = deps.repositories;
  const readAt = deps.clock.now();
  let read = 0;
  const optedOut: string[] = [];
  const pages = account.contacts.ofBook(connection.bookRemoteId, { signal: lease.signal });
  for await (const page of pages) {
    lease.signal.throwIfAborted();
    const seen = await takeContacts(context, page.rows, step);
    await ledger.fullRead.markSeen(
      connection.id,
      seen.map((row) => row.emailNorm),
      readAt
    );
    optedOut.push(...(await stillOptedOut(context, connection, seen)));
    read += seen.length;
  }
  await liftByNewerConsent(context, connection, optedOut, step);
  await connections.update(connection.id, { fullReadAt: readAt });

  // People who opted out left the book too, but nobody took them off it.
  await mirrorStates(context, connection, step);
  const missing = await ledger.fullRead.countMissing(connection.id, readAt);
  if (missing === 0) return withdrawQuestion(context, connection);
  if (read === 0 || (await tooManyMissing(context, connection, missing))) {
    return askAboutMissing(context, connection, { missing, readAt }, step);
  }
  for (;;) {
    const rows = await ledger.fullRead.nextMissing(connection.id, readAt, 500);
    if (rows.length === 0) return withdrawQuestion(context, connection);
    await acceptTakenOff(context.deps, connection, rows);
    step.count('takenOff', rows.length);
  }
};

const tooManyMissing = async (
  { deps }: SyncContext,
  connection: Connection,
  missing: number
): Promise<boolean> => {
  const { guard } = await deps.repositories.settings.effective();
  const exported = await deps.repositories.ledger.removal.countExported(connection.id);
  return guardHolds({ leaving: missing, exported, recent: 0 }, guard);
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
  step.warn(
    `The address book no longer lists ${missing} members we had exported: nothing was changed, a person must decide`
  );
  const pending = await holds.pending(connection.id, 'taken-off');
  if (pending) await holds.expire(pending.id);
  const exported = await ledger.removal.countExported(connection.id);
  const hold = await holds.ask(
    { connectionId: connection.id, kind: 'taken-off', leaving: missing, exported },
    deps.clock.now()
  );
  await ledger.fullRead.putMissingUnderHold(connection.id, readAt, hold.id);
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
