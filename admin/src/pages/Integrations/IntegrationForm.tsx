import { Box, Button, Flex, Grid, Link } from '@strapi/design-system';
import { ArrowLeft, Check } from '@strapi/icons';
import { Blocker, Form, InputRenderer, Layouts, type FormHelpers } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { readProblem } from '../../api/base';
import { Facts } from '../../components/Facts';
import { useFeedback } from '../../components/feedback';
import { Panel } from '../../components/Panel';
import { Questions } from '../../components/Questions';
import { RelativeDate } from '../../components/RelativeDate';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { ActiveInput } from './ActiveInput';
import { CheckConnection } from './CheckConnection';
import { IntegrationState } from './IntegrationState';
import { SignOnPanel } from './SignOnPanel';
import type { Integration } from '../../../../contracts/integrations';

export type FormValues = {
  name: string;
  username: string;
  password: string;
  active: boolean;
  clientId: string;
  clientSecret: string;
  appDomain: string;
};

const Account = ({ integration }: { integration: Integration }) => {
  const text = useText();
  const facts = [
    {
      label: text('dotmailer.integrations.column.status'),
      value: <IntegrationState integration={integration} />,
    },
    {
      label: text('dotmailer.integrations.column.account'),
      value: integration.accountName ?? integration.accountId ?? '–',
    },
    { label: text('dotmailer.integrations.column.region'), value: integration.region ?? '–' },
    {
      label: text('dotmailer.integrations.column.lastSync'),
      value: <RelativeDate value={integration.lastSyncedAt} />,
    },
  ];
  return (
    <Panel title={text('dotmailer.integrations.account.title')}>
      <Facts facts={facts} />
    </Panel>
  );
};

type CredentialsProps = { integration?: Integration; values: FormValues; disabled: boolean };

const Credentials = ({ integration, values, disabled }: CredentialsProps) => {
  const text = useText();
  const hasPassword = integration?.hasPassword ?? false;
  const passwordHint = hasPassword
    ? 'dotmailer.integrations.form.password.keep'
    : 'dotmailer.integrations.form.password.hint';
  const half = { col: 6, xs: 12, direction: 'column', alignItems: 'stretch' } as const;
  return (
    <Panel
      title={text('dotmailer.integrations.form.title')}
      subtitle={text('dotmailer.integrations.form.subtitle')}
    >
      <Grid.Root gap={5}>
        <Grid.Item {...half}>
          <InputRenderer
            type="string"
            name="name"
            required
            disabled={disabled}
            label={text('dotmailer.integrations.column.name')}
            hint={text('dotmailer.integrations.form.name.hint')}
          />
        </Grid.Item>
        <Grid.Item {...half}>
          <ActiveInput disabled={disabled} />
        </Grid.Item>
        <Grid.Item {...half}>
          <InputRenderer
            type="string"
            name="username"
            required
            disabled={disabled}
            label={text('dotmailer.integrations.form.username')}
            hint={text('dotmailer.integrations.form.username.hint')}
          />
        </Grid.Item>
        <Grid.Item {...half}>
          <InputRenderer
            type="password"
            name="password"
            required={!hasPassword}
            disabled={disabled}
            autoComplete="new-password"
            label={text('dotmailer.integrations.form.password')}
            hint={text(passwordHint)}
          />
        </Grid.Item>
      </Grid.Root>
      {disabled ? null : (
        <CheckConnection
          integrationId={integration?.id}
          hasPassword={hasPassword}
          username={values.username}
          password={values.password}
        />
      )}
    </Panel>
  );
};

/** Which required inputs are blank; the server checks everything else. */
const useBlanks = (hasPassword: boolean) => {
  const text = useText();
  return (values: FormValues): Partial<Record<keyof FormValues, string>> => {
    const required = ['name', 'username', ...(hasPassword ? [] : ['password'])] as const;
    const blank = required.filter((name) => !String(values[name as keyof FormValues]).trim());
    return Object.fromEntries(blank.map((name) => [name, text('dotmailer.form.required')]));
  };
};

type Props = {
  integration?: Integration;
  /** Answers the error of the request, or null when it was saved. */
  save: (values: FormValues) => Promise<unknown>;
};

/** The form of a new or stored integration. */
export const IntegrationForm = ({ integration, save }: Props) => {
  const text = useText();
  const { failed } = useFeedback();
  const canManage = useCan('integrations.manage');
  const blanksOf = useBlanks(integration?.hasPassword ?? false);
  const initialValues: FormValues = {
    name: integration?.name ?? '',
    username: integration?.username ?? '',
    password: '',
    active: integration?.active ?? true,
    clientId: integration?.clientId ?? '',
    clientSecret: '',
    appDomain: integration?.appDomain ?? '',
  };

  const submit = async (given: FormValues, helpers: FormHelpers<FormValues>) => {
    const values = { ...given, name: given.name.trim(), username: given.username.trim() };
    const blanks = blanksOf(values);
    if (Object.keys(blanks).length) return helpers.setErrors(blanks);
    const error = await save(values);
    if (!error) return helpers.resetForm({ ...values, password: '', clientSecret: '' });
    const { fields } = readProblem(error);
    if (Object.keys(fields).length) helpers.setErrors(fields);
    else failed(error);
  };

  return (
    <Form
      method={integration ? 'PUT' : 'POST'}
      initialValues={initialValues}
      onSubmit={submit}
      disabled={!canManage}
    >
      {({ modified, isSubmitting, values }) => (
        <>
          <Layouts.Header
            title={integration?.name ?? text('dotmailer.integrations.create')}
            subtitle={text('dotmailer.integrations.form.header')}
            primaryAction={
              canManage ? (
                <Button
                  type="submit"
                  startIcon={<Check />}
                  disabled={!modified}
                  loading={isSubmitting}
                  fullWidth
                >
                  {text('dotmailer.action.save')}
                </Button>
              ) : null
            }
            navigationAction={
              /* On small screens Strapi's settings have a way back of their own. */
              <Box display={{ initial: 'none', medium: 'block' }}>
                <Link tag={NavLink} to={routes.integrations} startIcon={<ArrowLeft />}>
                  {text('dotmailer.integrations.title')}
                </Link>
              </Box>
            }
          />
          <Layouts.Content>
            {integration ? <Questions integrationId={integration.id} /> : null}
            <Flex direction="column" alignItems="stretch" gap={6}>
              <Credentials integration={integration} values={values} disabled={!canManage} />
              <SignOnPanel integration={integration} disabled={!canManage} />
              {integration ? <Account integration={integration} /> : null}
            </Flex>
          </Layouts.Content>
          <Blocker />
        </>
      )}
    </Form>
  );
};
