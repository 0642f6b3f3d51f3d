import { Page } from '@strapi/strapi/admin';
import { useDotmailerCampaignsQuery } from '../../api/campaigns';
import { DownloadButton } from '../../components/DownloadButton';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
import { LIVE, usePollingInterval } from '../../components/polling';
import { permissions } from '../../permissions';
import { useText } from '../../text';
import { CampaignsTable } from './CampaignsTable';
import { FILTERS, useFilterOptions } from './filters';
import type { FindCampaigns } from '../../../../contracts/campaigns';

const Campaigns = () => {
  const text = useText();
  const filters = useFilterOptions();
  const { params, isNarrowed } = useListParams(FILTERS);
  const pollingInterval = usePollingInterval(false);
  const campaigns = useDotmailerCampaignsQuery(params as FindCampaigns, {
    ...LIVE,
    pollingInterval,
  });
  const { sort, search, status, listId, gone, integrationId } = params;
  return (
    <ListPage
      title={text('dotmailer.campaigns.title')}
      subtitle={text('dotmailer.campaigns.subtitle')}
      actions={
        <DownloadButton
          path="/dotmailer/campaigns/download"
          params={{ sort, search, status, listId, gone, integrationId }}
          disabled={!campaigns.data?.pagination.total}
        />
      }
      search={{
        label: text('dotmailer.campaigns.search'),
        placeholder: text('dotmailer.campaigns.search.placeholder'),
      }}
      filters={filters}
      query={campaigns}
    >
      {(rows) => (
        <CampaignsTable
          campaigns={rows}
          empty={{
            content: text(
              isNarrowed ? 'dotmailer.campaigns.empty.filtered' : 'dotmailer.campaigns.empty'
            ),
          }}
        />
      )}
    </ListPage>
  );
};

/** The e-mail campaigns that concern the site's marketing lists. */
export default function CampaignsPage() {
  return (
    <Page.Protect permissions={permissions('campaigns.read')}>
      <Campaigns />
    </Page.Protect>
  );
}
