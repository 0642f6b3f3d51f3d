import { Button, Field, Flex, Grid, IconButton, TextInput } from '@strapi/design-system';
import { Duplicate, Trash } from '@strapi/icons';
import { InputRenderer, useClipboard, useField } from '@strapi/strapi/admin';
import { useFeedback } from '../../components/feedback';
import { Notice } from '../../components/Notice';
import { useOverview } from '../../components/overview';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import type { Integration } from '../../../../contracts/integrations';

const WHOLE = { col: 12, direction: 'column', alignItems: 'stretch' } as const;
const HALF = { ...WHOLE, col: 6, xs: 12 } as const;

/** The address to register with the vendor, ready to copy. */
const Callback = () => {
  const text = useText();
  const { succeeded } = useFeedback();
  const { copy } = useClipboard();
  const { data } = useOverview();
  if (!data) return null;
  const { url, isPublic } = data.callback;
  const copyUrl = async () => {
    if (await copy(url)) succeeded(text('dotmailer.integrations.signOn.callback.copied'));
  };
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Field.Root name="callback" hint={text('dotmailer.integrations.signOn.callback.hint')}>
        <Field.Label>{text('dotmailer.integrations.signOn.callback')}</Field.Label>
        <TextInput
          readOnly
          value={url}
          endAction={
            <IconButton
              variant="ghost"
              onClick={copyUrl}
              label={text('dotmailer.integrations.signOn.callback.copy')}
            >
              <Duplicate />
            </IconButton>
          }
        />
        <Field.Hint />
      </Field.Root>
      {isPublic ? null : (
        <Notice
          variant="warning"
          title={text('dotmailer.integrations.signOn.callback.private.title')}
        >
          {text('dotmailer.integrations.signOn.callback.private.body')}
        </Notice>
      )}
    </Flex>
  );
};

/** Single sign-on goes with its client id: the form says so before it is saved. */
const Removal = ({ disabled }: { disabled: boolean }) => {
  const text = useText();
  const { value, onChange } = useField<string>('clientId');
  if (!value?.trim())
    return (
      <Notice variant="warning" title={text('dotmailer.integrations.signOn.removal.title')}>
        {text('dotmailer.integrations.signOn.removal.body')}
      </Notice>
    );
  if (disabled) return null;
  return (
    <Flex>
      <Button
        type="button"
        variant="danger-light"
        startIcon={<Trash />}
        onClick={() => onChange('clientId', '')}
      >
        {text('dotmailer.integrations.signOn.remove')}
      </Button>
    </Flex>
  );
};

type Props = { integration?: Integration; disabled: boolean };

/** What Email Studio needs: optional, and not checked before the first person connects. */
export const SignOnPanel = ({ integration, disabled }: Props) => {
  const text = useText();
  const secretHint = integration?.hasClientSecret
    ? 'dotmailer.integrations.signOn.secret.keep'
    : 'dotmailer.integrations.form.password.hint';
  return (
    <Panel
      title={text('dotmailer.integrations.signOn.title')}
      subtitle={text('dotmailer.integrations.signOn.subtitle')}
    >
      <Grid.Root gap={5}>
        <Grid.Item {...WHOLE}>
          <Callback />
        </Grid.Item>
        <Grid.Item {...HALF}>
          <InputRenderer
            type="string"
            name="clientId"
            disabled={disabled}
            label={text('dotmailer.integrations.signOn.clientId')}
            hint={text('dotmailer.integrations.signOn.clientId.hint')}
          />
        </Grid.Item>
        <Grid.Item {...HALF}>
          <InputRenderer
            type="password"
            name="clientSecret"
            disabled={disabled}
            autoComplete="new-password"
            label={text('dotmailer.integrations.signOn.secret')}
            hint={text(secretHint)}
          />
        </Grid.Item>
        <Grid.Item {...WHOLE}>
          <InputRenderer
            type="string"
            name="appDomain"
            disabled={disabled}
            label={text('dotmailer.integrations.signOn.domain')}
            hint={text('dotmailer.integrations.signOn.domain.hint')}
            placeholder="https://r1-app.dotdigital.com"
          />
        </Grid.Item>
      </Grid.Root>
      {integration?.clientId ? <Removal disabled={disabled} /> : null}
    </Panel>
  );
};
