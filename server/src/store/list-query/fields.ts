import type { Knex } from 'knex';
import type { Db } from '../db';
import { attributesOf, isFilterable, isSecret, isToMany, modelOf, type Model } from './models';

/** Attribute types that can hold an e-mail. */
export const EMAIL_TYPES = ['email', 'string'];
/** Attribute types that are one column. */
export const READABLE_TYPES = [
  ...EMAIL_TYPES,
  'text',
  'uid',
  'richtext',
  'enumeration',
  'boolean',
  'integer',
  'biginteger',
  'float',
  'decimal',
  'date',
  'datetime',
  'timestamp',
  'time',
];

/** An attribute of the host collection, or of what a to-one relation of it leads to. */
export type Field = { attribute: string; via: { relation: string; target: Model } | null };

const readable = (model: Model, name: string, types: string[]): boolean => {
  const attribute = attributesOf(model).get(name);
  return attribute !== undefined && types.includes(attribute.type) && !isSecret(model, name);
};

/**
 * Finds what `path` (`attribute` or `relation.attribute`) names. Null when there is no such attribute
 * of one of these types, when it is private, or when the relation is not a to-one relation.
 */
export const findField = (db: Db, model: Model, path: string, types: string[]): Field | null => {
  const [first = '', second, ...rest] = path.split('.');
  if (rest.length > 0) return null;
  if (second === undefined) {
    return readable(model, first, types) ? { attribute: first, via: null } : null;
  }
  const relation = attributesOf(model).get(first);
  if (relation?.type !== 'relation' || !relation.target || isSecret(model, first)) return null;
  if (!isFilterable(relation) || isToMany(relation.relation ?? '')) return null;
  const target = modelOf(db.strapi, relation.target);
  if (!target || !readable(target, second, types)) return null;
  return { attribute: second, via: { relation: first, target } };
};

type Column = { name: string; referencedColumn: string };
type RelationMeta = {
  joinColumn?: Column;
  joinTable?: { name: string; joinColumn: Column; inverseJoinColumn: Column };
};

/** Column of an attribute, as Strapi named it. */
export const columnOf = (db: Db, uid: string, attribute: string): string => {
  const found = db.strapi.db.metadata.get(uid).attributes[attribute] as
    { columnName?: string } | undefined;
  return found?.columnName ?? attribute;
};

/**
 * Reads a field in a query over the host table aliased `h`, under `alias`. What lies behind a
 * relation is a correlated sub-select, not a join: whatever the relation table holds, a host row
 * stays one row. Of several rows of a draft & publish target the one of the list's version is read.
 */
export const selectField = (
  db: Db,
  uid: string,
  field: Field,
  alias: string,
  version: 'published' | 'draft'
): Knex.QueryBuilder | Knex.Raw => {
  if (!field.via) {
    return db.knex.raw('?? as ??', [`h.${columnOf(db, uid, field.attribute)}`, alias]);
  }
  const { relation, target } = field.via;
  const meta = db.strapi.db.metadata.get(uid).attributes[relation] as unknown as RelationMeta;
  const targetTable = db.strapi.db.metadata.get(target.uid).tableName;
  const query = db.table(`${targetTable} as target`);
  if (meta.joinTable) {
    const { name, joinColumn, inverseJoinColumn } = meta.joinTable;
    query
      .innerJoin(
        `${name} as link`,
        `link.${inverseJoinColumn.name}`,
        `target.${inverseJoinColumn.referencedColumn}`
      )
      .whereRaw('?? = ??', [`link.${joinColumn.name}`, `h.${joinColumn.referencedColumn}`]);
  } else if (meta.joinColumn) {
    const { name, referencedColumn } = meta.joinColumn;
    query.whereRaw('?? = ??', [`target.${referencedColumn}`, `h.${name}`]);
  }
  const nullsFirst = version === 'draft' ? 'desc' : 'asc';
  return query
    .select(`target.${columnOf(db, target.uid, field.attribute)}`)
    .orderByRaw(`case when ?? is null then 1 else 0 end ${nullsFirst}`, ['target.published_at'])
    .orderBy('target.id')
    .limit(1)
    .as(alias);
};
