import { Page } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import type {
  FindMarketingCampaigns,
  MarketingCampaign,
} from '../../../../contracts/marketing-campaigns';
import { useDotmailerMarketingCampaignsQuery } from '../../api/marketing-campaigns';
import { useIntegrationFilter } from '../../components/choice-filter';
import { useListParams } from '../../components/list-query';
import { ListPage } from '../../components/ListPage';
import { LIVE } from '../../components/polling';
import { permissions, useCan } from '../../permissions';
import { useText } from '../../text';
import { GroupsTable } from './GroupsTable';
import { MergeDialog } from './MergeDialog';

const FILTERS = ['integrationId'] as const;

const Groups = () => {
  const text = useText();
  const canMerge = useCan('campaigns.merge');
  const filters = useIntegrationFilter();
  const { params, isNarrowed } = useListParams(FILTERS);
  const groups = useDotmailerMarketingCampaignsQuery(params as FindMarketingCampaigns, LIVE);
  const [selected, setSelected] = useState<MarketingCampaign[]>([]);
  const [merging, setMerging] = useState(false);
  const { data } = groups;
  useEffect(() => setSelected([]), [data]);
  return (
    <>
      <ListPage
        title={text('dotmailer.marketing.title')}
        subtitle={text('dotmailer.marketing.subtitle')}
        search={{
          label: text('dotmailer.marketing.search'),
          placeholder: text('dotmailer.search.beginning'),
        }}
        filters={filters}
        query={groups}
      >
        {(rows) => (
          <GroupsTable
            groups={rows}
            canMerge={canMerge}
            selected={selected}
            onSelect={setSelected}
            onMerge={() => setMerging(true)}
            empty={{
              content: text(
                isNarrowed ? 'dotmailer.marketing.empty.filtered' : 'dotmailer.marketing.empty'
              ),
            }}
          />
        )}
      </ListPage>
      {merging ? <MergeDialog groups={selected} onClose={() => setMerging(false)} /> : null}
    </>
  );
};

/** Marketing campaigns: one for each campaign that was sent, until somebody merges several. */
const MarketingCampaignsPage = () => (
  <Page.Protect permissions={permissions('campaigns.read')}>
    <Groups />
  </Page.Protect>
);

export default MarketingCampaignsPage;
