import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { checkFilter, inWords, isUsable, type Where } from '../../core/filter';
import type { Db, Dialect } from '../db';
import { BrokenList, type ListDefinition } from './definition';
import { EMAIL_TYPES, findField, READABLE_TYPES, selectField, type Field } from './fields';
import { describeModels, hasVersions, isHostCollection, isLocalised, modelOf } from './models';
import type { Model } from './models';

/** A list as SQL. Valid for one evaluation: build a new one for the next. */
export type ListSource = {
  collection: string;
  table: string;
  /**
   * Rows of the host table aliased `h` that are members: matching the filter (or picked, or frozen),
   * in the list's locale and version, not removed from the list. Selects `hostId` (h.id), `docId`,
   * `bornAt` (epoch ms), `email` (raw value of the e-mail field) and each requested column under its
   * alias. The caller adds range, joins and order; the aliases h, chosen and removed are taken.
   */
  members(columns?: { [alias: string]: string }): Knex.QueryBuilder;
  /** `select 1 …` correlated to a column that holds a documentId: a row while it is still a member. */
  matches(docIdColumn: string): Knex.QueryBuilder;
  /** Upper end of the key range of `width` host rows after `after` (h.id), null when there are none. */
  rangeEnd(after: number, width: number): Promise<number | null>;
};

type Version = 'published' | 'draft';

type Resolved = {
  db: Db;
  list: ListDefinition;
  model: Model;
  table: string;
  email: Field;
  version: Version;
  /** Null when all records match. */
  where: Where | null;
  /** Records removed from the list count as members too. */
  withRemoved: boolean;
};

type Transform = (uid: string, query: { filters: Where }) => { where?: Where };

/**
 * A fresh query of the filter on the host table under `alias`, without select list and DISTINCT.
 * `joins`: it looks at other tables too, and one record may be several rows.
 */
const filterQuery = (
  db: Db,
  uid: string,
  where: Where,
  alias = 't0'
): { query: Knex.QueryBuilder; joins: boolean } => {
  const builder = db.strapi.db.queryBuilder(uid);
  builder.alias = alias;
  const query = builder.init({ where, select: ['id'] }).getKnexQuery();
  return {
    query: (query as unknown as Knex.QueryBuilder).clearSelect().select(db.knex.raw('1')),
    joins: builder.shouldUseDistinct(),
  };
};

/**
 * Checks a filter in all the ways it can go wrong: our own walker, Strapi's validation, its silent
 * conversion (which must change nothing) and the making of the SQL. Answers null for all records.
 * @throws BrokenList with the reason in words.
 */
const resolveFilter = async (db: Db, uid: string, stored: unknown): Promise<Where | null> => {
  const checked = checkFilter(stored, uid, describeModels(db.strapi));
  if (!isUsable(checked)) throw new BrokenList('filter', inWords(checked.problems));
  if (checked.where === 'all') return null;
  const { where } = checked;
  const refusal = await refusalOfStrapi(db, uid, where);
  if (refusal) throw new BrokenList('filter', `The filter cannot be used: ${refusal}`);
  return where;
};

