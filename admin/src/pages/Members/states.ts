import type { StatusVariant } from '@strapi/design-system';
import type { Member, MemberState } from '../../../../contracts/marketing-lists';
import type { TextKey } from '../../text';

/** Colour of each state; its words are `dotmailer.members.state.<state>`. */
export const MEMBER_STATES: Record<MemberState, StatusVariant> = {
  active: 'success',
  waiting: 'secondary',
  undeliverable: 'danger',
  held: 'warning',
  refused: 'danger',
  unsubscribed: 'neutral',
  removed: 'neutral',
  duplicate: 'neutral',
  'without-email': 'warning',
};

export type MemberAction = Member['actions'][number];

/** In the order they are offered. */
export const MEMBER_ACTIONS: MemberAction[] = [
  'unsubscribe',
  'remove',
  'restore',
  'resubscribe',
  'undo',
  'retry',
];

/** Those that take something away ask in red. */
export const isSevere = (action: MemberAction) => action === 'unsubscribe' || action === 'remove';

export const actionLabel = (action: MemberAction): TextKey => `dotmailer.members.action.${action}`;

/** Every state, in the order the filter offers them. */
export const MEMBER_STATE_NAMES = Object.keys(MEMBER_STATES) as MemberState[];
