import { useQueryParams } from '@strapi/strapi/admin';
import { useEffect } from 'react';
import { MEMBER_STATE_NAMES } from './states';
import { useDotmailerMembersQuery } from '../../api/members';
import { useKeyPages } from '../../components/key-pages';
import { usePollingInterval } from '../../components/polling';

const PAGE_SIZE = 20;

type Address = { _q?: string; state?: string };

/**
 * One page of members, by key; asked for again while a synchronisation is going on (`moving`).
 * Search and state stand in the address, and a change of either starts at the first page.
 */
export const useMembers = (listId: string, moving: boolean) => {
  const [{ query }] = useQueryParams<Address>();
  const search = query._q?.trim() || undefined;
  const state = MEMBER_STATE_NAMES.find((known) => known === query.state);
  const { after, page, stepsOf } = useKeyPages(JSON.stringify([listId, search, state]));
  const interval = usePollingInterval(true);
  const members = useDotmailerMembersQuery(
    { listId, search, state, after, pageSize: PAGE_SIZE },
    { refetchOnMountOrArgChange: true, pollingInterval: moving ? interval : 0 }
  );
  const { refetch, isUninitialized } = members;
  useEffect(() => {
    // What the synchronisation did last is seen after its end.
    if (!moving && !isUninitialized) void refetch();
  }, [moving, isUninitialized, refetch]);
  return {
    members,
    isNarrowed: search !== undefined || state !== undefined,
    page,
    ...stepsOf(members),
  };
};
