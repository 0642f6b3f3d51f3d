import { useEffect, useState } from 'react';

const useVisible = (): boolean => {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const update = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
};

/** Milliseconds between two looks while something is running. */
const BUSY = 2_000;
/** … and while nothing is, so that a scheduled run appears by itself. */
const IDLE = 15_000;

/**
 * For queries of things that change by themselves: what was cached before may be minutes old, so
 * that it is shown, but asked for again.
 */
export const LIVE = { refetchOnMountOrArgChange: true } as const;

/** Polling interval for a query: quick while busy, slow otherwise, none in a hidden tab. */
export const usePollingInterval = (busy: boolean): number => {
  const visible = useVisible();
  if (!visible) return 0;
  return busy ? BUSY : IDLE;
};
