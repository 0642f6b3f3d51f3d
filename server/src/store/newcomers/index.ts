import type { Db } from '../db';
import { createNewcomerCandidates } from './candidates';
import { createNewcomerRows } from './rows';

export { MOST_COUNTED, type Candidate, type NewcomerCounts } from './candidates';
export type { Settlement } from './rows';

/** People of connected books whom the lists do not have. */
export const createNewcomers = (db: Db) => ({
  ...createNewcomerRows(db),
  ...createNewcomerCandidates(db),
});
