import { Checkbox, Typography } from '@strapi/design-system';
import { useState } from 'react';
import { useDotmailerDisconnectMutation } from '../../api/connection';
import { ConfirmDialog } from '../../components/ConfirmDialog';
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
    <ConfirmDialog
      title={text('dotmailer.connection.disconnect.title', { book })}
      label={text('dotmailer.connection.disconnect')}
      isDanger
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
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
    </ConfirmDialog>
  );
};
