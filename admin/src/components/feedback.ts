import { useNotification } from '@strapi/strapi/admin';
import { useCallback } from 'react';
import { useProblemText } from './problem-text';

/** Notifications after an action: a sentence for success, the reason for a failure. */
export const useFeedback = () => {
  const { toggleNotification } = useNotification();
  const problemText = useProblemText();
  const succeeded = useCallback(
    (message: string) => toggleNotification({ type: 'success', message }),
    [toggleNotification]
  );
  const failed = useCallback(
    (error: unknown) => toggleNotification({ type: 'danger', message: problemText(error) }),
    [toggleNotification, problemText]
  );
  return { succeeded, failed };
};
