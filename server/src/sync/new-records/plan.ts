import type { HostAttribute } from '../../core/mapping/read-back';
import type { Connection } from '../../store/connections';
import { requiredAttributes } from '../../store/host-records';
import type { Deps } from '../deps';
import { knownFields, resolveRows } from '../mappings/resolve';

/** A data field with the attribute of a new record that takes its value. */
type Filled = { dataField: string; name: string; attribute: HostAttribute };

/** How contacts of a book become records of the list's collection. */
export type NewRecordsPlan = {
  /** What the mapping's two-way rows fill. */
  filled: Filled[];
  /** Required fields that neither these rows nor a default fill: no record can be made. */
  missing: { attribute: string; label: string }[];
  mappingId: number | null;
  /** When the mapping was last saved (ms). */
  mappedAt: number;
};

/** Looks at the mapping and at the collection's rules as they are now. */
export const newRecordsPlan = async (
  deps: Deps,
  {
    integrationId,
    collection,
    emailField,
  }: Pick<Connection, 'integrationId' | 'collection' | 'emailField'>
): Promise<NewRecordsPlan> => {
  const { db, hostValues, mappings } = deps.repositories;
  const mapping = await mappings.ofCollection(integrationId, collection);
  const fields = await knownFields(deps, integrationId);
  const sound = resolveRows(deps, collection, mapping?.rows ?? [], fields).filter(
    ({ row, bound }) => row.twoWay && bound !== null
  );
  const filled = sound.flatMap(({ row: { dataField, sources } }): Filled[] => {
    const [name = ''] = sources;
    const attribute = hostValues.attribute(collection, name);
    return attribute ? [{ dataField, name, attribute }] : [];
  });
  const provided = new Set([emailField, ...filled.map(({ name }) => name)]);
  return {
    filled,
    missing: requiredAttributes(db, collection).filter(({ attribute }) => !provided.has(attribute)),
    mappingId: mapping?.id ?? null,
    mappedAt: mapping?.updatedAt ?? 0,
  };
};
