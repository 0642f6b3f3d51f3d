import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { useDotmailerFinishStudioMutation } from '../../api/studio';
import { readReturned } from './read-returned';

/**
 * Ends the sign-on that this page was opened by, once, and takes what it brought out of the address.
 * `onReturn` is told the integration at once, `onProblem` when it did not come to an end.
 */
export const useReturned = (
  onReturn: (id: number) => void,
  onProblem: (error: unknown) => void
) => {
  const navigate = useNavigate();
  const { pathname, hash } = useLocation();
  const [returned] = useState(() => readReturned(hash));
  const [finish, { isUninitialized, isLoading }] = useDotmailerFinishStudioMutation();
  const isStarted = useRef(false);
  useEffect(() => {
    if (!returned || isStarted.current) return;
    isStarted.current = true;
    navigate(pathname, { replace: true });
    onReturn(returned.id);
    void finish(returned).then((result) => {
      if ('error' in result) onProblem(result.error);
    });
  }, [returned, navigate, pathname, onReturn, finish, onProblem]);
  return { isFinishing: returned !== null && (isUninitialized || isLoading) };
};
