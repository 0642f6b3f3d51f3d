import { useEffect, useState } from 'react';

/**
 * Where one stands among pages that are reached by key: forward with the server's `after`, back
 * through the keys that led here. `narrowing` is what is asked for; another one starts anew.
 */
export const useKeyPages = (narrowing: string) => {
  const [keys, setKeys] = useState<string[]>([]);
  useEffect(() => setKeys([]), [narrowing]);
  return {
    after: keys[keys.length - 1],
    page: keys.length + 1,
    /**
     * While a page is on its way the one before it says whether there is a next one: a button that is
     * disabled loses the focus.
     */
    stepsOf: ({ currentData, data }: { currentData?: Keyed; data?: Keyed }) => {
      const next = (currentData ?? data)?.after ?? null;
      const goNext = () => (currentData?.after ? setKeys([...keys, currentData.after]) : undefined);
      return {
        toNext: next === null ? null : goNext,
        toPrevious: keys.length ? () => setKeys(keys.slice(0, -1)) : null,
      };
    },
  };
};

type Keyed = { after: string | null };
