import { Box, Flex, Loader } from '@strapi/design-system';
import {
  useDotmailerDeleteIntegrationMutation,
  useDotmailerDeletionEffectsQuery,
} from '../../api/integrations';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import type { DeletionEffects, Integration } from '../../../../contracts/integrations';

/** More connections than this are counted, not named. */
const NAMED = 5;

const Connections = ({ connections }: Pick<DeletionEffects, 'connections'>) => {
  const text = useText();
  const unnamed = connections.length - NAMED;
  return (
    <li>
      {text('dotmailer.integrations.deletion.connections', { count: connections.length })}
      <Box tag="ul" paddingInlineStart={3} style={{ listStyle: 'circle' }}>
        {connections.slice(0, NAMED).map(({ list, addressBook }) => (
          <li key={`${list}/${addressBook}`}>{`${list} → ${addressBook}`}</li>
        ))}
        {unnamed > 0 ? (
          <li>{text('dotmailer.integrations.deletion.more', { count: unnamed })}</li>
        ) : null}
      </Box>
    </li>
  );
};

const Effects = ({ effects }: { effects: DeletionEffects }) => {
  const text = useText();
  const { connections, contacts, optOutsKept, uploadsInFlight } = effects;
  if (uploadsInFlight > 0)
    return (
      <Notice variant="warning" title={text('dotmailer.integrations.deletion.refused')}>
        {text('dotmailer.integrations.deletion.uploads', { count: uploadsInFlight })}
      </Notice>
    );
  return (
    <Words tag="ul" textColor="neutral800" paddingInlineStart={3} style={{ listStyle: 'disc' }}>
      {connections.length ? <Connections connections={connections} /> : null}
      <li>{text('dotmailer.integrations.deletion.contacts', { count: contacts })}</li>
      <li>{text('dotmailer.integrations.deletion.remote')}</li>
      <li>{text('dotmailer.integrations.deletion.optOuts', { count: optOutsKept })}</li>
    </Words>
  );
};

type Props = { integration: Integration; onClose: () => void };

/** Asks before an integration is deleted, and says what goes and what stays. */
export const DeleteDialog = ({ integration, onClose }: Props) => {
  const text = useText();
  const problemText = useProblemText();
  const { succeeded, failed } = useFeedback();
  const effects = useDotmailerDeletionEffectsQuery(integration.id);
  const [remove, { isLoading }] = useDotmailerDeleteIntegrationMutation();

  const confirm = async () => {
    const result = await remove(integration.id);
    if ('error' in result) return failed(result.error);
    succeeded(text('dotmailer.integrations.deleted', { name: integration.name }));
    onClose();
  };

  const allowed = effects.data !== undefined && effects.data.uploadsInFlight === 0;
  return (
    <ConfirmDialog
      title={text('dotmailer.integrations.delete', { name: integration.name })}
      label={text('dotmailer.action.delete')}
      isDanger
      isRunning={isLoading}
      isDisabled={!allowed}
      onConfirm={confirm}
      onClose={onClose}
    >
      {effects.isLoading ? (
        <Flex justifyContent="center">
          <Loader small>{text('dotmailer.integrations.deletion.counting')}</Loader>
        </Flex>
      ) : null}
      {effects.error ? (
        <Notice variant="danger" title={text('dotmailer.integrations.deletion.unknown')}>
          {problemText(effects.error)}
        </Notice>
      ) : null}
      {effects.data ? <Effects effects={effects.data} /> : null}
    </ConfirmDialog>
  );
};
