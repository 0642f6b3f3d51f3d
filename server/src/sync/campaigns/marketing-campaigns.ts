import { createHash } from 'node:crypto';
import type { CampaignTotals } from '../../core/campaign-rates';
import { notFound, Problem } from '../../core/problem';
import type {
  GroupedCampaign,
  MarketingCampaign,
  MarketingCampaignQuery,
} from '../../store/campaigns/marketing-campaign-page';
import type { Deps } from '../deps';

/** A marketing campaign as pages show it; its unique figures count each person once. Times in ms. */
export type DescribedMarketingCampaign = Omit<MarketingCampaign, 'added' | 'counted'> & {
  totals: CampaignTotals;
  lists: { id: string; name: string }[];
};

/** A page of those that have campaigns, and how many there are in all. */
export const findMarketingCampaigns = async (
  deps: Deps,
  query: MarketingCampaignQuery
): Promise<{ entries: DescribedMarketingCampaign[]; total: number }> => {
  const { marketing } = deps.repositories.campaigns;
  const { entries, total } = await marketing.page(query);
  const merged = entries.filter(({ campaigns }) => campaigns > 1).map(({ id }) => id);
  const campaigns = merged.length > 0 ? await marketing.campaignsOf(merged) : [];
  return { entries: await describe(deps, entries, campaigns), total };
};

/** One with its campaigns, in the order they were sent. @throws Problem NOT_FOUND */
export const findMarketingCampaign = async (
  deps: Deps,
  id: number
): Promise<DescribedMarketingCampaign & { members: GroupedCampaign[] }> => {
  const { marketing } = deps.repositories.campaigns;
  const members = await marketing.campaignsOf([id]);
  const [described] = await describe(deps, [await existing(deps, id)], members);
  if (!described) throw notFound('The marketing campaign');
  return { ...described, members };
};

/** @throws Problem NOT_FOUND */
export const renameMarketingCampaign = async (
  deps: Deps,
  id: number,
  name: string
): Promise<void> => {
  await existing(deps, id);
  await deps.repositories.campaigns.marketing.rename(id, name);
};

/**
 * Makes one of several. `intoId` is the one that stays, under this name.
 * @throws Problem NOT_FOUND when one of them is not there any more: nothing is merged then
 */
export const mergeMarketingCampaigns = async (
  deps: Deps,
  { ids, intoId, name }: { ids: number[]; intoId: number; name: string }
): Promise<void> => {
  const others = [...new Set(ids)].filter((id) => id !== intoId);
  if (others.length === 0)
    throw new Problem('INVALID', 'Choose at least two marketing campaigns to merge', 'ids');
  const isMerged = await deps.repositories.campaigns.marketing.merge(intoId, others, name);
  if (!isMerged) throw notFound('One of the marketing campaigns');
};

/** Each campaign is a marketing campaign of its own again. @throws Problem NOT_FOUND, INVALID */
export const splitMarketingCampaign = async (deps: Deps, id: number): Promise<number> => {
  await existing(deps, id);
  const count = await deps.repositories.campaigns.marketing.split(id);
  if (count === 0)
    throw new Problem('INVALID', 'It has one campaign only: there is nothing to split');
  return count;
};

const existing = async ({ repositories }: Deps, id: number): Promise<MarketingCampaign> => {
  const found = await repositories.campaigns.marketing.find(id);
  if (!found) throw notFound('The marketing campaign');
  return found;
};

/** `campaigns` are at least those of the ones that have several. */
const describe = async (
  deps: Deps,
  entries: MarketingCampaign[],
  campaigns: GroupedCampaign[]
): Promise<DescribedMarketingCampaign[]> => {
  const ids = entries.map(({ id }) => id);
  const lists = await deps.repositories.campaigns.marketing.listsOf(ids);
  const described: DescribedMarketingCampaign[] = [];
  for (const entry of entries) {
    const { id, name, sentAt, campaigns: count, added } = entry;
    const its = campaigns.filter(({ marketingCampaignId }) => marketingCampaignId === id);
    described.push({
      id,
      name,
      sentAt,
      campaigns: count,
      totals: its.length > 1 ? { ...added, ...(await uniquePeople(deps, entry, its)) } : added,
      lists: lists
        .filter(({ groupId }) => groupId === id)
        .map((list) => ({ id: list.id, name: list.name })),
    });
  }
  return described;
};

type Unique = Pick<CampaignTotals, 'uniqueOpens' | 'recipientsClicked'>;

/**
 * People over several campaigns, each once. Counted again only when something was read since; what is not
 * read yet is no reason to show fewer than one of the campaigns has alone.
 */
const uniquePeople = async (
  { repositories }: Deps,
  { id, counted }: MarketingCampaign,
  campaigns: GroupedCampaign[]
): Promise<Unique> => {
  const { people, marketing } = repositories.campaigns;
  const now = stateOf(campaigns);
  let unique: Unique | null = counted?.for === now ? counted : null;
  if (unique === null) {
    unique = await people.count(campaigns);
    await marketing.saveCount(id, now, unique);
  }
  const { uniqueOpens, recipientsClicked } = unique;
  const alone = campaigns.map(({ totals }) => totals);
  return {
    uniqueOpens: Math.max(uniqueOpens, ...alone.map((totals) => totals.uniqueOpens)),
    recipientsClicked: Math.max(
      recipientsClicked,
      ...alone.map((totals) => totals.recipientsClicked)
    ),
  };
};

/** What a count was made of: other campaigns, or another reading of one, and it is not true any more. */
const stateOf = (campaigns: GroupedCampaign[]): string =>
  createHash('md5')
    .update(JSON.stringify(campaigns.map(({ id, readAt }) => [id, readAt])))
    .digest('hex');
