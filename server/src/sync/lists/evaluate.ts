import { notFound, Problem } from '../../core/problem';
import { BrokenList } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import type { Deps } from '../deps';

/** The list of this documentId. @throws Problem NOT_FOUND */
export const findList = async (deps: Deps, id: string): Promise<MarketingList> => {
  const list = await deps.repositories.lists.find(id);
  if (!list) throw notFound('The marketing list');
  return list;
};

/** Runs `work`; a list that cannot be evaluated becomes a problem people can read. */
export const orProblem = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenList) throw new Problem('LIST_BROKEN', error.reason, 'filter');
    throw error;
  }
};
