import { isDeepStrictEqual } from 'node:util';
import type { Knex } from 'knex';
import type { ActivityCondition } from '../../core/activity-conditions';
import { checkFilter, inWords, isUsable, type Where } from '../../core/filter';
import type { Db } from '../db';
import { resolveActivity, type AskedActivity } from './activity';
import { BrokenList } from './definition';
import { describeModels } from './models';

/** A stored filter that was checked. */
export type ResolvedFilter = {
  /** Null when all records match. */
  where: Where | null;
  /** What members did, as it was checked and as it is looked up. */
  conditions: ActivityCondition[];
  activity: AskedActivity[];
};

type Transform = (uid: string, query: { filters: Where }) => { where?: Where };

/**
 * A fresh query of the filter on the host table under `alias`, without select list and DISTINCT.
 * `joins`: it looks at other tables too, and one record may be several rows.
 */
export const filterQuery = (
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
 * conversion (which must change nothing) and the making of the SQL.
 * @throws BrokenList with the reason in words.
 */
export const resolveFilter = async (
  db: Db,
  uid: string,
  stored: unknown
): Promise<ResolvedFilter> => {
  const checked = checkFilter(stored, uid, describeModels(db.strapi));
  if (!isUsable(checked)) throw new BrokenList('filter', inWords(checked.problems));
  const where = checked.where === 'all' ? null : checked.where;
  const refusal = where && (await refusalOfStrapi(db, uid, where));
  if (refusal) throw new BrokenList('filter', `The filter cannot be used: ${refusal}`);
  const conditions = checked.activity;
  return { where, conditions, activity: await resolveActivity(db, conditions) };
};

/** A list whose members are named, not found. */
export const NO_FILTER: ResolvedFilter = { where: null, conditions: [], activity: [] };

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
