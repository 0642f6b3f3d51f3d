import type { Core, Struct } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';
import type { DescribeModel, FilterAttribute, FilterModel } from '../../core/filter';
import type { ScalarKind } from '../../core/filter-operands';

export type Model = Struct.ContentTypeSchema | Struct.ComponentSchema;
/** What of an attribute's schema matters here; the schema's own types know the host's attributes only. */
type AttributeSchema = {
  type: string;
  enum?: string[];
  relation?: string;
  target?: string;
  component?: string;
  repeatable?: boolean;
};

const USER = 'plugin::users-permissions.user';

const KINDS: Record<string, ScalarKind> = {
  string: 'string',
  text: 'string',
  richtext: 'string',
  email: 'string',
  uid: 'string',
  enumeration: 'enumeration',
  boolean: 'boolean',
  integer: 'integer',
  biginteger: 'biginteger',
  float: 'number',
  decimal: 'number',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'datetime',
  time: 'time',
};

/** Attributes Strapi adds itself and no filter needs: the list says locale and version. */
export const SYSTEM_ATTRIBUTES = [
  'createdBy',
  'updatedBy',
  'localizations',
  'locale',
  'publishedAt',
];

/** The schema of a content type or component, null when the site has none of that name. */
export const modelOf = (strapi: Core.Strapi, uid: string): Model | null => {
  const models: Record<string, Model | undefined> = {
    ...strapi.contentTypes,
    ...strapi.components,
  };
  return Object.hasOwn(models, uid) ? (models[uid] ?? null) : null;
};

export const attributesOf = (model: Model): Map<string, AttributeSchema> =>
  new Map(Object.entries(model.attributes as unknown as Record<string, AttributeSchema>));

/** Passwords and private attributes never leave the server, not even through the answer of a filter. */
export const isSecret = (model: Model, name: string): boolean =>
  attributesOf(model).get(name)?.type === 'password' ||
  contentTypes.isPrivateAttribute(model as never, name);

/** `lastOrderAt` -> `Last order at`. */
export const labelOf = (name: string): string => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const isToMany = (relation: string): boolean =>
  ['oneToMany', 'manyToMany', 'manyWay'].includes(relation);

/** Content the site's editors know: not admin users, files or other plugins' tables. */
export const isSiteContent = (uid: string): boolean =>
  uid.startsWith('api::') || uid.startsWith('plugin::users-permissions.');

/** Relations to site content, of one fixed type. */
export const isFilterable = ({ relation, target }: AttributeSchema): boolean =>
  relation !== undefined &&
  target !== undefined &&
  !relation.toLowerCase().startsWith('morph') &&
  isSiteContent(target);

const describeAttribute = (
  model: Model,
  name: string,
  attribute: AttributeSchema
): FilterAttribute => {
  const label = labelOf(name);
  const refused = (why: string): FilterAttribute => ({ kind: 'refused', label, why });
  if (isSecret(model, name)) return refused('it is private');
  const kind = KINDS[attribute.type];
  if (kind) return { kind, label, ...(attribute.enum ? { values: attribute.enum } : {}) };
  if (attribute.type === 'component' && attribute.component) {
    const many = attribute.repeatable === true;
    return { kind: 'component', label, target: attribute.component, many };
  }
  if (attribute.type !== 'relation') return refused('fields of its type cannot be compared');
  if (!isFilterable(attribute))
    return refused('what it leads to is not part of the site’s content');
  const many = isToMany(attribute.relation ?? '');
  return { kind: 'relation', label, target: attribute.target ?? '', many };
};

const describe = (model: Model): FilterModel => {
  const attributes = new Map<string, FilterAttribute>();
  for (const [name, attribute] of attributesOf(model)) {
    if (!SYSTEM_ATTRIBUTES.includes(name))
      attributes.set(name, describeAttribute(model, name, attribute));
  }
  attributes.set('id', { kind: 'rowId', label: 'Row id' });
  if (model.modelType === 'contentType') {
    attributes.set('documentId', { kind: 'documentId', label: 'Document id' });
  }
  return { label: model.info.displayName, attributes };
};

/** Describes the site's collections and components to the filter check. */
export const describeModels =
  (strapi: Core.Strapi): DescribeModel =>
  (uid) => {
    const model = modelOf(strapi, uid);
    return model && describe(model);
  };

/** Whether lists may be made of this collection at all: `api::*` and the users of users-permissions. */
export const isHostCollection = (model: Model): boolean =>
  model.modelType === 'contentType' &&
  model.kind === 'collectionType' &&
  (model.uid.startsWith('api::') || model.uid === USER);

export const isLocalised = (model: Model): boolean => {
  const options = model.pluginOptions as { i18n?: { localized?: boolean } } | undefined;
  return options?.i18n?.localized === true;
};

export const hasVersions = (model: Model): boolean =>
  contentTypes.hasDraftAndPublish(model as never);
