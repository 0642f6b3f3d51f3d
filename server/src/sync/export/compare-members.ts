import type { MappedFields } from '../../core/mapped-fields';
import type { Connection } from '../../store/connections';
import type { ListSource } from '../../store/list-query';
import { hasStayingRow } from '../../store/ledger/scan';
import type { Widths } from '../../store/pace';
import type { StepRecorder, SyncContext } from '../context';
import { keyRanges, type KeyRange } from '../lists/key-ranges';
import { letGo, writeMembers } from './write-members';

/** Host rows per range that is read with its values. */
const WIDTHS: Widths = { sqlite: 2000, mysql: 5000, postgres: 5000 };

/** The same where only numbers come back; PostgreSQL reads whole tables for each range, so it gets few. */
const COUNTED_WIDTHS: Widths = { sqlite: 5000, mysql: 5000, postgres: 200_000 };

/** What one look at a list works with. */
export type Comparison = {
  connection: Connection;
  source: ListSource;
  fields: MappedFields;
  /** The same where nothing says that a record changed. */
  compared: MappedFields;
  step: StepRecorder;
};

/**
 * Everything: walks the list's records in key ranges beside their ledger rows, stages what is new or
 * differs, and marks who left. Answers how many rows changed.
 */
export const compareEverything = async (
  context: SyncContext,
  comparison: Comparison
): Promise<number> => {
  const { connection, source, fields, step } = comparison;
  const { ledger } = context.deps.repositories;
  const expected = await ledger.scan.countStaying(connection.id);
  let staying = 0;
  let changed = 0;
  for await (const range of keyRanges(context.deps, source, { widths: WIDTHS })) {
    context.lease.signal.throwIfAborted();
    const members = await ledger.scan.members(source, connection.id, fields, range);
    staying += members.filter(hasStayingRow).length;
    changed += await writeMembers(context, connection, members, step);
  }
  if (staying < expected) changed += await markLeavers(context, comparison);
  return changed;
};

/**
 * Membership alone: counts members and those that have a ledger row, range by range, and reads only
 * where the numbers differ. Values are not looked at: saves leave marks. Answers how many rows changed.
 */
export const compareMembership = async (
  context: SyncContext,
  comparison: Comparison
): Promise<number> => {
  const { connection, source } = comparison;
  const { ledger } = context.deps.repositories;
  const expected = await ledger.scan.countStaying(connection.id);
  let staying = 0;
  let changed = 0;
  for await (const range of keyRanges(context.deps, source, { widths: COUNTED_WIDTHS })) {
    context.lease.signal.throwIfAborted();
    const counts = await ledger.scan.counts(source, connection.id, range);
    staying += counts.staying;
    if (counts.members > counts.known) changed += await addJoiners(context, comparison, range);
  }
  if (staying < expected) changed += await markLeavers(context, comparison);
  return changed;
};

const addJoiners = async (
  context: SyncContext,
  { connection, source, fields, step }: Comparison,
  { after, end: last }: KeyRange
): Promise<number> => {
  const { ledger } = context.deps.repositories;
  let changed = 0;
  for await (const range of keyRanges(context.deps, source, { widths: WIDTHS, after, last })) {
    context.lease.signal.throwIfAborted();
    const joiners = await ledger.scan.joiners(source, connection.id, fields, range);
    changed += await writeMembers(context, connection, joiners, step);
  }
  return changed;
};

const markLeavers = async (
  context: SyncContext,
  { connection, source, step }: Comparison
): Promise<number> => {
  const { db, ledger } = context.deps.repositories;
  const pace = db.pace(WIDTHS);
  let changed = 0;
  for (let after = ''; ;) {
    context.lease.signal.throwIfAborted();
    const endBatch = pace.begin();
    const { rows, next } = await ledger.scan.leavers(source, connection.id, after, pace.rows());
    changed += await letGo(context, connection, rows, step);
    if (next === null) return changed;
    after = next;
    await endBatch();
  }
};
