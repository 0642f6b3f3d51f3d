import type { StatusVariant } from '@strapi/design-system';
import { useIntl } from 'react-intl';
import { StatusBadge } from '../../components/StatusBadge';
import { useText, type TextKey } from '../../text';
import type { Campaign, CampaignBook, CampaignRow } from '../../../../contracts/campaigns';

type Status = { label: TextKey; variant: StatusVariant };

/** The vendor's states. */
const STATUSES: Record<string, Status> = {
  Unsent: { label: 'dotmailer.campaigns.status.Unsent', variant: 'neutral' },
  Sending: { label: 'dotmailer.campaigns.status.Sending', variant: 'secondary' },
  Sent: { label: 'dotmailer.campaigns.status.Sent', variant: 'success' },
  Paused: { label: 'dotmailer.campaigns.status.Paused', variant: 'warning' },
  Cancelled: { label: 'dotmailer.campaigns.status.Cancelled', variant: 'neutral' },
  Triggered: { label: 'dotmailer.campaigns.status.Triggered', variant: 'success' },
  RequiresSystemApproval: {
    label: 'dotmailer.campaigns.status.RequiresSystemApproval',
    variant: 'warning',
  },
  RequiresSMSApproval: {
    label: 'dotmailer.campaigns.status.RequiresSMSApproval',
    variant: 'warning',
  },
  RequiresWorkflowApproval: {
    label: 'dotmailer.campaigns.status.RequiresWorkflowApproval',
    variant: 'warning',
  },
};

/** Words of a state; one this panel has never heard of is named as it is. */
export const useStatusText = () => {
  const text = useText();
  return (status: string | null): string => {
    const known = status === null ? undefined : STATUSES[status];
    return known ? text(known.label) : (status ?? text('dotmailer.unknown'));
  };
};

/** A campaign that is gone says so first. */
export const CampaignStatus = ({ campaign }: { campaign: CampaignRow }) => {
  const text = useText();
  const statusText = useStatusText();
  if (campaign.goneAt)
    return <StatusBadge variant="danger">{text('dotmailer.vanished')}</StatusBadge>;
  const { status } = campaign;
  const variant = (status === null ? undefined : STATUSES[status]?.variant) ?? 'neutral';
  return <StatusBadge variant={variant}>{statusText(status)}</StatusBadge>;
};

/** Shares in percent; null where there is nothing to have a share of. */
export const useShare = () => {
  const { formatNumber } = useIntl();
  return (share: number | null): string | null =>
    share === null ? null : formatNumber(share, { style: 'percent', maximumFractionDigits: 1 });
};

/** A book's name; what the vendor lists nowhere has its number only. */
export const useBookName = () => {
  const text = useText();
  return ({ name, remoteId }: CampaignBook): string =>
    name ?? text('dotmailer.campaigns.book.unnamed', { id: remoteId });
};

const REPLY_ACTIONS: Record<string, TextKey> = {
  Unset: 'dotmailer.campaigns.about.replyAction.Unset',
  WebMailForward: 'dotmailer.campaigns.about.replyAction.WebMailForward',
  Webmail: 'dotmailer.campaigns.about.replyAction.Webmail',
  Delete: 'dotmailer.campaigns.about.replyAction.Delete',
};

const TYPES: Record<string, TextKey> = {
  Standard: 'dotmailer.campaigns.about.type.Standard',
  Triggered: 'dotmailer.campaigns.about.type.Triggered',
};

/** Words for what the vendor says of a campaign; unknown ones are named as they are. */
export const useVendorWords = () => {
  const text = useText();
  const worded = (words: Record<string, TextKey>, value: string | null): string => {
    const key = value === null ? undefined : words[value];
    return key ? text(key) : (value ?? '–');
  };
  return {
    replyAction: ({ replyAction }: Campaign) => worded(REPLY_ACTIONS, replyAction),
    type: ({ type }: Campaign) => worded(TYPES, type),
  };
};
