import type { ListSource } from '../../store/list-query';
import type { Widths } from '../../store/pace';
import type { Deps } from '../deps';

/** Host rows per range that is read; PostgreSQL hashes whole tables for every range, so it gets few. */
const WIDTHS: Widths = { sqlite: 2000, postgres: 50_000, mysql: 5000 };

export type KeyRange = { after: number; end: number };

type Options = {
  widths?: Widths;
  /** The ranges begin after this key … */
  after?: number;
  /** … and end with this one, or with the last of all. */
  last?: number;
};

/**
 * Ranges of host keys that together cover the list's table, with a breath for other work between
 * them.
 */
export async function* keyRanges(
  { repositories: { db } }: Pick<Deps, 'repositories'>,
  source: ListSource,
  { widths = WIDTHS, after: first = 0, last = Infinity }: Options = {}
): AsyncGenerator<KeyRange> {
  const pace = db.pace(widths);
  for (let after = first; after < last;) {
    const endBatch = pace.begin();
    const end = await source.rangeEnd(after, pace.rows());
    if (end === null) return;
    yield { after, end: Math.min(end, last) };
    after = end;
    await endBatch();
  }
}
