import { refusal } from '../http/api-error';
import type { Answer, Call, Route } from '../http/router';
import { FIELD_TYPES, VISIBILITIES, wordOf, type DataField } from '../model';
import { coerce } from '../store/field-values';
import { DERIVED_FIELD } from '../store/field-set';

const NAME = /^[A-Za-z0-9_-]{1,20}$/;
const RESERVED_WORDS = new Set([
  'account',
  'campaign',
  'campaignid',
  'contact',
  'contact_api_id',
  'contactid',
  'email',
  'hcontactid',
  'hemail',
  'hemail256',
  'id',
  'messagecontent',
  'mobilenumberid',
  'notes',
  'unsubscribed',
  'uniquecontactid',
]);

const fieldView = ({ name, type, visibility, defaultValue }: DataField) => ({
  name,
  type,
  visibility,
  defaultValue,
});

const list = ({ account, world }: Call): Answer => ({
  status: 200,
  json: account.store.fields
    .all()
    .filter((field) => field.name !== DERIVED_FIELD || world.switches.lastSubscribedListed)
    .map(fieldView),
});

const create = async ({ account, world, request }: Call): Promise<Answer> => {
  const body = await request.jsonObject();
  const invalid = refusal(400, 'ERROR_DATAFIELD_INVALID');
  const name = body.get('name');
  if (typeof name !== 'string' || !NAME.test(name)) throw invalid;
  if (RESERVED_WORDS.has(name.toLowerCase())) throw invalid;
  const type = wordOf(FIELD_TYPES, String(body.get('type')));
  const visibility = wordOf(VISIBILITIES, String(body.get('visibility') ?? 'Private'));
  if (!type || !visibility) throw invalid;
  const defaultValue = coerce(type, body.get('defaultValue'));
  if (!('value' in defaultValue)) throw invalid;
  const { fields } = account.store;
  if (fields.get(name)) {
    throw refusal(400, 'ERROR_NON_UNIQUE_DATAFIELD', 'Field already exists.');
  }
  if (fields.size >= world.switches.dataFieldLimit) {
    throw refusal(400, 'ERROR_DATAFIELD_LIMITEXCEEDED');
  }
  const field = fields.create({ name, type, visibility, defaultValue: defaultValue.value });
  return world.switches.dataFieldCreateBody === 'none'
    ? { status: 201 }
    : { status: 201, json: fieldView(field) };
};

/** Fields that came with the account are as unknown to this call as fields that never were. */
const remove = ({ account, world, params }: Call): Answer => {
  const { fields } = account.store;
  const field = fields.get(params.name ?? '');
  if (!field || field.system) throw refusal(404, 'ERROR_DATAFIELD_NOTFOUND');
  if (field.dependencies.length === 0) {
    fields.delete(field);
    return { status: 200, json: { dependencies: null, result: true } };
  }
  const { dependencyForm, blockedFieldDeleteStatus } = world.switches;
  const dependencies = field.dependencies.map(({ type, objectId }) =>
    dependencyForm === 'objects' ? { type, objectId } : `Used in ${type.toLowerCase()} ${objectId}`
  );
  return { status: blockedFieldDeleteStatus, json: { dependencies, result: false } };
};

export const dataFieldRoutes: Route[] = [
  { method: 'GET', path: '/v2/data-fields', tier: 'high', handle: list },
  { method: 'POST', path: '/v2/data-fields', tier: 'medium', handle: create },
  { method: 'DELETE', path: '/v2/data-fields/{name}', tier: 'medium', handle: remove },
];
