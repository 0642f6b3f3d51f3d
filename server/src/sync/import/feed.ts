import type { Page } from '../../dotdigital/types';
import type { Cursor, Feed } from '../../store/cursors';
import type { SyncContext } from '../context';

/** Clocks and asynchronous writes at the vendor: each read begins this much before the last one. */
const OVERLAP_MS = 120_000;

/** Rows that were no news are read again after a restart; so many, and so old, that it would cost calls. */
const READ_AGAIN = { rows: 1000, afterMs: 3_600_000 };

export const FEEDS = {
  contacts: (bookRemoteId: number) => `contacts:${bookRemoteId}`,
  unsubscribes: (bookRemoteId: number) => `unsubscribes:${bookRemoteId}`,
  suppressions: 'suppressions',
  /** Which campaigns somebody was active with. */
  campaigns: 'campaigns',
  /** The account's whole listing of campaigns. */
  campaignSweep: 'campaign-sweep',
};

/**
 * Reads a feed from its cursor (null: never read whole) and hands over its rows in batches, each with
 * the time (ms, our clock) when the read before began: what is new changed after that. `take` answers
 * how many rows were news. The cursor, in the vendor's time, moves only after everything is committed; a
 * failing read moves nothing, and one without news is not worth a write.
 */
export const readFeed = async <T>(
  { deps, integration, lease }: SyncContext,
  feed: Feed,
  open: (since: number | null) => AsyncIterable<Page<T>>,
  take: (rows: T[], readBefore: number | null) => Promise<number>
): Promise<void> => {
  const { cursors, db } = deps.repositories;
  const pace = db.pace();
  const cursor = await cursors.read(integration.id, feed);
  const readAt = deps.clock.now();
  const seen = { rows: 0, news: 0 };
  let begin: number | null = null;
  for await (const page of open(cursor?.since ?? null)) {
    lease.signal.throwIfAborted();
    begin ??= page.serverTime;
    for (let done = 0; done < page.rows.length;) {
      const rows = page.rows.slice(done, done + pace.rows());
      const endBatch = pace.begin();
      seen.news += await take(rows, cursor?.readAt ?? null);
      done += rows.length;
      await endBatch();
    }
    seen.rows += page.rows.length;
  }
  if (begin === null) return;
  const reached = { since: begin - OVERLAP_MS, readAt };
  if (cursor === null || isWorthStoring(cursor, seen, readAt))
    await cursors.advance(integration.id, feed, reached);
  else cursors.remember(integration.id, feed, cursor, reached);
};

const isWorthStoring = (
  { stored }: Cursor,
  { rows, news }: { rows: number; news: number },
  now: number
): boolean => news > 0 || (rows > READ_AGAIN.rows && now - stored.readAt > READ_AGAIN.afterMs);
