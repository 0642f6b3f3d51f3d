import type { Knex } from 'knex';
import type { Connection, ConnectionRepository } from './connections';
import type { Db } from './db';
import { attributesOf, modelOf } from './list-query/models';

/** A way from a member's record to a record whose values it shows: relations, in order. */
export type Trail = { uid: string; relations: string[] };

/** What connected lists read: their collections, and the records their fields lie behind. */
export const createTracked = (db: Db, connections: ConnectionRepository) => {
  /** The connection's own collection, and every type on the way of its paths. */
  const trailsOf = ({ collection, emailField }: Connection): Trail[] => {
    const trails = new Map<string, Trail>([['', { uid: collection, relations: [] }]]);
    for (const path of [emailField]) {
      let uid = collection;
      const relations: string[] = [];
      for (const step of path.split('.').slice(0, -1)) {
        const model = modelOf(db.strapi, uid);
        const attribute = model ? attributesOf(model).get(step) : undefined;
        const target = attribute?.target ?? attribute?.component;
        if (!target) break;
        uid = target;
        relations.push(step);
        // What lies in a component is saved with its owner.
        if (attribute?.target) trails.set(relations.join('.'), { uid, relations: [...relations] });
      }
    }
    return [...trails.values()];
  };

  return {
    trailsOf,

    /** Every type whose records open connections depend on. */
    types: async (): Promise<Set<string>> => {
      const open = await connections.allOpen();
      return new Set(open.flatMap((connection) => trailsOf(connection).map(({ uid }) => uid)));
    },

    /** documentIds of a collection's records that lead to these records along a trail, in pages. */
    owners: (collection: string, trail: Trail, docIds: string[]): AsyncGenerator<string[]> =>
      ownersAlong(db, collection, trail, docIds),
  };
};

async function* ownersAlong(
  db: Db,
  collection: string,
  { relations }: Trail,
  docIds: string[]
): AsyncGenerator<string[]> {
  if (relations.length === 0) {
    yield docIds;
    return;
  }
  const target = relations.reduceRight<Record<string, unknown>>(
    (inner, relation) => ({ [relation]: inner }),
    { documentId: { $in: docIds } }
  );
  for (let after = 0; ;) {
    const query = db.strapi.db
      .queryBuilder(collection)
      .init({ where: { $and: [target, { id: { $gt: after } }] }, select: ['id', 'documentId'] })
      .getKnexQuery() as unknown as Knex.QueryBuilder;
    const rows: { id: number; document_id: string }[] = await query.orderBy('t0.id').limit(1000);
    const last = rows[rows.length - 1];
    if (!last) return;
    yield rows.map((row) => row.document_id);
    after = last.id;
  }
}
