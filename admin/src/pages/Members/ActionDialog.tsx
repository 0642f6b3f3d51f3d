import { Dialog } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import type { Member } from '../../../../contracts/marketing-lists';
import { ConfirmFooter } from '../../components/ConfirmFooter';
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
  const isDanger = isSevere(asked.action);

  const confirm = async () => {
    const isDone =
      asked.members === 'all' ? await retryAll() : await run(asked.action, asked.members);
    if (isDone) onClose();
  };

  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Content>
        <Dialog.Header>{text(actionLabel(asked.action))}</Dialog.Header>
        <Dialog.Body icon={<WarningCircle fill={isDanger ? 'danger600' : 'primary600'} />}>
          <Words tag="p">{words}</Words>
        </Dialog.Body>
        <ConfirmFooter
          label={text(actionLabel(asked.action))}
          isDanger={isDanger}
          isRunning={isRunning}
          onConfirm={confirm}
        />
      </Dialog.Content>
    </Dialog.Root>
  );
};
