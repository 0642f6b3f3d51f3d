import { useRBAC } from '@strapi/strapi/admin';
import { MARKETING_LIST } from './plugin-id';

/** Permission actions of the server, without the plugin's prefix (server/src/constants.ts, ACTIONS). */
const ACTIONS = [
  'integrations.read',
  'integrations.manage',
  'address-books.read',
  'address-books.create',
  'data-fields.read',
  'data-fields.create',
  'data-fields.delete',
  'mappings.read',
  'mappings.manage',
  'marketing-lists.connect',
  'marketing-lists.synchronise',
  'marketing-lists.members',
  'runs.read',
  'runs.stop',
  'runs.retry',
  'runs.approve-removals',
  'campaigns.read',
  'campaigns.merge',
  'activities.read',
  'studio.use',
  'settings.manage',
  'audit.read',
] as const;

export type Action = (typeof ACTIONS)[number];

type AdminPermission = { action: string; subject: null };

const permissionOf = (action: Action): AdminPermission => ({
  action: `plugin::dotmailer.${action}`,
  subject: null,
});

/** Arrays that keep their identity, as Strapi's hooks compare them between renders. */
const SINGLE = Object.fromEntries(
  ACTIONS.map((action) => [action, [permissionOf(action)]])
) as Record<Action, AdminPermission[]>;

/** Permission objects for menu links, settings links and `Page.Protect`: any of them opens the door. */
export const permissions = (...actions: Action[]): AdminPermission[] => actions.map(permissionOf);

/** The pages behind the menu link open for whoever may see at least one of them. */
export const MENU_PERMISSIONS = permissions(
  'integrations.read',
  'address-books.read',
  'data-fields.read',
  'mappings.read',
  'marketing-lists.members',
  'campaigns.read',
  'activities.read',
  'runs.read',
  'studio.use',
  'audit.read'
);

/**
 * Whether the signed-in person may do this. One action per call: Strapi's hook names its answers
 * after the last word of an action only, so that `integrations.read` and `runs.read` would be one.
 */
export const usePermission = (action: Action): { allowed: boolean; isChecking: boolean } => {
  const { allowedActions, isLoading } = useRBAC(SINGLE[action]);
  return { allowed: Object.values(allowedActions).some(Boolean), isChecking: isLoading };
};

/** The same, for what is simply not shown until it is known to be allowed. */
export const useCan = (action: Action): boolean => usePermission(action).allowed;

const READ_LISTS = [{ action: 'plugin::content-manager.explorer.read', subject: MARKETING_LIST }];

/** Marketing lists are the Content Manager's, and so is the right to see them. */
export const useCanSeeLists = (): boolean => {
  const { allowedActions } = useRBAC(READ_LISTS);
  return Object.values(allowedActions).some(Boolean);
};
