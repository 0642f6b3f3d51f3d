import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { ActivityCondition } from '../../core/activity-conditions';
import type { Where } from '../../core/filter';
import type { Db, Dialect } from '../db';
import { restrictToActivity } from './activity';
import { BrokenList, type ListDefinition } from './definition';
import {
  EMAIL_TYPES,
  fieldValue,
  findField,
  READABLE_TYPES,
  selectField,
  type Field,
  type ReadRows,
} from './fields';
import { filterQuery, NO_FILTER, resolveFilter, type ResolvedFilter } from './filter';
import { hasVersions, isHostCollection, isLocalised, modelOf } from './models';
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

type Resolved = ResolvedFilter & {
  db: Db;
  list: ListDefinition;
  model: Model;
  table: string;
  email: Field;
  version: Version;
};

/** How a list is read. */
type Reading = {
  /** Epoch milliseconds that the last so many days end at. */
  now: number;
  /** Records removed from the list count as members too. */
  withRemoved: boolean;
};

type Source = Resolved & Reading;

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

const resolve = async (db: Db, list: ListDefinition): Promise<Resolved> => {
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
  const filter =
    list.kind === 'dynamic' ? await resolveFilter(db, list.collection, list.filter) : NO_FILTER;
  const table = db.strapi.db.metadata.get(list.collection).tableName;
  const version = list.version ?? 'published';
  return { db, list, model, table, email, version, ...filter };
};

/** Epoch milliseconds of a datetime column; a row without a date counts as the oldest. */
const BORN_AT: Record<Dialect, string> = {
  sqlite: 'coalesce(??, 0) as ??',
  postgres: 'coalesce(cast(extract(epoch from ??) * 1000 as double precision), 0) as ??',
  mysql: "coalesce(timestampdiff(microsecond, '1970-01-01', ??) / 1e3, 0e0) as ??",
};

/** Adds locale, version, and the list's own records to a query over the host table under `alias`. */
const restrict = (source: Source, query: Knex.QueryBuilder, alias: string): Knex.QueryBuilder => {
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

/** The rows the filter matches, under the alias `h`. */
const matching = (source: Source): Knex.QueryBuilder => {
  const { activity, db, email, list, now } = source;
  const query = matchingWhere(source);
  const value = () => fieldValue(db, list.collection, email, readRows(source));
  restrictToActivity(db, query, { asked: activity, email: value, now });
  return query;
};

const readRows = ({ list, version }: Source): ReadRows => ({ version, locale: list.locale });

/**
 * A filter on the record's own attributes is looked at where the row is read: looking every row up once
 * more costs more than all the rest of a count.
 */
const matchingWhere = ({ db, list, table, where }: Source): Knex.QueryBuilder => {
  if (!where) return db.table(`${table} as h`);
  const own = filterQuery(db, list.collection, where, 'h');
  if (!own.joins) return own.query.clearSelect();
  const { query } = filterQuery(db, list.collection, where);
  return db.table(`${table} as h`).whereExists(query.whereRaw('?? = ??', ['t0.id', 'h.id']));
};

const members = (source: Source, columns: Record<string, string>): Knex.QueryBuilder => {
  const { db, list, model } = source;
  const field = (alias: string, found: Field) =>
    selectField(db, list.collection, found, alias, readRows(source));
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

const matches = (source: Source, docIdColumn: string): Knex.QueryBuilder => {
  const { activity, db, list, table } = source;
  if (activity.length > 0) {
    const query = matching(source).whereRaw('?? = ??', ['h.document_id', docIdColumn]);
    return restrict(source, query.select(db.knex.raw('1')), 'h');
  }
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
 * is not looked at: its members were fixed when the snapshot was taken. `now` is the moment conditions on
 * the last so many days are evaluated for; `withRemoved` reads the list as if nobody had been removed
 * from it.
 * @throws BrokenList when collection, e-mail field, locale or anything in the filter is gone or wrong.
 */
export const buildListSource = async (
  db: Db,
  list: ListDefinition,
  { now, withRemoved = false }: Pick<Reading, 'now'> & Partial<Reading>
): Promise<ListSource> => {
  const source = { ...(await resolve(db, list)), now, withRemoved };
  return {
    collection: list.collection,
    table: source.table,
    members: (columns = {}) => members(source, columns),
    matches: (docIdColumn) => matches(source, docIdColumn),
    rangeEnd: (after, width) => rangeEnd(source, after, width),
  };
};

/** What a list stores of its filter. */
type CheckedFilter = { version: 1; where: 'all' | Where; activity: ActivityCondition[] };

/**
 * Checks a definition that is about to be saved, also a static list's filter. Answers what to store:
 * the filter in the form that was checked (null for a manual list) and the locale.
 * @throws BrokenList saying which part is wrong, and why.
 */
export const checkDefinition = async (
  db: Db,
  list: ListDefinition
): Promise<{ filter: CheckedFilter | null; locale: string | null }> => {
  const model = modelOf(db.strapi, list.collection);
  const locale = model && isLocalised(model) ? list.locale : null;
  const kind = list.kind === 'static' ? 'dynamic' : list.kind;
  const { where, conditions } = await resolve(db, { ...list, kind, locale });
  const filter: CheckedFilter = { version: 1, where: where ?? 'all', activity: conditions };
  return { filter: kind === 'manual' ? null : filter, locale };
};
