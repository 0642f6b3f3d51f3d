import type { ActivityCondition, StoredFilter } from '../../../../contracts/marketing-lists';
import type { Filter } from './tree';

/** A stored filter from what a form holds: an object, or its JSON; null when nothing is chosen. */
export const readStored = (value: unknown): StoredFilter | null => {
  if (typeof value === 'string') return value.trim() ? readJson(value) : null;
  return value && typeof value === 'object' && 'where' in value ? (value as StoredFilter) : null;
};

const readJson = (value: string): StoredFilter | null => {
  try {
    return readStored(JSON.parse(value));
  } catch {
    return null;
  }
};

/** What a stored filter asks about campaigns; older ones ask nothing. */
export const activityOf = (stored: StoredFilter | null): ActivityCondition[] =>
  (stored as Partial<StoredFilter> | null)?.activity ?? [];

/** The shape lists store. */
export const storedFilter = (
  where: 'all' | Filter,
  activity: ActivityCondition[] = []
): StoredFilter => ({ version: 1, where, activity });
