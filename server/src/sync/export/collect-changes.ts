import type { Mark } from '../../store/marks';
import type { Trail } from '../../store/tracked';
import type { Connection } from '../../store/connections';
import type { Deps } from '../deps';

/** Marks read at a time. */
const PAGE = 500;

/**
 * Finds out what the marks of saved records mean: for every open connection, of whatever integration,
 * the records it must look at again. A changed company reaches all its contacts in all their lists.
 * A mark goes only when that is stored. Answers how many marks there were.
 */
export const collectChanges = async (deps: Deps): Promise<number> => {
  const { connections, marks } = deps.repositories;
  let collected = 0;
  for (let after = 0; ;) {
    const page = await marks.next(after, PAGE);
    const last = page[page.length - 1];
    if (!last) return collected;
    for (const connection of await connections.allOpen()) await noteFor(deps, connection, page);
    await marks.consume(page);
    collected += page.length;
    after = last.id;
  }
};

const noteFor = async (
  { repositories, config }: Deps,
  connection: Connection,
  marks: Mark[]
): Promise<void> => {
  const { changes, tracked } = repositories;
  for (const trail of await tracked.trailsOf(connection, config.computedFields)) {
    const saved = savedOf(marks, trail);
    if (saved.size === 0) continue;
    const isOwn = trail.relations.length === 0;
    for await (const owners of tracked.owners(connection.collection, trail, [...saved.keys()])) {
      const records = [...new Set(owners)].sort();
      await changes.add(
        connection.id,
        records.map((docId) => ({ docId, markedAt: isOwn ? (saved.get(docId) ?? null) : null }))
      );
    }
  }
};

/** Saved records of a trail's end, and when each was last saved. */
const savedOf = (marks: Mark[], { uid }: Trail): Map<string, number> =>
  new Map(marks.filter((mark) => mark.uid === uid).map((mark) => [mark.docId, mark.markedAt]));
