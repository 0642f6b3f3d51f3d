import type { Knex } from 'knex';
import { HOOK } from '../constants';
import { attributePaths, type ComputedFields } from '../core/mapping/computed';
import type { Connection, ConnectionRepository } from './connections';
import type { Db } from './db';
import { attributesOf, modelOf } from './list-query/models';
import type { Mapping, MappingRepository } from './mappings';

/** A way from a member's record to a record whose values it shows: relations, in order. */
export type Trail = { uid: string; relations: string[] };

/** What `buildTrackedFields` is called with and answers: paths from a collection, as mappings name them. */
export type TrackedFields = { integrationId: number; collection: string; paths: string[] };

/** What connected lists read: their collections, and the records their fields lie behind. */
export const createTracked = (
  db: Db,
  connections: ConnectionRepository,
  mappings: MappingRepository
) => {
  /** Paths a connection reads: its e-mail, its mapping, and what the site's own code adds or removes. */
  const pathsOf = async (
    { integrationId, collection, emailField }: Connection,
    mapped: Mapping[],
    computed: ComputedFields
  ): Promise<string[]> => {
    const mapping = mapped.find(
      (one) => one.integrationId === integrationId && one.collection === collection
    );
    const sources = mapping?.rows.flatMap((row) => row.sources) ?? [];
    const paths = [emailField, ...attributePaths(sources, computed[collection])];
    const hook = db.strapi.hook(HOOK.buildTrackedFields) as TrackedFieldsHook;
    return (await hook.call({ integrationId, collection, paths })).paths;
  };

  /** The connection's own collection, and every type on the way of its paths. */
  const trailsAmong = async (
    connection: Connection,
    mapped: Mapping[],
    computed: ComputedFields
  ): Promise<Trail[]> => {
    const { collection } = connection;
    const trails = new Map<string, Trail>([['', { uid: collection, relations: [] }]]);
    for (const path of await pathsOf(connection, mapped, computed)) {
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
    trailsOf: async (connection: Connection, computed: ComputedFields): Promise<Trail[]> =>
      trailsAmong(connection, await mappings.all(), computed),

    /** Every type whose records open connections depend on. */
    types: async (computed: ComputedFields): Promise<Set<string>> => {
      const types = new Set<string>();
      const mapped = await mappings.all();
      for (const connection of await connections.allOpen()) {
        for (const { uid } of await trailsAmong(connection, mapped, computed)) types.add(uid);
      }
      return types;
    },

    /** documentIds of a collection's records that lead to these records along a trail, in pages. */
    owners: (collection: string, trail: Trail, docIds: string[]): AsyncGenerator<string[]> =>
      ownersAlong(db, collection, trail, docIds),
  };
};

type TrackedFieldsHook = { call(fields: TrackedFields): Promise<TrackedFields> };

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
