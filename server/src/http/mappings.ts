import * as contract from '../../../contracts/mappings';
import { Problem } from '../core/problem';
import type { DescribedMapping, MappingQuery } from '../sync/mappings/find-mappings';
import { findMapping, findMappings } from '../sync/mappings/find-mappings';
import { hostCollections } from '../store/list-query';
import { mayRead } from '../store/viewer';
import { deleteMapping } from '../sync/mappings/delete-mapping';
import { describeSources } from '../sync/mappings/describe-sources';
import { previewMapping } from '../sync/mappings/preview-mapping';
import { saveMapping } from '../sync/mappings/save-mapping';
import { changedRows, mappingOf, mappingSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { hostRecords } from './host-records';
import { idOf, isoOf } from './ids';

const SORTABLE = ['collection', 'integration', 'syncPriority'] as const;

const sortOf = (sort = 'collection:asc'): MappingQuery['sort'] => {
  const [name, order] = sort.split(':');
  const field = SORTABLE.find((sortable) => sortable === name);
  if (!field)
    throw new Problem('INVALID', `Mappings can be sorted by ${SORTABLE.join(', ')}`, 'sort');
  return { field, order: order === 'desc' ? 'desc' : 'asc' };
};

const toAnswer = ({ createdAt, updatedAt, ...mapping }: DescribedMapping): contract.Mapping => ({
  ...mapping,
  createdAt: isoOf(createdAt),
  updatedAt: isoOf(updatedAt),
});

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/mappings',
  permission: 'mappings.read',
  query: contract.findMappings,
  handle: async ({ deps, query }): Promise<contract.MappingPage> => {
    const { page, pageSize } = query;
    const { mappings: found, total } = await findMappings(deps, {
      ...query,
      sort: sortOf(query.sort),
    });
    return {
      results: found.map(toAnswer),
      pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total },
    };
  },
});

const collections = endpoint({
  name: 'collections',
  method: 'GET',
  path: '/mappings/collections',
  permission: 'mappings.read',
  handle: async ({ deps }): Promise<contract.MappableCollections> =>
    (await hostCollections(deps.repositories.db)).map(
      ({ uid, displayName, locales, draftAndPublish }) => ({
        uid,
        displayName,
        locales,
        draftAndPublish,
      })
    ),
});

const integrations = endpoint({
  name: 'integrations',
  method: 'GET',
  path: '/mappings/integrations',
  permission: 'mappings.read',
  handle: async ({ deps }): Promise<contract.MappableIntegrations> =>
    (await deps.repositories.integrations.list()).map(({ id, name, active }) => ({
      id,
      name,
      active,
    })),
});

const fields = endpoint({
  name: 'fields',
  method: 'GET',
  path: '/mappings/data-fields',
  permission: 'mappings.read',
  query: contract.findMappableFields,
  handle: async ({ deps, query }): Promise<contract.MappableFields> =>
    (await deps.repositories.dataFields.ofIntegration(query.integrationId))
      .map(({ name, type, vanishedAt }) => ({ name, type, vanished: vanishedAt !== null }))
      .sort((a, b) => a.name.localeCompare(b.name)),
});

const sources = endpoint({
  name: 'sources',
  method: 'GET',
  path: '/mappings/sources',
  permission: 'mappings.read',
  query: contract.findSources,
  handle: async ({ deps, query }): Promise<contract.MappingSources> => ({
    ...query,
    sources: describeSources(deps, query.collection, query.path),
  }),
});

const preview = endpoint({
  name: 'preview',
  method: 'POST',
  path: '/mappings/preview',
  permission: 'mappings.read',
  body: contract.previewMapping,
  handle: async ({ deps, body, userAbility }): Promise<contract.MappingPreview> => {
    const { integrationId, collection, rows, documentId } = body;
    const record = {
      collection,
      locale: body.locale ?? null,
      version: body.version ?? 'published',
    };
    const { strapi } = deps.repositories.db;
    const records = hostRecords(strapi, userAbility, record);
    const shown = await records.one(documentId ?? null);
    return {
      record: shown,
      values: await previewMapping(
        deps,
        { integrationId, rows },
        {
          ...record,
          documentId: shown?.documentId ?? null,
          mayRead: (read) => mayRead(strapi, userAbility, read),
        }
      ),
    };
  },
  audit: 'changes nothing',
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/mappings/:id',
  permission: 'mappings.read',
  handle: async ({ deps, params }): Promise<contract.Mapping> =>
    toAnswer(await findMapping(deps, idOf(params, 'The mapping'))),
});

const create = endpoint({
  name: 'create',
  method: 'POST',
  path: '/mappings',
  permission: 'mappings.manage',
  body: contract.saveMapping,
  handle: async ({ deps, body }): Promise<contract.SavedMapping> => {
    const { mapping, comparedAgain } = await saveMapping(deps, body, null);
    return { mapping: toAnswer(await findMapping(deps, mapping.id)), comparedAgain };
  },
  audit:
    () =>
    ({ mapping }) => {
      const { subject, details } = mappingSubject(mapping);
      const rows = changedRows([], mapping.rows);
      return [{ action: 'mapping.created', subject, details: { ...details, ...rows } }];
    },
});

const update = endpoint({
  name: 'update',
  method: 'PUT',
  path: '/mappings/:id',
  permission: 'mappings.manage',
  body: contract.saveMapping,
  handle: async ({ deps, params, body }): Promise<contract.SavedMapping> => {
    const { mapping, comparedAgain } = await saveMapping(deps, body, idOf(params, 'The mapping'));
    return { mapping: toAnswer(await findMapping(deps, mapping.id)), comparedAgain };
  },
  audit: async ({ deps, params }) => {
    const before = await mappingOf(deps, params);
    return ({ mapping }) => {
      const { subject, details } = mappingSubject(mapping);
      const rows = changedRows(before.rows, mapping.rows);
      return [{ action: 'mapping.changed', subject, details: { ...details, ...rows } }];
    };
  },
});

const remove = endpoint({
  name: 'remove',
  method: 'DELETE',
  path: '/mappings/:id',
  permission: 'mappings.manage',
  handle: async ({ deps, params }): Promise<contract.DeletedMapping> => ({
    comparedAgain: await deleteMapping(deps, idOf(params, 'The mapping')),
  }),
  audit: async ({ deps, params }) => {
    const mapping = await mappingOf(deps, params);
    return () => [{ action: 'mapping.deleted', ...mappingSubject(mapping) }];
  },
});

/** Which fields of a collection fill which data fields. */
export const mappings: Area = {
  name: 'mappings',
  endpoints: [
    find,
    collections,
    integrations,
    fields,
    sources,
    preview,
    findOne,
    create,
    update,
    remove,
  ],
};
