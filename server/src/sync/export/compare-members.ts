import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { MappedFields } from '../../core/mapped-fields';
import type { Connection } from '../../store/connections';
import type { Dialect } from '../../store/db';
import type { ListSource } from '../../store/list-query';
import type { StepRecorder, SyncContext } from '../context';
import { letGo, writeMembers } from './write-members';

/** Host rows per range: what one synchronous statement may take without stopping the site's other work. */
const WIDTH: Record<Dialect, number> = { sqlite: 2000, mysql: 5000, postgres: 5000 };

/** The same where only numbers come back; PostgreSQL reads whole tables for each range, so it gets few. */
const COUNTED_WIDTH: Record<Dialect, number> = { sqlite: 5000, mysql: 5000, postgres: 200_000 };

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
  const { db, ledger } = context.deps.repositories;
  let changed = 0;
  for await (const range of ranges(context, source, 0, WIDTH[db.dialect])) {
    const members = await ledger.scan.members(source, connection.id, fields, range);
    changed += await writeMembers(context, connection, members, step);
  }
  return changed + (await markLeavers(context, comparison));
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
  const { db, ledger } = context.deps.repositories;
  const expected = await ledger.scan.countStaying(connection.id);
  let staying = 0;
  let changed = 0;
  for await (const range of ranges(context, source, 0, COUNTED_WIDTH[db.dialect])) {
    const counts = await ledger.scan.counts(source, connection.id, range);
    staying += counts.staying;
    if (counts.members > counts.known) changed += await addJoiners(context, comparison, range);
  }
  if (staying < expected) changed += await markLeavers(context, comparison);
  return changed;
};

type Range = { after: number; end: number };

/** Ranges of host keys up to `last`, with a breath for other work between them. */
async function* ranges(
  { lease }: SyncContext,
  source: ListSource,
  first: number,
  width: number,
  last = Infinity
): AsyncGenerator<Range> {
  for (let after = first; after < last;) {
    lease.signal.throwIfAborted();
    const end = await source.rangeEnd(after, width);
    if (end === null) return;
    yield { after, end: Math.min(end, last) };
    after = end;
    await yieldToOthers();
  }
}

const addJoiners = async (
  context: SyncContext,
  { connection, source, fields, step }: Comparison,
  { after, end }: Range
): Promise<number> => {
  const { db, ledger } = context.deps.repositories;
  let changed = 0;
  for await (const range of ranges(context, source, after, WIDTH[db.dialect], end)) {
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
  const width = WIDTH[db.dialect];
  let changed = 0;
  for (let after = ''; ;) {
    context.lease.signal.throwIfAborted();
    const { rows, next } = await ledger.scan.leavers(source, connection.id, after, width);
    changed += await letGo(context, connection, rows, step);
    if (next === null) return changed;
    after = next;
    await yieldToOthers();
  }
};
