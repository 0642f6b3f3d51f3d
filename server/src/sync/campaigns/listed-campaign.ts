import { createHash } from 'node:crypto';
import type { DatedCampaign, RemoteCampaign } from '../../dotdigital/types';
import type { ListedCampaign } from '../../store/campaigns/campaigns';

/** The vendor's campaign in the words of our table; sent date and type where the list tells them. */
export const listedCampaign = (campaign: RemoteCampaign | DatedCampaign): ListedCampaign => ({
  remoteId: campaign.id,
  name: campaign.name,
  subject: campaign.subject,
  fromName: campaign.fromName,
  fromAddress: campaign.fromAddress,
  replyAction: campaign.replyAction,
  replyToAddress: campaign.replyToAddress,
  status: campaign.status,
  isSplitTest: campaign.isSplitTest,
  ...('sentAt' in campaign ? { type: campaign.type } : {}),
  ...('sentAt' in campaign && campaign.sentAt !== null ? { sentAt: campaign.sentAt } : {}),
});

/** What can be told from outside of a campaign's content: it is fetched again when this changes. */
export const contentDigest = (campaign: ListedCampaign): string => {
  const { name, subject, fromName, fromAddress, replyAction, replyToAddress, status } = campaign;
  const told = [name, subject, fromName, fromAddress, replyAction, replyToAddress, status];
  return createHash('md5').update(JSON.stringify(told)).digest('hex');
};

const NOT_SENT = new Set([
  'Unsent',
  'RequiresSystemApproval',
  'RequiresSMSApproval',
  'RequiresWorkflowApproval',
]);

/** Whether people may have got it; words nobody knows yet count as that. */
export const mayBeSent = ({ status }: { status: string | null }): boolean =>
  status === null || !NOT_SENT.has(status);
