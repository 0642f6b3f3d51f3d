import { Page } from '@strapi/strapi/admin';
import { useNavigate, useParams } from 'react-router-dom';
import {
  useDotmailerCreateIntegrationMutation,
  useDotmailerIntegrationQuery,
  useDotmailerUpdateIntegrationMutation,
} from '../../api/integrations';
import { useFeedback } from '../../components/feedback';
import { Loaded } from '../../components/Loaded';
import { LIVE, usePollingInterval } from '../../components/polling';
import { routes } from '../../routes';
import { useText } from '../../text';
import { IntegrationForm, type FormValues } from './IntegrationForm';
import type { Integration } from '../../../../contracts/integrations';

/** Settings -> Dotmailer -> Integrations -> create. */
export const CreateIntegration = () => {
  const text = useText();
  const navigate = useNavigate();
  const { succeeded } = useFeedback();
  const [create] = useDotmailerCreateIntegrationMutation();

  const save = async (values: FormValues) => {
    const result = await create(values);
    if ('error' in result) return result.error;
    succeeded(text('dotmailer.integrations.created', { name: values.name }));
    navigate(routes.integration(result.data.id), { replace: true });
    return null;
  };
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.integrations.create')}</Page.Title>
      <IntegrationForm save={save} />
    </Page.Main>
  );
};

const Stored = ({ integration }: { integration: Integration }) => {
  const text = useText();
  const { succeeded } = useFeedback();
  const [update] = useDotmailerUpdateIntegrationMutation();

  const save = async ({ password, ...values }: FormValues) => {
    const changed = password ? { ...values, password } : values;
    const result = await update({ id: integration.id, values: changed });
    if ('error' in result) return result.error;
    succeeded(text('dotmailer.integrations.saved', { name: values.name }));
    return null;
  };
  return <IntegrationForm integration={integration} save={save} />;
};

/** Settings -> Dotmailer -> Integrations -> one of them. */
export const EditIntegration = () => {
  const text = useText();
  const { id } = useParams<{ id: string }>();
  const pollingInterval = usePollingInterval(false);
  const integration = useDotmailerIntegrationQuery(Number(id), { ...LIVE, pollingInterval });
  return (
    <Page.Main>
      <Page.Title>{integration.data?.name ?? text('dotmailer.integrations.title')}</Page.Title>
      <Loaded query={integration}>
        {(stored) => <Stored key={stored.id} integration={stored} />}
      </Loaded>
    </Page.Main>
  );
};
