import { Button, Flex, Typography } from '@strapi/design-system';
import { useState } from 'react';
import type { RemovalHold } from '../../../../contracts/marketing-lists';
import { useDotmailerApproveRemovalsMutation } from '../../api/connection';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Notice } from '../../components/Notice';
import { Words } from '../../components/Words';
import { useCan } from '../../permissions';
import { useText } from '../../text';

type Props = { listId: string; hold: RemovalHold };

const Sample = ({ hold }: { hold: RemovalHold }) => {
  const text = useText();
  if (hold.hidden)
    return <Typography tag="p">{text('dotmailer.connection.hold.hidden')}</Typography>;
  const others = hold.leaving - hold.sample.length;
  return (
    <Flex tag="ul" direction="column" alignItems="flex-start" gap={1} width="100%">
      {hold.sample.map((email) => (
        <Words key={email} tag="li" textColor="neutral800">
          {email}
        </Words>
      ))}
      {others > 0 && (
        <Typography tag="li" textColor="neutral600">
          {text('dotmailer.connection.hold.others', { count: others })}
        </Typography>
      )}
    </Flex>
  );
};

const ApproveDialog = ({ listId, hold, onClose }: Props & { onClose: () => void }) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [approve, { isLoading }] = useDotmailerApproveRemovalsMutation();

  const confirm = async () => {
    const answer = await approve({ listId, holdId: hold.id });
    if ('error' in answer) return failed(answer.error);
    succeeded(text('dotmailer.connection.hold.approved', { count: answer.data.approved }));
    onClose();
  };

  return (
    <ConfirmDialog
      title={text(`dotmailer.connection.hold.dialog.${hold.kind}`)}
      label={text('dotmailer.connection.hold.approve')}
      isDanger
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Typography tag="p">
        {text(`dotmailer.connection.hold.effect.${hold.kind}`, { count: hold.leaving })}
      </Typography>
      <Sample hold={hold} />
    </ConfirmDialog>
  );
};

/** Too many people would leave, or have left, the book at once: who, and the way to agree. */
export const HoldBanner = ({ listId, hold }: Props) => {
  const text = useText();
  const canApprove = useCan('runs.approve-removals');
  const [isOpen, setIsOpen] = useState(false);
  const { leaving, exported } = hold;
  if (hold.state === 'approved') {
    return (
      <Notice
        variant="info"
        title={text('dotmailer.connection.hold.waiting', { count: leaving })}
      />
    );
  }
  return (
    <>
      <Notice
        variant="warning"
        title={text(`dotmailer.connection.hold.title.${hold.kind}`, { count: leaving, exported })}
        action={
          canApprove ? (
            <Button type="button" size="S" variant="secondary" onClick={() => setIsOpen(true)}>
              {text('dotmailer.connection.hold.review')}
            </Button>
          ) : null
        }
      >
        {canApprove
          ? text(`dotmailer.connection.hold.body.${hold.kind}`)
          : text('dotmailer.connection.hold.bodyForOthers')}
      </Notice>
      {isOpen && <ApproveDialog listId={listId} hold={hold} onClose={() => setIsOpen(false)} />}
    </>
  );
};
