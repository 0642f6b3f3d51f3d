import { Layouts, Page } from '@strapi/strapi/admin';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import { useOverview } from '../../components/overview';
import { MENU_PERMISSIONS } from '../../permissions';
import { AddressBooksPage } from '../AddressBooks';
import { OverviewPage } from '../Overview';
import { RunPage } from '../Runs/RunPage';
import { RunsPage } from '../Runs';
import { Navigation } from './Navigation';

const AuditPage = lazy(() => import('../Audit'));
const DataFieldsPage = lazy(() => import('../DataFields'));
const DataFieldPage = lazy(() => import('../DataFields/FieldPage'));
const MappingsPage = lazy(() => import('../Mappings'));
const MappingPage = lazy(() => import('../Mappings/form/FormPage'));
const MarketingCampaignsPage = lazy(() => import('../MarketingCampaigns'));
const MarketingCampaignPage = lazy(() => import('../MarketingCampaigns/GroupPage'));
const CampaignsPage = lazy(() => import('../Campaigns'));
const CampaignPage = lazy(() => import('../Campaigns/CampaignPage'));
const MembersPage = lazy(() => import('../Members'));
const StudioPage = lazy(() => import('../Studio'));
const PersonPage = lazy(() => import('../Person'));

/**
 * The pages behind the menu link. Until an integration exists there is only the landing page with
 * the way to one; whether there is one may be unknown, and then everything is offered.
 */
const Pages = () => {
  const overview = useOverview();
  if (overview.isPending) return <Page.Loading />;
  const started = overview.data?.integrations !== 0;
  return (
    <Layouts.Root sideNav={<Navigation started={started} />}>
      <Suspense fallback={<Page.Loading />}>
        <Routes>
          {started ? (
            <>
              <Route path="address-books" element={<AddressBooksPage />} />
              <Route path="data-fields" element={<DataFieldsPage />} />
              <Route path="data-fields/:id" element={<DataFieldPage />} />
              <Route path="mappings" element={<MappingsPage />} />
              <Route path="mappings/:id" element={<MappingPage />} />
              <Route path="campaigns" element={<CampaignsPage />} />
              <Route path="campaigns/:id" element={<CampaignPage />} />
              <Route path="runs" element={<RunsPage />} />
              <Route path="runs/:id" element={<RunPage />} />
              <Route path="lists/:id/members" element={<MembersPage />} />
              <Route path="audit" element={<AuditPage />} />
              <Route path="studio" element={<StudioPage />} />
              <Route path="marketing-campaigns" element={<MarketingCampaignsPage />} />
              <Route path="marketing-campaigns/:id" element={<MarketingCampaignPage />} />
              <Route path="people/:collection/:documentId" element={<PersonPage />} />
            </>
          ) : null}
          <Route path="*" element={<OverviewPage />} />
        </Routes>
      </Suspense>
    </Layouts.Root>
  );
};

export default function App() {
  return (
    <Page.Protect permissions={MENU_PERMISSIONS}>
      <Pages />
    </Page.Protect>
  );
}
