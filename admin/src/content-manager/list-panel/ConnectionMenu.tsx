import { MenuItem, SimpleMenu } from '@strapi/design-system';
import { useState } from 'react';
import {
  useDotmailerRefreshFieldsMutation,
  useDotmailerSynchronizeListMutation,
} from '../../api/connection';
import { useFeedback } from '../../components/feedback';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import { ConnectDialog } from './ConnectDialog';
import type { Connection } from './ConnectionBlock';
import { DisconnectDialog } from './DisconnectDialog';

type Dialog = 'settings' | 'disconnect' | null;

const useQueueing = (listId: string) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [synchronize] = useDotmailerSynchronizeListMutation();
  const [refreshFields] = useDotmailerRefreshFieldsMutation();

  const queue = async (start: () => Promise<{ queued: boolean }>) => {
    try {
      const { queued } = await start();
      succeeded(
        queued ? text('dotmailer.connection.queued') : text('dotmailer.connection.alreadyQueued')
      );
    } catch (error) {
      failed(error);
    }
  };

  return {
    synchronize: () => queue(() => synchronize(listId).unwrap()),
    refreshFields: () => queue(() => refreshFields(listId).unwrap()),
  };
};

/** What can be done with a connected list; nothing is shown to those who may do none of it. */
export const ConnectionMenu = ({
  listId,
  connection,
}: {
  listId: string;
  connection: Connection;
}) => {
  const text = useText();
  const canSynchronise = useCan('marketing-lists.synchronise');
  const canConnect = useCan('marketing-lists.connect');
  const { synchronize, refreshFields } = useQueueing(listId);
  const [dialog, setDialog] = useState<Dialog>(null);
  const close = () => setDialog(null);
  if (!canSynchronise && !canConnect) return null;
  return (
    <>
      <SimpleMenu label={text('dotmailer.plugin.name')} variant="secondary" fullWidth>
        {canSynchronise && (
          <MenuItem onSelect={synchronize}>{text('dotmailer.connection.synchronize')}</MenuItem>
        )}
        {canSynchronise && (
          <MenuItem onSelect={refreshFields}>{text('dotmailer.connection.refreshFields')}</MenuItem>
        )}
        {canConnect && (
          <MenuItem onSelect={() => setDialog('settings')}>
            {text('dotmailer.connection.settings')}
          </MenuItem>
        )}
        {canConnect && (
          <MenuItem variant="danger" onSelect={() => setDialog('disconnect')}>
            {text('dotmailer.connection.disconnect')}
          </MenuItem>
        )}
      </SimpleMenu>
      {dialog === 'settings' && (
        <ConnectDialog listId={listId} connection={connection} onClose={close} />
      )}
      {dialog === 'disconnect' && (
        <DisconnectDialog listId={listId} connection={connection} onClose={close} />
      )}
    </>
  );
};
