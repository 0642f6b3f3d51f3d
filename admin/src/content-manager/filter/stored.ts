import type { StoredFilter } from '../../../../contracts/marketing-lists';
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

/** The shape lists store; `activity` is kept for conditions on campaigns. */
export const storedFilter = (where: 'all' | Filter): StoredFilter => ({
  version: 1,
  where,
  activity: [],
});
