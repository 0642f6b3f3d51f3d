import { Checkbox, Dialog, Flex, Typography } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { useState } from 'react';
import { useDotmailerDisconnectMutation } from '../../api/connection';
import { ConfirmFooter } from '../../components/ConfirmFooter';
import { useFeedback } from '../../components/feedback';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import type { Connection } from './ConnectionBlock';

type Props = { listId: string; connection: Connection; onClose: () => void };

/** Asks before a connection is closed, and whether its people leave the address book as well. */
export const DisconnectDialog = ({ listId, connection, onClose }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [takeOff, setTakeOff] = useState(false);
  const [disconnect, { isLoading }] = useDotmailerDisconnectMutation();
  const book = connection.addressBookName;

  const confirm = async () => {
    const answer = await disconnect({ listId, takeOff });
    if ('error' in answer) return failed(answer.error);
    succeeded(text('dotmailer.connection.disconnected'));
    onClose();
  };

  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Content>
        <Dialog.Header>{text('dotmailer.connection.disconnect.title', { book })}</Dialog.Header>
        <Dialog.Body icon={<WarningCircle fill="danger600" />}>
          <Flex direction="column" alignItems="stretch" gap={4} width="100%">
            <Words tag="p">{text('dotmailer.connection.disconnect.body', { book })}</Words>
            <Checkbox checked={takeOff} onCheckedChange={(checked) => setTakeOff(checked === true)}>
              {text('dotmailer.connection.disconnect.takeOff', {
                count: connection.counts.exported,
              })}
            </Checkbox>
            {takeOff && (
              <Typography variant="pi" textColor="neutral600" tag="p">
                {text('dotmailer.connection.disconnect.guard')}
              </Typography>
            )}
          </Flex>
        </Dialog.Body>
        <ConfirmFooter
          label={text('dotmailer.connection.disconnect')}
          isDanger
          isRunning={isLoading}
          onConfirm={confirm}
        />
      </Dialog.Content>
    </Dialog.Root>
  );
};
