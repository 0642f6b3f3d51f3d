import { LinkButton } from '@strapi/design-system';
import { ArrowRight } from '@strapi/icons';
import { NavLink } from 'react-router-dom';
import { EmptyState } from '../../components/EmptyState';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import type { StudioIntegration } from '../../../../contracts/studio';

export type Obstacle = Exclude<StudioIntegration['state'], 'connected' | 'not-connected'>;

type Props = { integration: Pick<StudioIntegration, 'id' | 'name'>; obstacle: Obstacle };

/** What has to be filled in before anybody can connect, and where. */
export const NotReady = ({ integration: { id, name }, obstacle }: Props) => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  const what = text(`dotmailer.studio.${obstacle}`, { name });
  return (
    <EmptyState
      content={canManage ? what : `${what} ${text('dotmailer.studio.askAdministrator')}`}
      action={
        canManage ? (
          <LinkButton
            tag={NavLink}
            to={routes.integration(id)}
            variant="secondary"
            endIcon={<ArrowRight />}
          >
            {text('dotmailer.studio.openIntegration')}
          </LinkButton>
        ) : undefined
      }
    />
  );
};

/** Nobody can enter anything. */
export const NoIntegration = () => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  return (
    <EmptyState
      content={text(
        canManage ? 'dotmailer.noActiveIntegration' : 'dotmailer.start.askAdministrator'
      )}
      action={
        canManage ? (
          <LinkButton
            tag={NavLink}
            to={routes.integrations}
            variant="secondary"
            endIcon={<ArrowRight />}
          >
            {text('dotmailer.overview.integrations.link')}
          </LinkButton>
        ) : undefined
      }
    />
  );
};
