import { notFound } from '../../core/problem';
import type { Deps } from '../deps';
import { compareAgain } from './compare-again';

/**
 * Deletes a mapping: nothing but the e-mail is sent of its members from now on. Values that are at
 * the vendor stay there. Answers how many members are compared again.
 * @throws Problem NOT_FOUND
 */
export const deleteMapping = async (deps: Deps, id: number): Promise<number> => {
  const { mappings } = deps.repositories;
  const mapping = await mappings.find(id);
  if (!mapping || !(await mappings.remove(id))) throw notFound('The mapping');
  return compareAgain(deps, [mapping]);
};
