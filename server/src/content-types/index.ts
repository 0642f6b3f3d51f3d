import { activity } from './activity';
import { addressBook } from './address-book';
import { campaign } from './campaign';
import { campaignSummary } from './campaign-summary';
import { dataField } from './data-field';
import { integration } from './integration';
import { campaignModels } from './lean-campaigns';
import { peopleModels } from './lean-people';
import { studioModels } from './lean-studio';
import { workModels } from './lean-work';
import { mapping } from './mapping';
import { marketingCampaign } from './marketing-campaign';
import { marketingList } from './marketing-list';

export const leanModels = [...peopleModels, ...workModels, ...campaignModels, ...studioModels];

export const contentTypes = {
  integration: { schema: integration },
  'address-book': { schema: addressBook },
  'data-field': { schema: dataField },
  mapping: { schema: mapping },
  'marketing-list': { schema: marketingList },
  campaign: { schema: campaign },
  'campaign-summary': { schema: campaignSummary },
  activity: { schema: activity },
  'marketing-campaign': { schema: marketingCampaign },
};
