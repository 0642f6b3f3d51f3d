import { Box, Flex, Link, Tabs } from '@strapi/design-system';
import { ArrowLeft } from '@strapi/icons';
import { Layouts, Page, useQueryParams } from '@strapi/strapi/admin';
import { NavLink, useParams } from 'react-router-dom';
import { useDotmailerCampaignQuery } from '../../api/campaigns';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { LIVE, usePollingInterval } from '../../components/polling';
import { permissions, useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { About } from './About';
import { Links } from './Links';
import { Mail } from './Mail';
import { OverTime } from './OverTime';
import { Recipients } from './Recipients';
import { Statistics } from './Statistics';
import { Versions } from './Versions';
import { CampaignStatus } from './words';
import type { Campaign } from '../../../../contracts/campaigns';

const Results = ({ campaign }: { campaign: Campaign }) => {
  const { figures, rates, split } = campaign;
  const text = useText();
  if (!figures || !rates || !split)
    return (
      <Notice variant="info" title={text('dotmailer.campaigns.unread.title')}>
        {text('dotmailer.campaigns.unread.body')}
      </Notice>
    );
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <Statistics figures={figures} rates={rates} />
      <OverTime campaign={campaign} />
      <Links campaignId={campaign.id} />
      {split.sent.text > 0 ? <Versions split={split} /> : null}
    </Flex>
  );
};

const TABS = ['results', 'recipients', 'mail', 'about'] as const;
type Tab = (typeof TABS)[number];

const Content = ({ tab, campaign }: { tab: Tab; campaign: Campaign }) => {
  switch (tab) {
    case 'results':
      return <Results campaign={campaign} />;
    case 'recipients':
      return <Recipients campaignId={campaign.id} />;
    case 'mail':
      return <Mail campaignId={campaign.id} />;
    case 'about':
      return <About campaign={campaign} />;
  }
};

/** Which tab is open stands in the address, without what another one was narrowed to. */
const useTab = (tabs: Tab[]) => {
  const [{ query }, setQuery] = useQueryParams<{ tab?: string; _q?: string; did?: string }>();
  const tab = tabs.find((known) => known === query.tab) ?? 'results';
  const open = (value: string) => setQuery({ tab: value, _q: undefined, did: undefined });
  return { tab, open };
};

const Detail = ({ campaign }: { campaign: Campaign }) => {
  const text = useText();
  const canSeePeople = useCan('activities.read');
  const tabs = TABS.filter((tab) => tab !== 'recipients' || canSeePeople);
  const { tab, open } = useTab(tabs);
  return (
    <>
      <Layouts.Header
        title={campaign.name}
        subtitle={campaign.subject ?? text('dotmailer.campaigns.one')}
        secondaryAction={<CampaignStatus campaign={campaign} />}
        navigationAction={
          <Link tag={NavLink} to={routes.campaigns} startIcon={<ArrowLeft />}>
            {text('dotmailer.campaigns.title')}
          </Link>
        }
      />
      <Layouts.Content>
        {campaign.goneAt ? (
          <Box paddingBottom={6}>
            <Notice variant="warning" title={text('dotmailer.campaigns.gone.title')}>
              {text('dotmailer.campaigns.gone.body')}
            </Notice>
          </Box>
        ) : null}
        <Tabs.Root variant="simple" value={tab} onValueChange={open}>
          <Tabs.List aria-label={text('dotmailer.campaigns.tab')}>
            {tabs.map((name) => (
              <Tabs.Trigger key={name} value={name}>
                {text(`dotmailer.campaigns.tab.${name}`)}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {tabs.map((name) => (
            <Tabs.Content key={name} value={name}>
              <Box paddingTop={6}>
                <Content tab={name} campaign={campaign} />
              </Box>
            </Tabs.Content>
          ))}
        </Tabs.Root>
      </Layouts.Content>
    </>
  );
};

const LiveCampaign = ({ id }: { id: number }) => {
  const text = useText();
  const pollingInterval = usePollingInterval(false);
  const campaign = useDotmailerCampaignQuery(id, { ...LIVE, pollingInterval });
  return (
    <Page.Main>
      <Page.Title>{campaign.data?.name ?? text('dotmailer.campaigns.one')}</Page.Title>
      <Loaded query={campaign}>{(data) => <Detail campaign={data} />}</Loaded>
    </Page.Main>
  );
};

/** One campaign: what became of it, who got it, the mail, and where it went. */
export default function CampaignPage() {
  const { id } = useParams<{ id: string }>();
  return (
    <Page.Protect permissions={permissions('campaigns.read')}>
      <LiveCampaign key={id} id={Number(id)} />
    </Page.Protect>
  );
}
