import { useQueryParams } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import { MEMBER_STATE_NAMES } from './states';
import { useDotmailerMembersQuery } from '../../api/members';
import { usePollingInterval } from '../../components/polling';

const PAGE_SIZE = 20;

type Address = { _q?: string; state?: string };

/**
 * One page of members, by key: forward with the server's `after`, back through the keys that led
 * here; asked for again while a synchronisation is going on (`moving`). Search and state stand in
 * the address, and a change of either starts at the first page.
 */
export const useMembers = (listId: string, moving: boolean) => {
  const [{ query }] = useQueryParams<Address>();
  const search = query._q?.trim() || undefined;
  const state = MEMBER_STATE_NAMES.find((known) => known === query.state);
  const [keys, setKeys] = useState<string[]>([]);

  useEffect(() => setKeys([]), [listId, search, state]);

  const interval = usePollingInterval(true);
  const after = keys[keys.length - 1];
  const members = useDotmailerMembersQuery(
    { listId, search, state, after, pageSize: PAGE_SIZE },
    { refetchOnMountOrArgChange: true, pollingInterval: moving ? interval : 0 }
  );
  const { refetch, isUninitialized } = members;
  useEffect(() => {
    // What the synchronisation did last is seen after its end.
    if (!moving && !isUninitialized) void refetch();
  }, [moving, isUninitialized, refetch]);
  const { currentData, data } = members;
  // While a page is on its way the one before it says so: a button that is disabled loses the focus.
  const next = (currentData ?? data)?.after ?? null;
  const goNext = () => (currentData?.after ? setKeys([...keys, currentData.after]) : undefined);
  return {
    members,
    isNarrowed: search !== undefined || state !== undefined,
    page: keys.length + 1,
    toNext: next === null ? null : goNext,
    toPrevious: keys.length ? () => setKeys(keys.slice(0, -1)) : null,
  };
};
