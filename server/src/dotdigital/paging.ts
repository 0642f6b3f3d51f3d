import { VendorError } from './errors';
import type { Page } from './types';

/** Largest page the vendor serves everywhere (`select` 1-1000). */
export const PAGE_SIZE = 1000;

/**
 * Each page repeats the end of the one before: lists move up while they are read. A page that repeats
 * nothing of it may have skipped somebody: it is read again from further up.
 */
const OVERLAP = 10;
const STEPS_BACK = [100, 200, 400, 800, 1600, 3200];

/** Lists that lost even more than that between two pages, several times in one read, have no order. */
const MOST_LOST_PLACES = 3;

const STEP = PAGE_SIZE - OVERLAP;

/** Full pages without a new row mean a server that ignores `skip`, not a list that moved. */
const MOST_STALE_PAGES = 3;

/** One answer of a list call: rows as the vendor counted them, of which unreadable ones are null. */
type RawPage<T> = { rows: (T | null)[]; serverTime: number };

/**
 * Reads a list to its end, page by page. The first page is always handed out, also when empty, since
 * it carries the vendor's time; `serverTime` stays that of the first answer. The next page is asked for
 * while the last one is worked on.
 * @param read one call with `select` and `skip`.
 * @param keyOf what makes a row the same row, for the overlap.
 * @param resumeAt `next` of the last page of an earlier read, which is read once more.
 */
export const pages = async function* <T>(
  read: (window: { select: number; skip: number }) => Promise<RawPage<T>>,
  keyOf: (row: T) => string | number,
  resumeAt = 0
): AsyncGenerator<Page<T>> {
  let seen = new Set<string | number>();
  let staleInARow = 0;
  let serverTime: number | null = null;
  let skip = Math.max(0, resumeAt - STEP);
  let lostPlaces = 0;
  let coming = read({ select: PAGE_SIZE, skip });
  for (; ; skip += STEP) {
    let page = await coming;
    for (const step of STEPS_BACK) {
      if (skip === 0 || continues(page.rows, seen, keyOf)) break;
      skip = Math.max(0, skip - step);
      page = await read({ select: PAGE_SIZE, skip });
    }
    if (!continues(page.rows, seen, keyOf)) lostPlaces += 1;
    if (lostPlaces > MOST_LOST_PLACES)
      throw new VendorError('unexpected', 'Dotdigital answers the rows of a list in no order');
    const isLast = page.rows.length < PAGE_SIZE;
    if (!isLast) coming = ahead(read({ select: PAGE_SIZE, skip: skip + STEP }));
    const isFirst = serverTime === null;
    serverTime ??= page.serverTime;
    const keys = new Set<string | number>();
    const rows = page.rows.filter((row): row is T => {
      if (row === null) return false;
      const key = keyOf(row);
      const isNew = !seen.has(key) && !keys.has(key);
      keys.add(key);
      return isNew;
    });
    if (isFirst || rows.length > 0) yield { rows, serverTime, next: skip + STEP };
    if (isLast) return;
    staleInARow = rows.length > 0 ? 0 : staleInARow + 1;
    if (staleInARow >= MOST_STALE_PAGES)
      throw new VendorError('unexpected', 'Dotdigital answers the same page again and again');
    seen = keys;
  }
};

/**
 * Whether a page repeats a row of the one before (`seen`), as far as its first rows can be told at
 * all. There is none before the first one.
 */
const continues = <T>(
  rows: (T | null)[],
  seen: Set<string | number>,
  keyOf: (row: T) => string | number
): boolean => {
  if (seen.size === 0) return true;
  if (rows.some((row) => row !== null && seen.has(keyOf(row)))) return true;
  return rows.length > 0 && rows.slice(0, OVERLAP).every((row) => row === null);
};

/** A page nobody may come to want: its failure is told to whoever does. */
const ahead = <T>(page: Promise<T>): Promise<T> => {
  page.catch(() => undefined);
  return page;
};
