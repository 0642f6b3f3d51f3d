import type { Knex } from 'knex';
import type { Db } from '../db';
import {
  attributesOf,
  isFilterable,
  isLocalised,
  isSecret,
  isToMany,
  modelOf,
  type Model,
} from './models';

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

/** One to-one relation or single component on the way to an attribute. */
type Step = { kind: 'relation' | 'component'; attribute: string; target: Model };

/** An attribute of the host collection, or of what steps of one record each lead to from there. */
export type Field = { attribute: string; type: string; steps: Step[] };

/** Longest way to a field: every step is a join for each record. */
const MOST_STEPS = 4;

/** Where one step leads: `many` when a record can have several of it, null when it leads nowhere. */
export const stepOf = (db: Db, model: Model, name: string): Step | 'many' | null => {
  const attribute = attributesOf(model).get(name);
  if (!attribute || isSecret(model, name)) return null;
  const { relation, component } = attribute;
  if (attribute.type === 'component' && component) {
    if (attribute.repeatable === true) return 'many';
    const target = modelOf(db.strapi, component);
    return target && { kind: 'component', attribute: name, target };
  }
  if (attribute.type !== 'relation' || !isFilterable(attribute)) return null;
  if (isToMany(relation ?? '')) return 'many';
  const target = modelOf(db.strapi, attribute.target ?? '');
  return target && { kind: 'relation', attribute: name, target };
};

/**
 * Finds what `path` (`attribute`, `relation.attribute`, `component.relation.attribute` …) names.
 * Null when there is no such attribute of one of these types or it is private; `many` when a step
 * leads to several records.
 */
export const followPath = (
  db: Db,
  model: Model,
  path: string,
  types: string[]
): Field | 'many' | null => {
  const names = path.split('.');
  const attribute = names.pop() ?? '';
  if (names.length > MOST_STEPS) return null;
  const steps: Step[] = [];
  let at = model;
  for (const name of names) {
    const step = stepOf(db, at, name);
    if (step === null || step === 'many') return step;
    steps.push(step);
    at = step.target;
  }
  const type = attributesOf(at).get(attribute)?.type;
  if (type === undefined || isSecret(at, attribute)) return null;
  if (types.includes(type)) return { attribute, type, steps };
  return stepOf(db, at, attribute) === 'many' ? 'many' : null;
};

/** As `followPath`, for those who need not know why there is none. */
export const findField = (db: Db, model: Model, path: string, types: string[]): Field | null => {
  const found = followPath(db, model, path, types);
  return found === 'many' ? null : found;
};

type Column = { name: string; referencedColumn: string };
type JoinMeta = {
  joinColumn?: Column;
  joinTable?: {
    name: string;
    joinColumn: Column;
    inverseJoinColumn: Column;
    /** What of a table of all components is this attribute's: `{ field: 'address' }`. */
    on?: Record<string, string>;
  };
};

/** Column of an attribute, as Strapi named it. */
export const columnOf = (db: Db, uid: string, attribute: string): string => {
  const found = db.strapi.db.metadata.get(uid).attributes[attribute] as
    { columnName?: string } | undefined;
  return found?.columnName ?? attribute;
};

/** Which rows of a collection a list reads. */
export type ReadRows = { version: 'published' | 'draft'; locale: string | null };

/** Types whose numbers drivers would round: read as text. */
const EXACT = new Set(['biginteger', 'decimal']);

const exact = (db: Db, { type }: Field, column: string): Knex.Raw =>
  EXACT.has(type)
    ? db.knex.raw(`cast(?? as ${db.dialect === 'mysql' ? 'char' : 'text'})`, [column])
    : db.knex.raw('??', [column]);

/** Reads a field in a query over the host table aliased `h`, under `alias`; see `fieldValue`. */
export const selectField = (
  db: Db,
  uid: string,
  field: Field,
  alias: string,
  rows: ReadRows
): Knex.Raw => db.knex.raw('? as ??', [fieldValue(db, uid, field, rows), alias]);

/**
 * A field's value in a query over the host table aliased `h`. What lies behind steps is a correlated
 * sub-select, not a join: whatever the link tables hold, a host row stays one row. Of several rows of
 * a target (versions, locales) the one of the list is read.
 */
