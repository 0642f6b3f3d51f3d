import { Page } from '@strapi/strapi/admin';
import { Route, Routes } from 'react-router-dom';
import { permissions } from '../../permissions';
import { CreateIntegration, EditIntegration } from './EditPage';
import { IntegrationList } from './ListPage';

/** Settings -> Dotmailer -> Integrations. */
export default function Integrations() {
  return (
    <Page.Protect permissions={permissions('integrations.read')}>
      <Routes>
        <Route index element={<IntegrationList />} />
        <Route path="create" element={<CreateIntegration />} />
        <Route path=":id" element={<EditIntegration />} />
      </Routes>
    </Page.Protect>
  );
}
