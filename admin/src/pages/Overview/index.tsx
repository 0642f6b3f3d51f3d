import { LinkButton } from '@strapi/design-system';
import { ArrowRight, Plus } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { NavLink } from 'react-router-dom';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loaded';
import { useOverview } from '../../components/overview';
import { useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { Dashboard } from './Dashboard';

/** Before the first integration there is one thing to do. */
const Start = () => {
  const text = useText();
  const canManage = useCan('integrations.manage');
  return (
    <EmptyState
      content={text(canManage ? 'dotmailer.start.body' : 'dotmailer.start.askAdministrator')}
      action={
        canManage ? (
          <LinkButton
            tag={NavLink}
            to={routes.newIntegration}
            startIcon={<Plus />}
            endIcon={<ArrowRight />}
          >
            {text('dotmailer.start.action')}
          </LinkButton>
        ) : undefined
      }
    />
  );
};

/** The landing page; who may not see integrations sees the rest of what there is. */
export const OverviewPage = () => {
  const text = useText();
  const overview = useOverview();
  return (
    <Page.Main>
      <Page.Title>{text('dotmailer.plugin.name')}</Page.Title>
      <Layouts.Header
        title={text('dotmailer.plugin.name')}
        subtitle={text('dotmailer.overview.subtitle')}
      />
      <Layouts.Content>
        {overview.isForbidden ? (
          <Dashboard overview={null} />
        ) : (
          <Loaded query={overview}>
            {(data) => (data.integrations === 0 ? <Start /> : <Dashboard overview={data} />)}
          </Loaded>
        )}
      </Layouts.Content>
    </Page.Main>
  );
};
