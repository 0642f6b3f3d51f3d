import {
  decideMember,
  type Decision,
  type ScannedMember,
  type WantedRow,
} from '../../core/member-decision';
import type { Repositories } from '../../store';
import type { Connection } from '../../store/connections';
import type { Leaver } from '../../store/ledger/scan';
import type { StepRecorder, SyncContext } from '../context';
import { settleOwnership } from './settle-ownership';

type Transaction = Parameters<Parameters<Repositories['db']['transaction']>[0]>[0];

type MemberWrite = { member: ScannedMember; decision: Extract<Decision, { kind: 'write' }> };

/** Done in the transaction that stages the rows. */
type Alongside = (trx: Transaction) => Promise<void>;

const nothingMore: Alongside = async () => undefined;

/**
 * Compares members with their ledger rows and writes what differs, in one transaction. Answers how
 * many rows were written.
 */
export const writeMembers = async (
  context: SyncContext,
  connection: Connection,
  members: ScannedMember[],
  step: StepRecorder,
  alongside: Alongside = nothingMore
): Promise<number> => {
  const { deps } = context;
  const writes: MemberWrite[] = [];
  for (const member of members) {
    const decision = decideMember(member);
    if (decision.kind === 'write') writes.push({ member, decision });
  }
  if (writes.length === 0 && alongside === nothingMore) return 0;

  const detached = writes.flatMap(({ member, decision }) =>
    decision.detach && member.ledger ? [member.ledger.id] : []
  );
  await carryOptOutsOver(context, connection, writes);
  await deps.repositories.db.transaction(async (trx) => {
    const { ledger, leases, newcomers } = deps.repositories;
    const now = deps.clock.now();
    await leases.hold(context.lease, trx);
    await ledger.rows.detach(detached, now, trx);
    const emails = writes.flatMap(({ decision }) => decision.ownership);
    const unshared = await unsharedOf(emails, (asked) =>
      ledger.rows.known(connection.id, asked, trx)
    );
    const rows = writes.map(({ decision: { row } }) => claimed(row, unshared));
    await ledger.rows.write(connection.id, rows, now, trx);
    if (connection.createRecords) await newcomers.forget(connection.id, emails, trx);
    const shared = emails.filter((email) => !unshared.has(email));
    await settleOwnership(deps.repositories, connection.id, shared, now, trx);
    await alongside(trx);
  });
  step.count('compared', writes.length);
  return writes.length;
};

/** E-mails that one row alone is about to have: nobody needs to be asked who owns them. */
const unsharedOf = async (
  emails: string[],
  known: (emails: string[]) => Promise<Set<string>>
): Promise<Set<string>> => {
  const once = new Set<string>();
  const again = new Set<string>();
  for (const email of emails) (once.has(email) ? again : once).add(email);
  const unshared = [...once].filter((email) => !again.has(email));
  const taken = await known(unshared);
  return new Set(unshared.filter((email) => !taken.has(email)));
};

const claimed = (row: WantedRow, unshared: Set<string>): WantedRow =>
  row.emailNorm !== null && unshared.has(row.emailNorm)
    ? { ...row, role: 'owner', state: 'staged' }
    : row;

/**
 * An editor's opt-out follows the record to its new e-mail, before that e-mail can be staged; also
 * when somebody else's opt-out of the former e-mail stood for this record too.
 */
const carryOptOutsOver = async (
  { deps }: SyncContext,
  { listId }: Connection,
  writes: MemberWrite[]
): Promise<void> => {
  const { optOuts } = deps.repositories;
  const moved = writes.flatMap(({ member, decision: { row, newAddress } }) =>
    newAddress && row.emailNorm !== null
      ? [{ docId: row.docId, emailNorm: row.emailNorm, before: member.ledger?.emailNorm ?? null }]
      : []
  );
  if (moved.length === 0) return;
  const ofRecord = new Map(
    (
      await optOuts.ofRecords(
        listId,
        moved.map((row) => row.docId)
      )
    ).map((row) => [row.docId, row])
  );
  const ofAddress = new Map(
    (
      await optOuts.ofAddresses(
        listId,
        moved.flatMap(({ before }) => (before === null ? [] : [before]))
      )
    ).map((row) => [row.emailNorm, row])
  );
  await optOuts.record(
    moved.flatMap(({ docId, emailNorm, before }) => {
      const optOut = ofRecord.get(docId) ?? (before === null ? undefined : ofAddress.get(before));
      return optOut ? [{ ...optOut, docId, emailNorm }] : [];
    })
  );
};

/** In the book through us, so that leaving the list must end there. */
const inBook = (row: Leaver): boolean =>
  row.role === 'owner' && row.exportedAt !== null && row.state !== 'opted-out';

/** Rows whose records are members no more: who is in the book leaves it, other rows go. */
export const letGo = async (
  context: SyncContext,
  connection: Connection,
  rows: Leaver[],
  step: StepRecorder,
  alongside: Alongside = nothingMore
): Promise<number> => {
  if (rows.length === 0) return 0;
  const { repositories, clock } = context.deps;
  const { connections, db, ledger, leases, newcomers } = repositories;
  const now = clock.now();
  const others = (await connections.openOf(connection.integrationId)).filter(
    ({ id }) => id !== connection.id
  );
  const leaving = rows.filter(inBook);
  const gone = rows.filter((row) => !inBook(row));
  const ids = rows.map((row) => row.id);
  await db.transaction(async (trx) => {
    await leases.hold(context.lease, trx);
    if (connection.createRecords) await newcomers.bury(connection, ids, now, trx);
    await ledger.rows.leave(
      leaving.map((row) => row.id),
      now,
      trx
    );
    await ledger.rows.remove(
      gone.map((row) => row.id),
      trx
    );
    const emails = rows.flatMap((row) => (row.emailNorm === null ? [] : [row.emailNorm]));
    // What their records wanted of the contact may be what kept others' values back.
    await ledger.rows.lookAgain(
      others.map(({ id }) => id),
      emails,
      now,
      trx
    );
    await settleOwnership(repositories, connection.id, emails, now, trx);
    await alongside(trx);
  });
  step.count('left', rows.length);
  return rows.length;
};
