import type { Db } from '../db';
import { BrokenList, type ListDefinition } from './definition';
import { buildListSource } from './list-source';

/**
 * Which of these lists have a record as a member at a moment, by one statement; a list that cannot be evaluated
 * has nobody.
 */
export const listsOfRecord = async (
  db: Db,
  lists: ListDefinition[],
  { documentId, now }: { documentId: string; now: number }
): Promise<Set<string>> => {
  const found = [];
  for (const [index, list] of lists.entries()) {
    try {
      const source = await buildListSource(db, list, { now });
      const member = source.members().where('h.document_id', documentId).as('m');
      found.push(db.knex.from(member).select(db.knex.raw(`${index} as list_index`)));
    } catch (error) {
      if (!(error instanceof BrokenList)) throw error;
    }
  }
  const [first, ...others] = found;
  if (first === undefined) return new Set();
  const rows: { list_index: number }[] = await first.unionAll(others);
  return new Set(rows.flatMap((row) => lists[row.list_index]?.id ?? []));
};
