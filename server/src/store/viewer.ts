import type { Core } from '@strapi/strapi';
import { actionId } from '../constants';
import { checkFilter, isUsable } from '../core/filter';
import { readsOfFilter, type Read } from '../core/filter-reads';
import type { Db } from './db';
import type { ListDefinition } from './list-query';
import { describeModels, labelOf, modelOf } from './list-query/models';
import { readsOf } from './mapping-sources';

/** Of the Content Manager's permission checker, what is used here. */
type PermissionChecker = { cannot: { read(entity?: null, field?: string): boolean } };
type CheckerService = {
  create(options: { userAbility: unknown; model: string }): PermissionChecker;
};

/** Fields that no role names: whoever may read the type may read them. */
const NAMED_BY_NOBODY = ['id', 'documentId', 'createdAt', 'updatedAt', 'publishedAt', 'locale'];

/** Whether a role may read a field of a type, as the Content Manager names it. */
export const mayRead = (
  strapi: Core.Strapi,
  userAbility: unknown,
  { uid, field }: Read
): boolean => {
  const checkers = strapi
    .plugin('content-manager')
    .service('permission-checker') as unknown as CheckerService;
  const checker = checkers.create({ userAbility, model: uid });
  return NAMED_BY_NOBODY.includes(field)
    ? !checker.cannot.read()
    : !checker.cannot.read(null, field);
};

/** Whether a role may read what a path of a collection leads to, and everything on the way. */
export const mayReadPath = (
  db: Db,
  userAbility: unknown,
  { collection, path }: { collection: string; path: string }
): boolean => {
  const reads = readsOf(db, collection, path);
  return reads.length > 0 && reads.every((read) => mayRead(db.strapi, userAbility, read));
};

/**
 * What a list's filter asks about and a role may not read: answers of the filter would tell it. Words
 * for the field, or null when there is none; a filter that is not usable asks nothing.
 */
export const unreadableByFilter = (
  { strapi }: Db,
  userAbility: unknown,
  { collection, kind, filter }: Pick<ListDefinition, 'collection' | 'kind' | 'filter'>
): string | null => {
  if (kind === 'manual') return null;
  const describe = describeModels(strapi);
  const checked = checkFilter(filter, collection, describe);
  if (!isUsable(checked)) return null;
  if (checked.activity.length > 0 && !maySeeActivities(userAbility))
    return 'Your role may not see what people did, so a filter of yours cannot ask for it.';
  if (checked.where === 'all') return null;
  const hidden = readsOfFilter(checked.where, collection, describe).find(
    (read) => !mayRead(strapi, userAbility, read)
  );
  return hidden ? refusal(strapi, hidden) : null;
};

const maySeeActivities = (userAbility: unknown): boolean =>
  (userAbility as { can(action: string): boolean }).can(actionId('activities.read'));

const refusal = (strapi: Core.Strapi, { uid, field }: Read): string => {
  const label = field.split('.').map(labelOf).join(' › ');
  const type = modelOf(strapi, uid)?.info.displayName ?? uid;
  return `Your role may not read “${label}” of ${type}, so a filter of yours cannot ask for it.`;
};
