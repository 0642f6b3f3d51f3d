import * as contract from '../../../contracts/marketing-campaigns';
import type { AuditSubject } from '../core/audit';
import { campaignRates, type CampaignTotals } from '../core/campaign-rates';
import { Problem } from '../core/problem';
import { SORTABLE, type MarketingCampaignQuery } from '../store/campaigns/marketing-campaign-page';
import {
  findMarketingCampaign,
  findMarketingCampaigns,
  mergeMarketingCampaigns,
  renameMarketingCampaign,
  splitMarketingCampaign,
  type DescribedMarketingCampaign,
} from '../sync/campaigns/marketing-campaigns';
import type { Deps } from '../sync/deps';
import { endpoint, type Area } from './endpoint';
import { idOf, isoOf } from './ids';

const sortOf = (sort = 'sentAt:desc'): MarketingCampaignQuery['sort'] => {
  const [name, order] = sort.split(':');
  const field = SORTABLE.find((sortable) => sortable === name);
  if (!field)
    throw new Problem(
      'INVALID',
      `Marketing campaigns can be sorted by ${SORTABLE.join(', ')}`,
      'sort'
    );
  return { field, order: order === 'desc' ? 'desc' : 'asc' };
};

const ratesOf = (totals: CampaignTotals): contract.FigureRates => {
  const { delivered, uniqueOpens, recipientsClicked, unsubscribes } = campaignRates(totals);
  return { delivered, uniqueOpens, recipientsClicked, unsubscribes };
};

const toAnswer = (found: DescribedMarketingCampaign): contract.MarketingCampaign => ({
  id: found.id,
  name: found.name,
  sentAt: isoOf(found.sentAt),
  campaigns: found.campaigns,
  lists: found.lists,
  totals: found.totals,
  rates: ratesOf(found.totals),
});

const detailOf = async (deps: Deps, id: number): Promise<contract.MarketingCampaignDetail> => {
  const found = await findMarketingCampaign(deps, id);
  return {
    ...toAnswer(found),
    members: found.members.map(({ id: campaignId, name, subject, ...member }) => ({
      id: campaignId,
      name,
      subject,
      integrationName: member.integrationName,
      sentAt: isoOf(member.sentAt),
      totals: member.totals,
      rates: ratesOf(member.totals),
    })),
  };
};

/** As it is called now. */
const subjectOf = async ({ repositories }: Deps, id: number): Promise<AuditSubject> => {
  const found = await repositories.campaigns.marketing.find(id);
  return { kind: 'marketing-campaign', id: String(id), name: found?.name ?? '' };
};

const find = endpoint({
  name: 'find',
  method: 'GET',
  path: '/marketing-campaigns',
  permission: 'campaigns.read',
  query: contract.findMarketingCampaigns,
  handle: async ({ deps, query }): Promise<contract.MarketingCampaignPage> => {
    const { page, pageSize, search, sort, integrationId } = query;
    const { entries, total } = await findMarketingCampaigns(deps, {
      page,
      pageSize,
      search,
      sort: sortOf(sort),
      integrationId,
    });
    const pageCount = Math.ceil(total / pageSize);
    return { results: entries.map(toAnswer), pagination: { page, pageSize, pageCount, total } };
  },
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/marketing-campaigns/:id',
  permission: 'campaigns.read',
  handle: ({ deps, params }): Promise<contract.MarketingCampaignDetail> =>
    detailOf(deps, idOf(params, 'The marketing campaign')),
});

const rename = endpoint({
  name: 'rename',
  method: 'PUT',
  path: '/marketing-campaigns/:id',
  permission: 'campaigns.merge',
  body: contract.renameMarketingCampaign,
  handle: async ({ deps, params, body }): Promise<contract.MarketingCampaignDetail> => {
    const id = idOf(params, 'The marketing campaign');
    await renameMarketingCampaign(deps, id, body.name);
    return detailOf(deps, id);
  },
  audit: async ({ deps, params }) => {
    const before = await subjectOf(deps, idOf(params, 'The marketing campaign'));
    return ({ id, name }) => [
      {
        action: 'marketing-campaign.renamed',
        subject: { ...before, id: String(id), name },
        details: { from: before.name },
      },
    ];
  },
});

const merge = endpoint({
  name: 'merge',
  method: 'POST',
  path: '/marketing-campaigns/merge',
  permission: 'campaigns.merge',
  body: contract.mergeMarketingCampaigns,
  handle: async ({ deps, body }): Promise<contract.MarketingCampaignDetail> => {
    await mergeMarketingCampaigns(deps, body);
    return detailOf(deps, body.intoId);
  },
  audit: async ({ deps, body }) => {
    const merged = await Promise.all(body.ids.map((id) => subjectOf(deps, id)));
    return ({ id, name }) => [
      {
        action: 'marketing-campaign.merged',
        subject: { kind: 'marketing-campaign', id: String(id), name },
        details: { merged: merged.map((one) => one.name) },
      },
    ];
  },
});

const split = endpoint({
  name: 'split',
  method: 'POST',
  path: '/marketing-campaigns/:id/split',
  permission: 'campaigns.merge',
  handle: async ({ deps, params }): Promise<contract.SplitMarketingCampaign> => ({
    split: await splitMarketingCampaign(deps, idOf(params, 'The marketing campaign')),
  }),
  audit: async ({ deps, params }) => {
    const subject = await subjectOf(deps, idOf(params, 'The marketing campaign'));
    return ({ split: count }) => [
      { action: 'marketing-campaign.split', subject, details: { split: count } },
    ];
  },
});

const engagement = endpoint({
  name: 'engagement',
  method: 'GET',
  path: '/marketing-lists/:id/engagement',
  permission: 'campaigns.read',
  handle: async ({ deps, params }): Promise<contract.ListEngagement> => {
    const { last, ...sums } = await deps.repositories.campaigns.lists.ofList(params.id ?? '');
    return { ...sums, last: last && { ...last, sentAt: isoOf(last.sentAt) } };
  },
});

/** Editors' groupings of campaigns, and what the campaigns of a marketing list came to. */
export const marketingCampaigns: Area = {
  name: 'marketing-campaigns',
  endpoints: [find, findOne, rename, merge, split, engagement],
};
