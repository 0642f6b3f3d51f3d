import { useCallback } from 'react';
import type { Remark } from '../../../contracts/common';
import en from '../translations/en.json';
import { useText, type TextKey } from '../text';

const keyOf = (code: string): TextKey | null => {
  const key = `dotmailer.remark.${code}`;
  return key in en ? (key as TextKey) : null;
};

/** Words of a remark of the server: by its code, or as it stands where this panel knows no such code. */
export const useRemarkText = () => {
  const text = useText();
  return useCallback(
    ({ code, values, text: words }: Remark): string => {
      const key = code === null ? null : keyOf(code);
      return key ? text(key, values) : words;
    },
    [text]
  );
};
