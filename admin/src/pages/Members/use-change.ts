import { useNotification } from '@strapi/strapi/admin';
import type { ChangedMembers, Member } from '../../../../contracts/marketing-lists';
import {
  useDotmailerChangeMembersMutation,
  useDotmailerRetryMembersMutation,
} from '../../api/members';
import { useFeedback } from '../../components/feedback';
import { useText } from '../../text';
import type { MemberAction } from './states';

/** Most reasons named in one notification. */
const NAMED = 3;

/** Carries out an action on members and says for whom it could not be done, and why. */
export const useChange = (listId: string) => {
  const text = useText();
  const { toggleNotification } = useNotification();
  const { succeeded, failed } = useFeedback();
  const [change, changing] = useDotmailerChangeMembersMutation();
  const [retry, retrying] = useDotmailerRetryMembersMutation();

  const reportChange = (
    action: MemberAction,
    { changed, waiting, refused }: ChangedMembers,
    members: Member[]
  ) => {
    if (changed > 0) succeeded(text(`dotmailer.members.done.${action}`, { count: changed }));
    if (waiting > 0) succeeded(text('dotmailer.members.waiting', { count: waiting }));
    if (!refused.length) return;
    const reasons = refused.slice(0, NAMED).map(({ documentId, message }) => {
      const member = members.find((candidate) => candidate.documentId === documentId);
      return `${member?.email ?? member?.label ?? documentId}: ${message}`;
    });
    toggleNotification({
      type: 'warning',
      title: text('dotmailer.members.refused', { count: refused.length }),
      message: reasons.join(' · '),
    });
  };

  const retryWhich = async (which: { all: true } | { documentIds: string[] }) => {
    const answer = await retry({ listId, which });
    if ('error' in answer) {
      failed(answer.error);
      return false;
    }
    const { staged, notOffered } = answer.data;
    succeeded(text('dotmailer.members.done.retry', { count: staged, others: notOffered }));
    return true;
  };

  const run = async (action: MemberAction, members: Member[]): Promise<boolean> => {
    const documentIds = members.map(({ documentId }) => documentId);
    if (action === 'retry') return retryWhich({ documentIds });
    const answer = await change({ listId, change: action, documentIds });
    if ('error' in answer) {
      failed(answer.error);
      return false;
    }
    reportChange(action, answer.data, members);
    return true;
  };

  return {
    run,
    retryAll: () => retryWhich({ all: true }),
    isRunning: changing.isLoading || retrying.isLoading,
  };
};
