import type { ProblemCode } from '../../core/problem';
import type { Deps } from '../deps';
import { findListAtVendor, type ListAtVendor } from './member-of-list';

export type ChangedMembers = {
  changed: number;
  /** People whom the vendor asked to confirm first; of a resubscription only. */
  waiting: number;
  /** People the change could not be done for, and why. */
  refused: { documentId: string; code: ProblemCode; message: string }[];
};

export type MemberChange = (
  deps: Deps,
  at: ListAtVendor,
  docIds: string[]
) => Promise<ChangedMembers>;

/** Applies one change to records of a list. @throws Problem NOT_FOUND when the list is gone. */
export const changeMembers = async (
  deps: Deps,
  listId: string,
  docIds: string[],
  change: MemberChange
): Promise<ChangedMembers> => change(deps, await findListAtVendor(deps, listId), docIds);
