import { Button, Flex } from '@strapi/design-system';
import { Cross, ExternalLink } from '@strapi/icons';
import { useState } from 'react';
import {
  useDotmailerDisconnectStudioMutation,
  useDotmailerOpenStudioMutation,
} from '../../api/studio';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import type { StudioIntegration } from '../../../../contracts/studio';

type Props = { integration: StudioIntegration };

const DisconnectDialog = ({ integration, onClose }: Props & { onClose: () => void }) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [disconnect, { isLoading }] = useDotmailerDisconnectStudioMutation();
  const confirm = async () => {
    const result = await disconnect(integration.id);
    if ('error' in result) return failed(result.error);
    succeeded(text('dotmailer.studio.disconnected', { name: integration.name }));
    onClose();
  };
  return (
    <ConfirmDialog
      title={text('dotmailer.studio.disconnect.title', { name: integration.name })}
      label={text('dotmailer.studio.disconnect')}
      isDanger
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Words textColor="neutral800" textAlign="center">
        {text('dotmailer.studio.disconnect.body')}
      </Words>
    </ConfirmDialog>
  );
};

const NewTabButton = ({ integration: { id } }: Props) => {
  const text = useText();
  const { failed, failedWith } = useFeedback();
  const [open, { isLoading }] = useDotmailerOpenStudioMutation();

  /** The tab is opened within the click, or browsers would block it; the address needs a token first. */
  const openTab = async () => {
    const tab = window.open('', '_blank');
    if (!tab) return failedWith(text('dotmailer.studio.newTab.blocked'));
    tab.opener = null;
    const result = await open(id);
    if (!('error' in result)) return tab.location.replace(result.data.url);
    tab.close();
    failed(result.error);
  };
  return (
    <Button variant="secondary" startIcon={<ExternalLink />} loading={isLoading} onClick={openTab}>
      {text('dotmailer.studio.newTab')}
    </Button>
  );
};

/** What can be done with a connection. */
export const Actions = ({ integration }: Props) => {
  const text = useText();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Flex gap={2} wrap="wrap">
      <Button variant="tertiary" startIcon={<Cross />} onClick={() => setIsAsking(true)}>
        {text('dotmailer.studio.disconnect')}
      </Button>
      <NewTabButton integration={integration} />
      {isAsking ? (
        <DisconnectDialog integration={integration} onClose={() => setIsAsking(false)} />
      ) : null}
    </Flex>
  );
};
