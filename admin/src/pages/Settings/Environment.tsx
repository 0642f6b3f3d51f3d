import { Flex } from '@strapi/design-system';
import { Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import type { SettingsAnswer } from '../../../../contracts/settings';

type Props = { environment: SettingsAnswer['environment'] };

/** What only a developer can change, and an administrator asks for first. */
export const Environment = ({ environment }: Props) => {
  const text = useText();
  const { syncOff, encryptionKey, entryUrl, allowedHosts } = environment;
  return (
    <Panel
      title={text('dotmailer.settings.environment.title')}
      subtitle={text('dotmailer.settings.environment.subtitle')}
    >
      <Facts
        facts={[
          {
            label: text('dotmailer.settings.environment.sync'),
            value: text(syncOff ? 'dotmailer.off' : 'dotmailer.on'),
          },
          {
            label: text('dotmailer.settings.environment.encryption'),
            value: text(
              encryptionKey
                ? 'dotmailer.settings.environment.encryption.present'
                : 'dotmailer.settings.environment.encryption.absent'
            ),
          },
          { label: text('dotmailer.settings.environment.entryUrl'), value: entryUrl },
          {
            label: text('dotmailer.settings.environment.hosts'),
            value: allowedHosts.join(', '),
          },
        ]}
      />
    </Panel>
  );
};

/** Facts that keep the plugin from working at all. */
export const EnvironmentWarnings = ({ environment }: Props) => {
  const text = useText();
  const { syncOff, encryptionKey } = environment;
  if (encryptionKey && !syncOff) return null;
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      {encryptionKey ? null : (
        <Notice variant="danger" title={text('dotmailer.settings.noKey.title')}>
          {text('dotmailer.settings.noKey.body')}
        </Notice>
      )}
      {syncOff ? (
        <Notice variant="warning" title={text('dotmailer.syncOff.title')}>
          {text('dotmailer.syncOff.body')}
        </Notice>
      ) : null}
    </Flex>
  );
};
