import type { StatusVariant } from '@strapi/design-system';
import { StatusBadge } from '../../components/StatusBadge';
import { useText } from '../../text';
import type { Integration } from '../../../../contracts/integrations';

const VARIANT: Record<Integration['state'], StatusVariant> = {
  ready: 'success',
  'needs-credentials': 'danger',
  'needs-site-answer': 'warning',
};

export const IntegrationState = ({ integration }: { integration: Integration }) => {
  const text = useText();
  return (
    <StatusBadge variant={VARIANT[integration.state]}>
      {text(`dotmailer.integrations.state.${integration.state}`)}
    </StatusBadge>
  );
};
