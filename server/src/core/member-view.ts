import type { LedgerRole, LedgerState } from './member-decision';
import { statusGroup } from './statuses';

/** A member's state as editors call it. */
export type MemberState =
  | 'active'
  | 'waiting'
  | 'undeliverable'
  | 'held'
  | 'refused'
  | 'unsubscribed'
  | 'removed'
  | 'duplicate'
  | 'without-email';

export type MemberAction = 'unsubscribe' | 'remove' | 'restore' | 'resubscribe' | 'undo' | 'retry';

/** The state of a connected list's member, out of its ledger row and the vendor's status. */
export const memberState = (
  { role, state }: { role: LedgerRole; state: LedgerState },
  vendorStatus: string | null
): MemberState => {
  if (role === 'duplicate') return 'duplicate';
  if (role === 'no-email' || role === 'invalid') return 'without-email';
  if (state === 'opted-out') return 'unsubscribed';
  if (state !== 'held' && state !== 'refused') return 'active';
  const group = vendorStatus === null ? null : statusGroup(vendorStatus);
  if (group === 'undeliverable') return 'undeliverable';
  if (state === 'held' && group === 'waiting') return 'waiting';
  return state;
};

/** What an editor may do with a member now. `undoable`: an own unsubscribe the vendor has not heard of. */
export const memberActions = (
  state: MemberState,
  { connected, undoable }: { connected: boolean; undoable: boolean }
): MemberAction[] => {
  switch (state) {
    case 'removed':
      return ['restore'];
    case 'unsubscribed':
      if (connected) return ['resubscribe', 'remove'];
      return undoable ? ['undo', 'remove'] : ['remove'];
    case 'without-email':
      return ['remove'];
    case 'refused':
    case 'held':
      return ['retry', 'unsubscribe', 'remove'];
    default:
      return ['unsubscribe', 'remove'];
  }
};
