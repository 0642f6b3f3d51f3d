import { Button, Flex, Link, Typography } from '@strapi/design-system';
import { ArrowLeft, OneToMany, Pencil } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { NavLink, useParams } from 'react-router-dom';
import type { MarketingCampaignDetail } from '../../../../contracts/marketing-campaigns';
import { useDotmailerMarketingCampaignQuery } from '../../api/marketing-campaigns';
import { Facts } from '../../components/Facts';
import { Figure } from '../../components/Figure';
import { Loaded } from '../../components/Loaded';
import { Panel } from '../../components/Panel';
import { LIVE } from '../../components/polling';
import { RelativeDate } from '../../components/RelativeDate';
import { permissions, useCan, useCanSeeLists } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { Comparison } from './Comparison';
import { FIGURES, shareOf } from './figures';
import { RenameDialog } from './RenameDialog';
import { SplitDialog } from './SplitDialog';

const Lists = ({ lists }: Pick<MarketingCampaignDetail, 'lists'>) => {
  const canSeeLists = useCanSeeLists();
  if (lists.length === 0) return <Typography textColor="neutral600">–</Typography>;
  return (
    <Flex direction="column" alignItems="flex-start" gap={1}>
      {lists.map(({ id, name }) =>
        canSeeLists ? (
          <Link key={id} tag={NavLink} to={routes.marketingList(id)}>
            {name}
          </Link>
        ) : (
          <Typography key={id}>{name}</Typography>
        )
      )}
    </Flex>
  );
};

const Totals = ({ group }: { group: MarketingCampaignDetail }) => {
  const text = useText();
  const more = ['pageViews', 'forwards', 'replies', 'hardBounces', 'softBounces'] as const;
  return (
    <Panel
      title={text('dotmailer.marketing.totals')}
      subtitle={
        group.campaigns > 1
          ? text('dotmailer.marketing.totals.hint', { campaigns: group.campaigns })
          : undefined
      }
    >
      <Facts
        facts={[
          {
            label: text('dotmailer.marketing.column.sent'),
            value: <RelativeDate value={group.sentAt} />,
          },
          { label: text('dotmailer.lists.title'), value: <Lists lists={group.lists} /> },
          {
            label: text('dotmailer.marketing.figure.sent'),
            value: <Figure value={group.totals.sent} />,
          },
          ...FIGURES.map((figure) => ({
            label: text(figure.label),
            value: <Figure value={group.totals[figure.name]} share={shareOf(group, figure)} />,
          })),
          ...more.map((name) => ({
            label: text(`dotmailer.marketing.figure.${name}`),
            value: <Figure value={group.totals[name]} />,
          })),
        ]}
      />
    </Panel>
  );
};

const Detail = ({ group }: { group: MarketingCampaignDetail }) => {
  const text = useText();
  const canMerge = useCan('campaigns.merge');
  const [dialog, setDialog] = useState<'rename' | 'split' | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <Layouts.Header
        title={group.name}
        subtitle={text('dotmailer.marketing.ofCampaigns', { count: group.campaigns })}
        navigationAction={
          <Link tag={NavLink} to={routes.marketingCampaigns} startIcon={<ArrowLeft />}>
            {text('dotmailer.marketing.title')}
          </Link>
        }
        primaryAction={
          canMerge ? (
            <Flex gap={2} wrap="wrap">
              <Button
                variant="secondary"
                startIcon={<Pencil />}
                onClick={() => setDialog('rename')}
              >
                {text('dotmailer.marketing.rename')}
              </Button>
              {group.campaigns > 1 ? (
                <Button
                  variant="secondary"
                  startIcon={<OneToMany />}
                  onClick={() => setDialog('split')}
                >
                  {text('dotmailer.marketing.split')}
                </Button>
              ) : null}
            </Flex>
          ) : null
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <Totals group={group} />
          <Comparison group={group} />
        </Flex>
      </Layouts.Content>
      {dialog === 'rename' ? <RenameDialog group={group} onClose={close} /> : null}
      {dialog === 'split' ? <SplitDialog group={group} onClose={close} /> : null}
    </>
  );
};

const StoredGroup = ({ id }: { id: number }) => {
  const text = useText();
  const group = useDotmailerMarketingCampaignQuery(id, LIVE);
  return (
    <Page.Main>
      <Page.Title>{group.data?.name ?? text('dotmailer.marketing.one')}</Page.Title>
      <Loaded query={group}>{(data) => <Detail group={data} />}</Loaded>
    </Page.Main>
  );
};

/** One marketing campaign: its totals, and its campaigns compared. */
const MarketingCampaignPage = () => {
  const { id } = useParams<{ id: string }>();
  return (
    <Page.Protect permissions={permissions('campaigns.read')}>
      <StoredGroup id={Number(id)} />
    </Page.Protect>
  );
};

export default MarketingCampaignPage;
