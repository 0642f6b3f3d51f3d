import type { CampaignFigures } from '../../../../contracts/campaigns';
import type { FigureRates, MarketingCampaign } from '../../../../contracts/marketing-campaigns';
import type { TextKey } from '../../text';

type ShownFigure = {
  name: keyof CampaignFigures;
  label: TextKey;
  /** The share shown below it. */
  rate?: keyof FigureRates;
};

/** The figures that tables compare, in their order. */
export const FIGURES: ShownFigure[] = [
  { name: 'delivered', label: 'dotmailer.marketing.figure.delivered', rate: 'delivered' },
  { name: 'opens', label: 'dotmailer.marketing.figure.opens' },
  { name: 'uniqueOpens', label: 'dotmailer.marketing.figure.uniqueOpens', rate: 'uniqueOpens' },
  { name: 'clicks', label: 'dotmailer.marketing.figure.clicks' },
  {
    name: 'recipientsClicked',
    label: 'dotmailer.marketing.figure.recipientsClicked',
    rate: 'recipientsClicked',
  },
  { name: 'unsubscribes', label: 'dotmailer.marketing.figure.unsubscribes', rate: 'unsubscribes' },
];

/** Those the server sorts by. */
export const isSortable = (name: keyof CampaignFigures): boolean =>
  ['delivered', 'opens', 'clicks', 'unsubscribes'].includes(name);

export const shareOf = (
  { rates }: Pick<MarketingCampaign, 'rates'>,
  { rate }: ShownFigure
): number | null => (rate === undefined ? null : rates[rate]);
