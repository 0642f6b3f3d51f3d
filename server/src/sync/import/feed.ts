import type { Page } from '../../dotdigital/types';
import type { SyncContext } from '../context';

/** Clocks and asynchronous writes at the vendor: each read begins this much before the last one. */
const OVERLAP_MS = 120_000;

export const FEEDS = {
  contacts: (bookRemoteId: number) => `contacts:${bookRemoteId}`,
  unsubscribes: (bookRemoteId: number) => `unsubscribes:${bookRemoteId}`,
  suppressions: 'suppressions',
};

/**
 * Reads a feed from its cursor (null: never read whole) and hands over its pages. The cursor, in the
 * vendor's time, moves only after everything is committed; a failing read moves nothing.
 */
export const readFeed = async <T>(
  { deps, integration, lease }: SyncContext,
  feed: string,
  open: (since: number | null) => AsyncIterable<Page<T>>,
  take: (rows: T[], serverTime: number) => Promise<void>
): Promise<void> => {
  const { cursors } = deps.repositories;
  const since = await cursors.read(integration.id, feed);
  let begin: number | null = null;
  for await (const page of open(since)) {
    lease.signal.throwIfAborted();
    begin ??= page.serverTime;
    await take(page.rows, page.serverTime);
  }
  if (begin !== null) {
    await cursors.advance(integration.id, feed, begin - OVERLAP_MS, deps.clock.now());
  }
};
