import { setImmediate as yieldToOthers } from 'node:timers/promises';
import {
  decideMember,
  type Decision,
  type ScannedMember,
  type WantedRow,
} from '../../core/member-decision';
import { resolveOwnership, type OwnedRow } from '../../core/ownership';
import type { Connection } from '../../store/connections';
import type { Leaver } from '../../store/ledger/scan';
import type { FieldSources } from '../../store/ledger/scan';
import type { ListSource } from '../../store/list-query';
import type { StepRecorder, SyncContext } from '../context';

/** Host rows per range: what one synchronous statement may take without stopping the site's other work. */
const WIDTH = { sqlite: 2000, mysql: 5000, postgres: 5000 } as const;

/** The scan may take this share of the time between two scans. */
const SHARE = 0.05;

/** True when the membership scan may run: asked for by a change, or affordable again. */
export const scanAffordable = (connection: Connection, now: number): boolean =>
  connection.scanDue ||
  connection.scannedAt === null ||
  now - connection.scannedAt >= (connection.scanMs ?? 0) / SHARE;

/**
 * The membership scan: walks the list's records in key ranges beside their ledger rows, stages what
 * is new or changed, and marks who left. Each range is one transaction.
 */
export const stageMembers = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  fields: FieldSources,
  step: StepRecorder
): Promise<void> => {
  const { deps } = context;
  const begin = deps.clock.now();
  // Cleared before reading: a change that comes meanwhile asks for another scan.
  await deps.repositories.connections.update(connection.id, { scanDue: false });
  try {
    await stageJoinersAndChanges(context, connection, source, fields, step);
    await markLeavers(context, connection, source, step);
  } catch (error) {
    await deps.repositories.connections.update(connection.id, { scanDue: true });
    throw error;
  }
  const end = deps.clock.now();
  await deps.repositories.connections.update(connection.id, {
    scannedAt: end,
    scanMs: end - begin,
  });
};

const stageJoinersAndChanges = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  fields: FieldSources,
  step: StepRecorder
): Promise<void> => {
  const { db, ledger } = context.deps.repositories;
  const width = WIDTH[db.dialect];
  for (let after = 0; ;) {
    context.lease.signal.throwIfAborted();
    const end = await source.rangeEnd(after, width);
    if (end === null) return;
    const members = await ledger.scan.members(source, connection.id, fields, { after, end });
    await writeDecisions(context, connection, members, step);
    after = end;
    await yieldToOthers();
  }
};

type Write = Extract<Decision, { kind: 'write' }>;

const writeDecisions = async (
  context: SyncContext,
  connection: Connection,
  members: ScannedMember[],
  step: StepRecorder
): Promise<void> => {
  const { deps } = context;
  const writes: { member: ScannedMember; decision: Write }[] = [];
  for (const member of members) {
    const decision = decideMember(member);
    if (decision.kind === 'write') writes.push({ member, decision });
  }
  if (writes.length === 0) return;

  const rows = writes.map(({ decision }) => decision.row);
  const detached = writes.flatMap(({ member, decision }) =>
    decision.detach && member.ledger ? [{ id: member.ledger.id, row: decision.row }] : []
  );
  await carryOptOutsOver(
    context,
    connection,
    detached.map(({ row }) => row)
  );
  await deps.repositories.db.transaction(async (trx) => {
    const { ledger } = deps.repositories;
    const now = deps.clock.now();
    await ledger.rows.detach(
      detached.map(({ id }) => id),
      now,
      trx
    );
    await ledger.rows.write(connection.id, rows, now, trx);
    const emails = writes.flatMap(({ decision }) => decision.ownership);
    await settleOwnership(context, connection, emails, trx);
  });
  step.count('compared', rows.length);
};

type Transaction = Parameters<
  Parameters<SyncContext['deps']['repositories']['db']['transaction']>[0]
>[0];

const settleOwnership = async (
  { deps }: SyncContext,
  connection: Connection,
  emails: string[],
  trx: Transaction
): Promise<void> => {
  const { ledger } = deps.repositories;
  const sharing = await ledger.rows.sharing(connection.id, [...new Set(emails)], trx);
  const byEmail = new Map<string, OwnedRow[]>();
  for (const row of sharing) {
    byEmail.set(row.emailNorm, [...(byEmail.get(row.emailNorm) ?? []), row]);
  }
  const changes = [...byEmail.values()].flatMap(resolveOwnership);
  await ledger.rows.applyOwnership(changes, deps.clock.now(), trx);
};

/** An editor's opt-out follows the record to its new e-mail, before that e-mail can be staged. */
const carryOptOutsOver = async (
  { deps }: SyncContext,
  connection: Connection,
  rows: WantedRow[]
): Promise<void> => {
  if (rows.length === 0) return;
  const { optOuts } = deps.repositories;
  const newEmail = new Map(rows.map((row) => [row.docId, row.emailNorm]));
  const own = await optOuts.ofRecords(connection.listId, [...newEmail.keys()]);
  await optOuts.record(
    own.flatMap((row) => {
      const emailNorm = row.docId === null ? null : newEmail.get(row.docId);
      return emailNorm ? [{ ...row, emailNorm }] : [];
    })
  );
};

const markLeavers = async (
  context: SyncContext,
  connection: Connection,
  source: ListSource,
  step: StepRecorder
): Promise<void> => {
  const { db, ledger } = context.deps.repositories;
  for (let after = ''; ;) {
    context.lease.signal.throwIfAborted();
    const { rows, next } = await ledger.scan.leavers(
      source,
      connection.id,
      after,
      WIDTH[db.dialect]
    );
    await letGo(context, connection, rows, step);
    if (next === null) return;
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
): Promise<void> => {
  if (rows.length === 0) return;
  const { db, ledger } = context.deps.repositories;
  const leaving = rows.filter(inBook);
  const gone = rows.filter((row) => !inBook(row));
  await db.transaction(async (trx) => {
    await ledger.rows.setState(
      leaving.map((row) => row.id),
      'leaving',
      context.deps.clock.now(),
      {},
      trx
    );
    await ledger.rows.remove(
      gone.map((row) => row.id),
      trx
    );
    const emails = rows.flatMap((row) => (row.emailNorm === null ? [] : [row.emailNorm]));
    await settleOwnership(context, connection, emails, trx);
  });
  step.count('left', rows.length);
};