const refusalOfStrapi = async (db: Db, uid: string, where: Where): Promise<string | null> => {
  const { strapi } = db;
  try {
    await strapi.contentAPI.validate.query({ filters: where }, strapi.getModel(uid as never), {});
    const params = strapi.get('query-params') as { transform: Transform };
    const converted = params.transform(uid, { filters: where }).where;
    if (!isDeepStrictEqual(converted, where)) return 'Strapi would ignore a part of it.';
    filterQuery(db, uid, where).query.toSQL();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const checkLocale = async (db: Db, model: Model, locale: string | null): Promise<void> => {
  if (!isLocalised(model)) {
    if (!locale) return;
    throw new BrokenList('locale', 'The collection has no locales any more: save the list anew.');
  }
  if (!locale) throw new BrokenList('locale', 'Choose the locale the list reads.');
  const locales = await localesOf(db);
  if (!locales.includes(locale))
    throw new BrokenList('locale', `The locale “${locale}” no longer exists.`);
};

type Locales = { find(): Promise<{ code: string }[]> };

/** Codes of the site's locales, empty without i18n. */
export const localesOf = async (db: Db): Promise<string[]> => {
  if (!db.strapi.plugin('i18n')) return [];
  const service = db.strapi.plugin('i18n').service('locales') as unknown as Locales;
  return (await service.find()).map((locale) => locale.code);
};

/** An attribute of the collection, or of what one relation of it leads to: where e-mails are looked for. */
const isNear = ({ steps }: Field): boolean =>
  steps.length === 0 || (steps.length === 1 && steps[0]?.kind === 'relation');

const resolve = async (db: Db, list: ListDefinition, withRemoved: boolean): Promise<Resolved> => {
  const model = modelOf(db.strapi, list.collection);
  if (!model || !isHostCollection(model)) {
    throw new BrokenList(
      'collection',
      `There is no collection “${list.collection}” that lists can be made of.`
    );
  }
  const email = findField(db, model, list.emailField, EMAIL_TYPES);
  if (!email || !isNear(email)) {
    throw new BrokenList('emailField', `There is no e-mail field “${list.emailField}” any more.`);
  }
  await checkLocale(db, model, list.locale);
  if (list.kind === 'static' && list.snapshotAt === null) {
    throw new BrokenList('kind', 'The snapshot of the list has not been taken yet.');
  }
  const where =
    list.kind === 'dynamic' ? await resolveFilter(db, list.collection, list.filter) : null;
  const table = db.strapi.db.metadata.get(list.collection).tableName;
  const version = list.version ?? 'published';
  return { db, list, model, table, email, version, where, withRemoved };
};

/** Epoch milliseconds of a datetime column; a row without a date counts as the oldest. */
const BORN_AT: Record<Dialect, string> = {
  sqlite: 'coalesce(??, 0) as ??',
  postgres: 'coalesce(cast(extract(epoch from ??) * 1000 as double precision), 0) as ??',
  mysql: "coalesce(timestampdiff(microsecond, '1970-01-01', ??) / 1e3, 0e0) as ??",
};

/** Adds locale, version, and the list's own records to a query over the host table under `alias`. */
const restrict = (source: Resolved, query: Knex.QueryBuilder, alias: string): Knex.QueryBuilder => {
  const { list, model } = source;
  const records = (name: string, kind: string) => (join: Knex.JoinClause) =>
    join
      .on(`${name}.doc_id`, `${alias}.document_id`)
      .andOnVal(`${name}.list_id`, list.id)
      .andOnVal(`${name}.kind`, kind);
  if (isLocalised(model)) query.where(`${alias}.locale`, list.locale);
  if (hasVersions(model)) {
    if (source.version === 'draft') query.whereNull(`${alias}.published_at`);
    else query.whereNotNull(`${alias}.published_at`);
  }
  if (list.kind === 'manual') {
    query.innerJoin(`${TABLE.listRecord} as chosen`, records('chosen', 'picked'));
  }
  if (list.kind === 'static') {
    query.innerJoin(`${TABLE.listRecord} as chosen`, records('chosen', 'frozen'));
  }
  if (source.withRemoved) return query;
  return query
    .leftJoin(`${TABLE.listRecord} as removed`, records('removed', 'removed'))
    .whereNull('removed.id');
};

/**
 * The rows the filter matches, under the alias `h`. A filter on the record's own attributes is looked
 * at where the row is read: looking every row up once more costs more than all the rest of a count.
 */
const matching = ({ db, list, table, where }: Resolved): Knex.QueryBuilder => {
  if (!where) return db.table(`${table} as h`);
  const own = filterQuery(db, list.collection, where, 'h');
  if (!own.joins) return own.query.clearSelect();
  const { query } = filterQuery(db, list.collection, where);
  return db.table(`${table} as h`).whereExists(query.whereRaw('?? = ??', ['t0.id', 'h.id']));
};

const members = (source: Resolved, columns: Record<string, string>): Knex.QueryBuilder => {
  const { db, list, model, version } = source;
  const field = (alias: string, found: Field) =>
    selectField(db, list.collection, found, alias, { version, locale: list.locale });
  const query = matching(source).select(
    'h.id as hostId',
    'h.document_id as docId',
    db.knex.raw(BORN_AT[db.dialect], ['h.created_at', 'bornAt']),
    field('email', source.email),
    ...Object.entries(columns).map(([alias, path]) => {
      const found = findField(db, model, path, READABLE_TYPES);
      if (!found) throw new BrokenList('collection', `The field “${path}” no longer exists.`);
      return field(alias, found);
    })
  );
  return restrict(source, query, 'h');
};

const matches = (source: Resolved, docIdColumn: string): Knex.QueryBuilder => {
  const { db, list, table } = source;
  const query = source.where
    ? filterQuery(db, list.collection, source.where).query
    : db.table(`${table} as t0`).select(db.knex.raw('1'));
  return restrict(source, query.whereRaw('?? = ??', ['t0.document_id', docIdColumn]), 't0');
};

const rangeEnd = async (
  { db, table }: Resolved,
  after: number,
  width: number
): Promise<number | null> => {
  const range = db.table(`${table} as h`).select('h.id').where('h.id', '>', after);
  const row = await db.knex
    .max<{ last: number | null }>('id as last')
    .from(range.orderBy('h.id').limit(width).as('width'))
    .first();
  return row?.last ?? null;
};

/**
 * Checks the definition against the site as it is now and turns it into SQL. A static list's filter
 * is not looked at: its members were fixed when the snapshot was taken. `withRemoved` reads the list
 * as if nobody had been removed from it.
 * @throws BrokenList when collection, e-mail field, locale or anything in the filter is gone or wrong.
 */
export const buildListSource = async (
  db: Db,
  list: ListDefinition,
  { withRemoved = false }: { withRemoved?: boolean } = {}
): Promise<ListSource> => {
  const source = await resolve(db, list, withRemoved);
  return {
    collection: list.collection,
    table: source.table,
    members: (columns = {}) => members(source, columns),
    matches: (docIdColumn) => matches(source, docIdColumn),
    rangeEnd: (after, width) => rangeEnd(source, after, width),
  };
};

/**
 * Checks a definition that is about to be saved, also a static list's filter. Answers what to store:
 * the filter's `where` in the form that was checked (null for a manual list) and the locale.
 * @throws BrokenList saying which part is wrong, and why.
 */
export const checkDefinition = async (
  db: Db,
  list: ListDefinition
): Promise<{ where: 'all' | Where | null; locale: string | null }> => {
  const model = modelOf(db.strapi, list.collection);
  const locale = model && isLocalised(model) ? list.locale : null;
  const kind = list.kind === 'static' ? 'dynamic' : list.kind;
  const { where } = await resolve(db, { ...list, kind, locale }, false);
  return { where: kind === 'manual' ? null : (where ?? 'all'), locale };
};
