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
  const failedWith = useCallback(
    (message: string) => toggleNotification({ type: 'danger', message }),
    [toggleNotification]
  );
  const failed = useCallback(
    (error: unknown) => failedWith(problemText(error)),
    [failedWith, problemText]
  );
  return { succeeded, failed, failedWith };
};
