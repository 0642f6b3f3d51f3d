import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { MappedFields } from '../../core/mapped-fields';
import {
  decideMember,
  type Decision,
  type ScannedMember,
  type WantedRow,
} from '../../core/member-decision';
import type { Connection } from '../../store/connections';
import type { Leaver } from '../../store/ledger/scan';
import type { ListSource } from '../../store/list-query';
import type { StepRecorder, SyncContext } from '../context';
import { settleOwnership } from './settle-ownership';

/** Host rows per range: what one synchronous statement may take without stopping the site's other work. */
const WIDTH = { sqlite: 2000, mysql: 5000, postgres: 5000 } as const;

/** The scan may take this share of the time between two synchronisations, or two scans. */
const SHARE = 0.05;

/** Minutes between synchronisations where no schedule makes them. */
const USUAL_MINUTES = 4;

/**
 * True when the membership scan may run: asked for by a change, short beside the time between two
 * synchronisations, or affordable again.
 */
export const scanAffordable = (
  connection: Connection,
  now: number,
  syncEveryMinutes: number
): boolean =>
  connection.scanDue ||
  connection.scannedAt === null ||
  isShort(connection.scanMs ?? 0, syncEveryMinutes) ||
  now - connection.scannedAt >= (connection.scanMs ?? 0) / SHARE;

/** A scan that may run in every synchronisation, whatever the last one cost (ms). */
const isShort = (scanMs: number, syncEveryMinutes: number): boolean =>
  scanMs <= SHARE * (syncEveryMinutes || USUAL_MINUTES) * 60_000;

/**
 * The membership scan: walks the list's records in key ranges beside their ledger rows, stages what
 * is new or changed, and marks who left. Each range is one transaction. When it ran and how long it
 * took is stored only where the share rule asks for it: nobody needs to know of a short one again.
 * Answers how many rows changed.
 */
export const stageMembers = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  fields: MappedFields,
  { step, syncEveryMinutes }: { step: StepRecorder; syncEveryMinutes: number }
): Promise<number> => {
  const { deps } = context;
  const begin = deps.clock.now();
  // Cleared before reading: a change that comes meanwhile asks for another scan.
  if (connection.scanDue)
    await deps.repositories.connections.update(connection.id, { scanDue: false });
  let changed = 0;
  try {
    changed += await stageJoinersAndChanges(context, connection, source, fields, step);
    changed += await markLeavers(context, connection, source, step);
  } catch (error) {
    await deps.repositories.connections.update(connection.id, { scanDue: true });
    throw error;
  }
  const scannedAt = deps.clock.now();
  const scanMs = scannedAt - begin;
  const known = connection.scannedAt !== null && isShort(connection.scanMs ?? 0, syncEveryMinutes);
  if (!known || !isShort(scanMs, syncEveryMinutes))
    await deps.repositories.connections.update(connection.id, { scannedAt, scanMs });
  return changed;
};

const stageJoinersAndChanges = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  fields: MappedFields,
  step: StepRecorder
): Promise<number> => {
  const { db, ledger } = context.deps.repositories;
  const width = WIDTH[db.dialect];
  let changed = 0;
  for (let after = 0; ;) {
    context.lease.signal.throwIfAborted();
    const end = await source.rangeEnd(after, width);
    if (end === null) return changed;
    const members = await ledger.scan.members(source, connection.id, fields, { after, end });
    changed += await writeDecisions(context, connection, members, step);
    after = end;
    await yieldToOthers();
  }
};

type MemberWrite = { member: ScannedMember; decision: Extract<Decision, { kind: 'write' }> };

const writeDecisions = async (
  context: SyncContext,
  connection: Connection,
  members: ScannedMember[],
  step: StepRecorder
): Promise<number> => {
  const { deps } = context;
  const writes: MemberWrite[] = [];
  for (const member of members) {
    const decision = decideMember(member);
    if (decision.kind === 'write') writes.push({ member, decision });
  }
  if (writes.length === 0) return 0;

  const detached = writes.flatMap(({ member, decision }) =>
    decision.detach && member.ledger ? [member.ledger.id] : []
  );
  await carryOptOutsOver(context, connection, writes);
  await deps.repositories.db.transaction(async (trx) => {
    const { ledger, leases } = deps.repositories;
    const now = deps.clock.now();
    await leases.hold(context.lease, trx);
    await ledger.rows.detach(detached, now, trx);
    const emails = writes.flatMap(({ decision }) => decision.ownership);
    const unshared = await unsharedOf(emails, (asked) =>
      ledger.rows.known(connection.id, asked, trx)
    );
    const rows = writes.map(({ decision: { row } }) => claimed(row, unshared));
    await ledger.rows.write(connection.id, rows, now, trx);
    const shared = emails.filter((email) => !unshared.has(email));
    await settleOwnership(deps.repositories, connection.id, shared, now, trx);
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

const markLeavers = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  step: StepRecorder
): Promise<number> => {
  const { db, ledger } = context.deps.repositories;
  let changed = 0;
  for (let after = ''; ;) {
    context.lease.signal.throwIfAborted();
    const { rows, next } = await ledger.scan.leavers(
      source,
      connection.id,
      after,
      WIDTH[db.dialect]
    );
    changed += await letGo(context, connection, rows, step);
    if (next === null) return changed;
    after = next;
    await yieldToOthers();
  }
};

/** In the book through us, so that leaving the list must end there. */
const inBook = (row: Leaver): boolean =>
  row.role === 'owner' && row.exportedAt !== null && row.state !== 'opted-out';

const letGo = async (
  context: SyncContext,
  connection: Connection,
  rows: Leaver[],
  step: StepRecorder
): Promise<number> => {
  if (rows.length === 0) return 0;
  const { repositories, clock } = context.deps;
  const { connections, db, ledger, leases } = repositories;
  const now = clock.now();
  const others = (await connections.openOf(connection.integrationId)).filter(
    ({ id }) => id !== connection.id
  );
  const leaving = rows.filter(inBook);
  const gone = rows.filter((row) => !inBook(row));
  await db.transaction(async (trx) => {
    await leases.hold(context.lease, trx);
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
  });
  step.count('left', rows.length);
  return rows.length;
};
