import { Button, Flex, Menu } from '@strapi/design-system';
import { ArrowsCounterClockwise } from '@strapi/icons';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { useDotmailerSynchronizeMutation } from '../../api/runs';
import { useFeedback } from '../../components/feedback';
import { useOverview } from '../../components/overview';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import type { Synchronize } from '../../../../contracts/runs';

/** "Synchronize now": everything, or one integration where there are several. */
export const SynchronizeButton = () => {
  const text = useText();
  const { succeeded, failed, failedWith } = useFeedback();
  const canSynchronize = useCan('marketing-lists.synchronise');
  const canSeeIntegrations = useCan('integrations.read');
  const { data: overview } = useOverview();
  const { data: integrations = [] } = useDotmailerIntegrationsQuery(undefined, {
    skip: !canSeeIntegrations,
  });
  const [synchronize, { isLoading }] = useDotmailerSynchronizeMutation();
  if (!canSynchronize) return null;

  const start = async (choice: Partial<Synchronize>) => {
    const result = await synchronize(choice);
    if ('error' in result) failed(result.error);
    else if (result.data.queued) succeeded(text('dotmailer.runs.synchronize.queued'));
    else failedWith(text('dotmailer.runs.synchronize.nothing'));
  };

  const active = integrations.filter((integration) => integration.active);
  const disabled = overview?.syncOff === true || overview?.activeIntegrations === 0;
  const look = { startIcon: <ArrowsCounterClockwise />, disabled, loading: isLoading };

  if (active.length < 2) {
    return (
      <Button {...look} onClick={() => start({})}>
        {text('dotmailer.runs.synchronize')}
      </Button>
    );
  }
  return (
    <Flex>
      <Menu.Root>
        <Menu.Trigger variant="default" size="S" {...look}>
          {text('dotmailer.runs.synchronize')}
        </Menu.Trigger>
        <Menu.Content popoverPlacement="bottom-end">
          <Menu.Item onSelect={() => start({})}>{text('dotmailer.runs.synchronize.all')}</Menu.Item>
          {active.map(({ id, name }) => (
            <Menu.Item key={id} onSelect={() => start({ integrationId: id })}>
              {name}
            </Menu.Item>
          ))}
        </Menu.Content>
      </Menu.Root>
    </Flex>
  );
};
