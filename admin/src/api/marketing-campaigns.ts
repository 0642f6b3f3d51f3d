import type {
  FindMarketingCampaigns,
  ListEngagement,
  MarketingCampaignDetail,
  MarketingCampaignPage,
  MergeMarketingCampaigns,
  RenameMarketingCampaign,
  SplitMarketingCampaign,
} from '../../../contracts/marketing-campaigns';
import { dotmailerApi, queryString, unwrap } from './base';

const marketingCampaignsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerMarketingCampaigns: build.query<MarketingCampaignPage, FindMarketingCampaigns>({
      query: (params) => `/dotmailer/marketing-campaigns${queryString(params)}`,
      transformResponse: unwrap<MarketingCampaignPage>,
      providesTags: ['DotmailerMarketingCampaign'],
    }),
    dotmailerMarketingCampaign: build.query<MarketingCampaignDetail, number>({
      query: (id) => `/dotmailer/marketing-campaigns/${id}`,
      transformResponse: unwrap<MarketingCampaignDetail>,
      providesTags: ['DotmailerMarketingCampaign'],
    }),
    dotmailerRenameMarketingCampaign: build.mutation<
      MarketingCampaignDetail,
      RenameMarketingCampaign & { id: number }
    >({
      query: ({ id, ...data }) => ({
        url: `/dotmailer/marketing-campaigns/${id}`,
        method: 'PUT',
        data,
      }),
      transformResponse: unwrap<MarketingCampaignDetail>,
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerMarketingCampaign']),
    }),
    dotmailerMergeMarketingCampaigns: build.mutation<
      MarketingCampaignDetail,
      MergeMarketingCampaigns
    >({
      query: (data) => ({ url: '/dotmailer/marketing-campaigns/merge', method: 'POST', data }),
      transformResponse: unwrap<MarketingCampaignDetail>,
      // Also after a failure: somebody else may have merged one of them just now.
      invalidatesTags: ['DotmailerMarketingCampaign'],
    }),
    dotmailerSplitMarketingCampaign: build.mutation<SplitMarketingCampaign, number>({
      query: (id) => ({ url: `/dotmailer/marketing-campaigns/${id}/split`, method: 'POST' }),
      transformResponse: unwrap<SplitMarketingCampaign>,
      invalidatesTags: ['DotmailerMarketingCampaign'],
    }),
    dotmailerListEngagement: build.query<ListEngagement, string>({
      query: (listId) => `/dotmailer/marketing-lists/${listId}/engagement`,
      transformResponse: unwrap<ListEngagement>,
    }),
  }),
});

export const {
  useDotmailerMarketingCampaignsQuery,
  useDotmailerMarketingCampaignQuery,
  useDotmailerRenameMarketingCampaignMutation,
  useDotmailerMergeMarketingCampaignsMutation,
  useDotmailerSplitMarketingCampaignMutation,
  useDotmailerListEngagementQuery,
} = marketingCampaignsApi;
