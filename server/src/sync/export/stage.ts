import type { Connection } from '../../store/connections';
import type { SyncContext } from '../context';
import { compareEverything, compareMembership, type Comparison } from './compare-members';
import { stageChanges } from './stage-changes';

/** The membership scan may take this share of the time between two synchronisations, or two scans. */
const SHARE = 0.05;

/** Minutes between synchronisations where no schedule makes them. */
const USUAL_MINUTES = 4;

/** How closely a synchronisation looks: `due` leaves the membership scan out where it costs too much. */
export type Closeness = 'due' | 'membership' | 'everything';

type StageOptions = { closeness: Closeness; syncEveryMinutes: number };

/**
 * Brings the ledger up to date with the list: saved records first, then the membership scan, or a
 * comparison of everything where somebody asked for it or the connection is new. Answers how many
 * rows changed.
 */
export const stageMembers = async (
  context: SyncContext,
  comparison: Comparison,
  { closeness, syncEveryMinutes }: StageOptions
): Promise<number> => {
  const { connection } = comparison;
  const changed = await stageChanges(context, comparison);
  if (closeness === 'everything' || connection.scanDue || connection.scannedAt === null) {
    return changed + (await wholeScan(context, comparison));
  }
  const due = scanAffordable(connection, context.deps.clock.now(), syncEveryMinutes);
  if (closeness === 'due' && !due) return changed;
  return changed + (await membershipScan(context, comparison, syncEveryMinutes));
};

/** True when the membership scan is short beside the time between two syncs, or affordable again. */
const scanAffordable = (
  { scannedAt, scanMs }: Connection,
  now: number,
  syncEveryMinutes: number
): boolean =>
  isShort(scanMs ?? 0, syncEveryMinutes) || now - (scannedAt ?? 0) >= (scanMs ?? 0) / SHARE;

/** A scan that may run in every synchronisation, whatever the last one cost (ms). */
const isShort = (scanMs: number, syncEveryMinutes: number): boolean =>
  scanMs <= SHARE * (syncEveryMinutes || USUAL_MINUTES) * 60_000;

const wholeScan = async (context: SyncContext, comparison: Comparison): Promise<number> => {
  const { connections } = context.deps.repositories;
  const { id, scanDue, scannedAt } = comparison.connection;
  // A changed list or mapping, a new connection: every value may be another one.
  const asked = scanDue || scannedAt === null;
  const unchanged = { ...comparison, fields: comparison.compared };
  // Cleared before reading: a change that comes meanwhile asks for another scan.
  if (scanDue) await connections.update(id, { scanDue: false });
  try {
    const changed = await compareEverything(context, asked ? comparison : unchanged);
    if (scannedAt === null) {
      await connections.update(id, { scannedAt: context.deps.clock.now(), scanMs: 0 });
    }
    return changed;
  } catch (error) {
    await connections.update(id, { scanDue: true });
    throw error;
  }
};

/** When it ran and how long it took is stored only where the share rule asks for it. */
const membershipScan = async (
  context: SyncContext,
  comparison: Comparison,
  syncEveryMinutes: number
): Promise<number> => {
  const { clock, repositories } = context.deps;
  const { id, scanMs: before } = comparison.connection;
  const begin = clock.now();
  const changed = await compareMembership(context, comparison);
  const scannedAt = clock.now();
  const scanMs = scannedAt - begin;
  if (!isShort(before ?? 0, syncEveryMinutes) || !isShort(scanMs, syncEveryMinutes)) {
    await repositories.connections.update(id, { scannedAt, scanMs });
  }
  return changed;
};
