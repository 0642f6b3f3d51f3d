import type { Member } from '../../../../contracts/marketing-lists';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import { actionLabel, isSevere, type MemberAction } from './states';
import { useChange } from './use-change';

/** An action and whom it is for; `all` stands for every refused member of the list. */
export type Asked =
  { action: MemberAction; members: Member[] } | { action: 'retry'; members: 'all' };

type Props = { listId: string; asked: Asked; onClose: () => void };

const useWords = ({ action, members }: Asked): string => {
  const text = useText();
  if (members === 'all') return text('dotmailer.members.ask.retryAll');
  const [only, ...others] = members;
  const who = only && !others.length ? (only.email ?? only.label) : null;
  return who
    ? text(`dotmailer.members.ask.${action}.one`, { who })
    : text(`dotmailer.members.ask.${action}.many`, { count: members.length });
};

/** Says what will happen before it happens. */
export const ActionDialog = ({ listId, asked, onClose }: Props) => {
  const text = useText();
  const words = useWords(asked);
  const { run, retryAll, isRunning } = useChange(listId);
  const label = text(actionLabel(asked.action));

  const confirm = async () => {
    const isDone =
      asked.members === 'all' ? await retryAll() : await run(asked.action, asked.members);
    if (isDone) onClose();
  };

  return (
    <ConfirmDialog
      title={label}
      label={label}
      isDanger={isSevere(asked.action)}
      isRunning={isRunning}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Words tag="p">{words}</Words>
    </ConfirmDialog>
  );
};
