/** Where a timeline goes on: nothing later than `until`, and not the first `skip` entries of just then. */
export type TimelineCursor = { until: number; skip: number };

/** What has a place in a timeline: of one moment, the lower rank is shown first, then the higher id. */
export type Timed = { at: number; rank: number; id: number };

export const TIMELINE_START: TimelineCursor = { until: Number.MAX_SAFE_INTEGER, skip: 0 };

const MARK = /^(\d{1,16}):(\d{1,6})$/;

/** The cursor a person's browser sent back; the beginning for anything else. */
export const readCursor = (mark: string | undefined): TimelineCursor => {
  const [, until, skip] = MARK.exec(mark ?? '') ?? [];
  return until === undefined ? TIMELINE_START : { until: Number(until), skip: Number(skip) };
};

export const writeCursor = ({ until, skip }: TimelineCursor): string => `${until}:${skip}`;

/** As many entries of each source as a page can need; one more tells whether there is another page. */
export const neededOf = ({ skip }: TimelineCursor, pageSize: number): number => skip + pageSize + 1;

const latestFirst = (one: Timed, other: Timed): number =>
  other.at - one.at || one.rank - other.rank || other.id - one.id;

/**
 * One page of several sources, each of which brings its latest entries up to the cursor: `neededOf`, or
 * all it has. `next` is null on the last page.
 */
export const timelinePage = <Entry extends Timed>(
  sources: Entry[][],
  cursor: TimelineCursor,
  pageSize: number
): { entries: Entry[]; next: TimelineCursor | null } => {
  const all = sources
    .flat()
    .filter(({ at }) => at <= cursor.until)
    .sort(latestFirst);
  const entries = all.slice(cursor.skip, cursor.skip + pageSize);
  const last = entries[entries.length - 1];
  if (last === undefined || all.length <= cursor.skip + pageSize) return { entries, next: null };
  const shown = all.slice(0, cursor.skip + pageSize).filter(({ at }) => at === last.at).length;
  return { entries, next: { until: last.at, skip: shown } };
};