export const fieldValue = (
  db: Db,
  uid: string,
  field: Field,
  rows: ReadRows
): Knex.QueryBuilder | Knex.Raw => {
  const [first, ...rest] = field.steps;
  const at = (index: number) => (index === 0 ? 'h' : `t${index}`);
  if (!first) return exact(db, field, `h.${columnOf(db, uid, field.attribute)}`);
  const query = startAt(db, uid, first);
  rest.forEach((step, index) => {
    const from = field.steps[index]?.target.uid ?? '';
    goOn(db, query, from, step, { from: at(index + 1), to: at(index + 2) });
  });
  field.steps.forEach((step, index) => preferRowsOf(query, step, at(index + 1), rows));
  const target = field.steps[field.steps.length - 1]?.target.uid ?? '';
  const column = `${at(field.steps.length)}.${columnOf(db, target, field.attribute)}`;
  return query.select(exact(db, field, column)).limit(1);
};

const metaOf = (db: Db, uid: string, { attribute }: Step): JoinMeta =>
  db.strapi.db.metadata.get(uid).attributes[attribute] as unknown as JoinMeta;

const tableOf = (db: Db, { target }: Step): string =>
  db.strapi.db.metadata.get(target.uid).tableName;

/**
 * `field` of a table of components is in an index that finds a tenth of the table: SQLite, without
 * statistics, would take it instead of the one for the record. The plus keeps it from there.
 */
const onlyThis = (db: Db, column: string, value: string): Knex.Raw =>
  db.knex.raw(`${db.dialect === 'sqlite' ? '+' : ''}?? = ?`, [column, value]);

/** The first step: a query over the target `t1` that is correlated to the host row. */
const startAt = (db: Db, uid: string, step: Step): Knex.QueryBuilder => {
  const { joinTable, joinColumn } = metaOf(db, uid, step);
  const query = db.table(`${tableOf(db, step)} as t1`);
  if (joinTable) {
    const { name, joinColumn: own, inverseJoinColumn: other, on = {} } = joinTable;
    void query
      .innerJoin(`${name} as l1`, `l1.${other.name}`, `t1.${other.referencedColumn}`)
      .whereRaw('?? = ??', [`l1.${own.name}`, `h.${own.referencedColumn}`]);
    for (const [column, value] of Object.entries(on))
      void query.whereRaw(onlyThis(db, `l1.${column}`, value));
  } else if (joinColumn) {
    void query.whereRaw('?? = ??', [`t1.${joinColumn.referencedColumn}`, `h.${joinColumn.name}`]);
  }
  return query;
};

/**
 * A further step: a left join, so that a row of the step before is not passed over for another one
 * that happens to lead on.
 */
const goOn = (
  db: Db,
  query: Knex.QueryBuilder,
  uid: string,
  step: Step,
  { from, to }: { from: string; to: string }
): void => {
  const { joinTable, joinColumn } = metaOf(db, uid, step);
  const target = `${tableOf(db, step)} as ${to}`;
  if (joinTable) {
    const { name, joinColumn: own, inverseJoinColumn: other, on = {} } = joinTable;
    const link = `l_${to}`;
    void query
      .leftJoin(`${name} as ${link}`, (join) => {
        join.on(`${link}.${own.name}`, `${from}.${own.referencedColumn}`);
        for (const [column, value] of Object.entries(on))
          join.on(onlyThis(db, `${link}.${column}`, value) as never);
      })
      .leftJoin(target, `${to}.${other.referencedColumn}`, `${link}.${other.name}`);
  } else if (joinColumn) {
    void query.leftJoin(
      target,
      `${to}.${joinColumn.referencedColumn}`,
      `${from}.${joinColumn.name}`
    );
  }
};

const preferRowsOf = (
  query: Knex.QueryBuilder,
  { kind, target }: Step,
  table: string,
  { version, locale }: ReadRows
): void => {
  if (kind === 'relation') {
    if (locale !== null && isLocalised(target))
      void query.orderByRaw('case when ?? = ? then 0 else 1 end', [`${table}.locale`, locale]);
    const nullsFirst = version === 'draft' ? 'desc' : 'asc';
    void query.orderByRaw(`case when ?? is null then 1 else 0 end ${nullsFirst}`, [
      `${table}.published_at`,
    ]);
  }
  void query.orderBy(`${table}.id`);
};
