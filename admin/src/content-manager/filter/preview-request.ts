import type { PreviewList, StoredFilter } from '../../../../contracts/marketing-lists';
import { useListId, useListValues } from '../custom-fields/input';
import { isActivityComplete } from './activity';
import { activityOf } from './stored';
import { fromFilter, isComplete } from './tree';

/** What the form says now, as the server previews it; null while something is missing. */
export const usePreviewRequest = (filter: StoredFilter | null): PreviewList | null => {
  const listId = useListId();
  const { collection, emailField, kind, recordLocale, version } = useListValues();
  if (!collection || !emailField || !kind) return null;
  const needsFilter = kind !== 'manual';
  if (needsFilter && !filter) return null;
  if (needsFilter && filter && !isFilterComplete(filter)) return null;
  return {
    ...(listId ? { listId } : {}),
    collection,
    emailField,
    kind,
    ...(needsFilter ? { filter } : {}),
    locale: recordLocale ?? null,
    version: version ?? null,
  };
};

const isFilterComplete = (filter: StoredFilter): boolean =>
  (filter.where === 'all' || isComplete(fromFilter(filter.where))) &&
  activityOf(filter).every(isActivityComplete);

/** Stands in where the query is skipped. */
export const EMPTY_REQUEST: PreviewList = { collection: '', emailField: '', kind: 'dynamic' };
