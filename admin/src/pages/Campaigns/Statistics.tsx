import { Box, Flex, Grid, Typography } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import { useShare } from './words';
import type { CampaignFigures, CampaignRates } from '../../../../contracts/campaigns';

type Group = 'delivery' | 'engagement' | 'interaction' | 'negative';

/** What the panel has words for; `rate` is the share its hint names. */
type Shown = { name: keyof CampaignFigures; rate?: keyof CampaignRates };

const GROUPS: Record<Group, (Shown | { name: 'clicksToOpens' })[]> = {
  delivery: [{ name: 'sent' }, { name: 'delivered', rate: 'delivered' }],
  engagement: [
    { name: 'opens', rate: 'opens' },
    { name: 'uniqueOpens', rate: 'uniqueOpens' },
    { name: 'estimatedForwards' },
  ],
  interaction: [
    { name: 'recipientsClicked', rate: 'recipientsClicked' },
    { name: 'clicks' },
    { name: 'clicksToOpens' },
    { name: 'pageViews' },
    { name: 'replies', rate: 'replies' },
    { name: 'forwards' },
  ],
  negative: [
    { name: 'unsubscribes', rate: 'unsubscribes' },
    { name: 'hardBounces', rate: 'hardBounces' },
    { name: 'softBounces', rate: 'softBounces' },
    { name: 'mailBlocks' },
    { name: 'ispComplaints', rate: 'ispComplaints' },
  ],
};

type FigureProps = { label: string; value: string; hint: string };

const Figure = ({ label, value, hint }: FigureProps) => (
  <Grid.Item col={3} s={6} xs={12} direction="column" alignItems="start" gap={1} minWidth={0}>
    <Typography variant="sigma" textColor="neutral600" tag="dt">
      {label}
    </Typography>
    <Box tag="dd">
      <Typography variant="beta" textColor="neutral800" tag="p">
        {value}
      </Typography>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {hint}
      </Typography>
    </Box>
  </Grid.Item>
);

type Props = { figures: CampaignFigures; rates: CampaignRates };

const useFigure = ({ figures, rates }: Props) => {
  const text = useText();
  const share = useShare();
  const { formatNumber } = useIntl();
  return (shown: (typeof GROUPS)[Group][number]): FigureProps => {
    const { name } = shown;
    const rate = 'rate' in shown && shown.rate ? share(rates[shown.rate]) : null;
    const value =
      name === 'clicksToOpens' ? (share(rates.clicksToOpens) ?? '–') : formatNumber(figures[name]);
    return {
      label: text(`dotmailer.campaigns.figure.${name}`),
      value,
      hint: text(`dotmailer.campaigns.hint.${name}`, { rate: rate ?? '–' }),
    };
  };
};

/** Totals in the groups people read them in; what went wrong stands apart. */
export const Statistics = (props: Props) => {
  const text = useText();
  const figure = useFigure(props);
  return (
    <Panel title={text('dotmailer.campaigns.statistics')}>
      {(Object.keys(GROUPS) as Group[]).map((group) => (
        <Flex key={group} direction="column" alignItems="stretch" gap={3}>
          <Typography variant="epsilon" tag="h3" fontWeight="semiBold">
            {text(`dotmailer.campaigns.statistics.${group}`)}
          </Typography>
          <Grid.Root gap={5} tag="dl">
            {GROUPS[group].map((shown) => (
              <Figure key={shown.name} {...figure(shown)} />
            ))}
          </Grid.Root>
        </Flex>
      ))}
    </Panel>
  );
};
