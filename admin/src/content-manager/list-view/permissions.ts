import { useRBAC } from '@strapi/strapi/admin';
import { MARKETING_LIST } from '../../plugin-id';
import { useDotmailerCollectionsQuery } from '../../api/lists';
import type { HostCollection } from '../../../../contracts/marketing-lists';

/** Kept outside of components: Strapi's hook compares the array by identity. */
const LIST_PERMISSIONS = ['create', 'read', 'update'].map((verb) => ({
  action: `plugin::content-manager.explorer.${verb}`,
  subject: MARKETING_LIST,
}));

/** What the signed-in person may do with marketing lists in the Content Manager. */
export const useListRights = () => {
  const { allowedActions } = useRBAC(LIST_PERMISSIONS);
  return {
    canCreate: Boolean(allowedActions.canCreate),
    canRead: Boolean(allowedActions.canRead),
    canUpdate: Boolean(allowedActions.canUpdate),
  };
};

/** The collection if lists can be made of it; null otherwise, and for those who may not ask. */
export const useHostCollection = (uid: string | undefined, isAllowed: boolean) => {
  const { data } = useDotmailerCollectionsQuery(undefined, { skip: !isAllowed || !uid });
  const found: HostCollection | undefined = data?.find((collection) => collection.uid === uid);
  return found ?? null;
};
