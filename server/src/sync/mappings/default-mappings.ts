import { defaultFields } from '../../core/default-fields';
import type { KnownFields, MappingRow } from '../../core/mapping/mapping';
import { scalarAttributesOf } from '../../store/host-attributes';
import { hostCollections } from '../../store/list-query';
import { collectionName } from '../../store/mapping-sources';
import type { Mapping } from '../../store/mappings';
import { note } from '../audit';
import type { Deps } from '../deps';
import { knownFields } from './resolve';

/**
 * Makes the default mappings of an integration whose data fields have been read for the first time:
 * one per collection of people with attributes that match.
 */
export const makeFirstMappings = async (deps: Deps, integrationId: number): Promise<number> => {
  const collections = await hostCollections(deps.repositories.db);
  return makeDefaultMappings(
    deps,
    integrationId,
    collections.map(({ uid }) => uid)
  );
};

/**
 * Makes default mappings of these collections, as far as they never had a mapping of this
 * integration: what somebody deleted stays deleted. Answers how many were made.
 */
export const makeDefaultMappings = async (
  deps: Deps,
  integrationId: number,
  collections: string[]
): Promise<number> => {
  const { mappings } = deps.repositories;
  const ever = await mappings.everMapped(integrationId);
  const fields = await knownFields(deps, integrationId);
  let made = 0;
  for (const collection of collections) {
    const rows = ever.has(collection) ? [] : defaultRows(deps, collection, fields);
    if (rows.length === 0) continue;
    const mapping = { integrationId, collection, syncPriority: 0, rows };
    // Somebody may have saved one meanwhile: theirs stays.
    const created = await mappings.create(mapping);
    if (!created) continue;
    await noteMade(deps, created);
    made += 1;
  }
  return made;
};

const noteMade = async (deps: Deps, { id, integrationId, collection, rows }: Mapping) => {
  const { db, integrations } = deps.repositories;
  const integration = await integrations.find(integrationId);
  await note(deps, { kind: 'schedule' }, [
    {
      action: 'mapping.created',
      subject: {
        kind: 'mapping',
        id: String(id),
        name: collectionName(db, collection) ?? collection,
      },
      details: {
        integration: integration?.name ?? '',
        added: rows.map(({ dataField }) => dataField),
      },
    },
  ]);
};

const defaultRows = ({ repositories }: Deps, collection: string, fields: KnownFields) =>
  Object.entries(defaultFields(scalarAttributesOf(repositories.db, collection))).flatMap(
    ([dataField, sources]): MappingRow[] => {
      const field = fields.get(dataField);
      return field?.type === 'String' && !field.vanished
        ? [{ dataField, sources, twoWay: false, policy: 'strapi' }]
        : [];
    }
  );
