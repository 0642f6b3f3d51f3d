import type { SynchronizeAnswer } from '../../../contracts/runs';
import * as contract from '../../../contracts/data-fields';
import type { ConnectableIntegrations } from '../../../contracts/marketing-lists';
import { isSystemField } from '../core/data-fields';
import { notFound, Problem } from '../core/problem';
import type { DataFieldEntry, DataFieldQuery } from '../store/data-field-page';
import { dataFieldsUnderWay } from '../sync/activity';
import type { Deps } from '../sync/deps';
import { changeNotes } from '../sync/fields/change-notes';
import { createDataField } from '../sync/fields/create-data-field';
import { deleteDataField } from '../sync/fields/delete-data-field';
import { usesOfFields, type UsingMapping } from '../sync/mappings/uses';
import { requestDataFieldSyncs } from '../sync/request-syncs';
import { fieldOf, fieldSubject } from './audited';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf, yesOf } from './ids';
import { createRateLimit } from './rate-limit';

/** Changes at the vendor, at once. */
const changes = createRateLimit(60, 60_000);

const SORTABLE = ['name', 'integration', 'type', 'visibility'] as const;

const sortOf = (sort = 'name:asc'): DataFieldQuery['sort'] => {
  const [name, order] = sort.split(':');
  const field = SORTABLE.find((sortable) => sortable === name);
  if (!field)
    throw new Problem('INVALID', `Data fields can be sorted by ${SORTABLE.join(', ')}`, 'sort');
  return { field, order: order === 'desc' ? 'desc' : 'asc' };
};

const toAnswer = (
  { createdAt, vanishedAt, ...field }: DataFieldEntry,
  usedBy: UsingMapping[]
): contract.DataField => ({
  ...field,
  usedBy,
  isSystem: isSystemField(field.name),
  createdAt: isoOf(createdAt),
  vanishedAt: isoOf(vanishedAt),
});

const answerOf = async (deps: Deps, id: number): Promise<contract.DataField> => {
  const entry = await deps.repositories.dataFields.entry(id);
  if (!entry) throw notFound('The data field');
  return toAnswer(entry, (await usesOfFields(deps))(entry));
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/data-fields',
  permission: 'data-fields.read',
  query: contract.findDataFields,
  handle: async ({ deps, query }): Promise<contract.DataFieldPage> => {
    const { sort, vanished, ...narrowed } = query;
    const { entries, total } = await deps.repositories.dataFields.page({
      ...narrowed,
      sort: sortOf(sort),
      vanished: yesOf(vanished),
    });
    const { page, pageSize } = query;
    const usesOf = await usesOfFields(deps);
    return {
      results: entries.map((entry) => toAnswer(entry, usesOf(entry))),
      pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total },
      synchronizing: await dataFieldsUnderWay(deps),
    };
  },
});

/** The active integrations, for whoever may create a field and perhaps see nothing else of them. */
const integrations = endpoint({
  name: 'integrations',
  method: 'GET',
  path: '/data-fields/integrations',
  permission: 'data-fields.create',
  handle: async ({ deps }): Promise<ConnectableIntegrations> =>
    (await deps.repositories.integrations.active()).map(({ id, name }) => ({ id, name })),
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/data-fields/:id',
  permission: 'data-fields.read',
  handle: ({ deps, params }) => answerOf(deps, idOf(params, 'The data field')),
});

const create = endpoint({
  name: 'create',
  method: 'POST',
  path: '/data-fields',
  permission: 'data-fields.create',
  body: contract.createDataField,
  limit: changes,
  handle: async ({ deps, body }) => answerOf(deps, (await createDataField(deps, body)).id),
  audit: () => (field) => [{ action: 'data-field.created', ...fieldSubject(field) }],
});

const change = endpoint({
  name: 'change',
  method: 'PUT',
  path: '/data-fields/:id',
  permission: 'data-fields.create',
  body: contract.changeDataField,
  handle: async ({ deps, params, body }) => {
    const id = idOf(params, 'The data field');
    await changeNotes(deps, id, body.notes);
    return answerOf(deps, id);
  },
  audit: () => (field) => [{ action: 'data-field.changed', ...fieldSubject(field) }],
});

const remove = endpoint({
  name: 'remove',
  method: 'DELETE',
  path: '/data-fields/:id',
  permission: 'data-fields.delete',
  limit: changes,
  handle: async ({ deps, params }): Promise<contract.DataFieldDeletion> => {
    const id = idOf(params, 'The data field');
    const { usedBy } = await answerOf(deps, id);
    const deletion = await deleteDataField(deps, id);
    return { dependencies: [], ...deletion, usedBy };
  },
  audit: async ({ deps, params }) => {
    const field = await fieldOf(deps, params);
    return ({ deleted }) => (deleted ? [{ action: 'data-field.deleted', ...field }] : []);
  },
});

const synchronize = endpoint({
  name: 'synchronize',
  method: 'POST',
  path: '/data-fields/synchronize',
  permission: 'data-fields.create',
  handle: async ({ deps }): Promise<SynchronizeAnswer> => ({
    queued: (await requestDataFieldSyncs(deps)) > 0,
  }),
  audit:
    () =>
    ({ queued }) =>
      queued ? [{ action: 'sync.requested', subject: null, details: { what: 'data-fields' } }] : [],
});

export const dataFields: Area = {
  name: 'data-fields',
  endpoints: [find, integrations, findOne, create, change, remove, synchronize],
};
