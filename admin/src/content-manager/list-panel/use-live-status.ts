import { useEffect, useState } from 'react';
import { useDotmailerListStatusQuery } from '../../api/connection';
import { isMoving } from '../../components/connection-states';
import { usePollingInterval } from '../../components/polling';

/** The status of a list, asked for again every few seconds while something is going on. */
export const useLiveStatus = (listId: string | null, savedAt: string | null) => {
  const [moving, setMoving] = useState(false);
  const interval = usePollingInterval(moving);
  const query = useDotmailerListStatusQuery(listId ?? '', {
    skip: !listId,
    pollingInterval: moving ? interval : 0,
    refetchOnMountOrArgChange: true,
  });
  const { data, refetch, isUninitialized } = query;
  const state = data?.connection?.state;
  useEffect(() => setMoving(isMoving(state)), [state]);
  useEffect(() => {
    if (savedAt && !isUninitialized) void refetch();
  }, [isUninitialized, refetch, savedAt]);
  return query;
};
