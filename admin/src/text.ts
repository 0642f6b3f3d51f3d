import { useCallback } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';
import type en from './translations/en.json';

/** Keys of our own texts, checked against the English file. */
export type TextKey = keyof typeof en;

/** Formats one of the plugin's own texts. */
export const useText = () => {
  const { formatMessage } = useIntl();
  return useCallback(
    (id: TextKey, values?: Record<string, PrimitiveType>): string => formatMessage({ id }, values),
    [formatMessage]
  );
};
