import { collectionName } from '../../store/mapping-sources';
import type { Deps } from '../deps';

/** A mapping with a row that fills a data field; the collection's uid when it is gone. */
export type UsingMapping = { mappingId: number; collection: string; collectionName: string };

type FieldOf = { integrationId: number; name: string };

/** Looks up which mappings fill data fields. */
export const usesOfFields = async ({
  repositories,
}: Deps): Promise<(field: FieldOf) => UsingMapping[]> => {
  const { db, mappings } = repositories;
  const all = await mappings.all();
  return ({ integrationId, name }) =>
    all
      .filter((mapping) => mapping.integrationId === integrationId)
      .filter(({ rows }) => rows.some(({ dataField }) => dataField === name))
      .map(({ id, collection }) => ({
        mappingId: id,
        collection,
        collectionName: collectionName(db, collection) ?? collection,
      }));
};
