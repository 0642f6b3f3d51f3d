import { describe, expect, it } from 'vitest';
import {
  neededOf,
  readCursor,
  TIMELINE_START,
  timelinePage,
  writeCursor,
  type Timed,
  type TimelineCursor,
} from '../../server/src/core/timeline';

/** Two sources with many entries of one moment. */
const SOURCES: Timed[][] = [
  [5, 5, 5, 3, 3, 1].map((at, index) => ({ at, rank: 0, id: 10 - index })),
  [5, 5, 4, 3, 3, 3].map((at, index) => ({ at, rank: 1, id: 20 - index })),
];

/** What a database would bring: its latest up to the cursor, not all of it. */
const upTo = (cursor: TimelineCursor, pageSize: number): Timed[][] =>
  SOURCES.map((source) =>
    source.filter(({ at }) => at <= cursor.until).slice(0, neededOf(cursor, pageSize))
  );

describe('a timeline of several sources', () => {
  const whole = timelinePage(SOURCES, TIMELINE_START, 100);

  it('is in order of time, whatever the sources', () => {
    expect(whole.next).toBeNull();
    expect(whole.entries.map(({ at }) => at)).toEqual([5, 5, 5, 5, 5, 4, 3, 3, 3, 3, 3, 1]);
  });

  it.each([1, 2, 3, 4, 5, 11, 12])('is the same in pages of %i', (pageSize) => {
    const found: Timed[] = [];
    let cursor: TimelineCursor | null = TIMELINE_START;
    while (cursor !== null) {
      const page: { entries: Timed[]; next: TimelineCursor | null } = timelinePage(
        upTo(cursor, pageSize),
        cursor,
        pageSize
      );
      found.push(...page.entries);
      cursor = page.next && readCursor(writeCursor(page.next));
    }
    expect(found).toEqual(whole.entries);
  });

  it('begins anew for a cursor that is none', () => {
    for (const mark of [undefined, '', '1', '1:', 'x:1', '1:2:3', '-1:2'])
      expect(readCursor(mark)).toEqual(TIMELINE_START);
  });
});
