import type {
  Campaign,
  CampaignChoices,
  CampaignContent,
  CampaignLinks,
  CampaignPage,
  CampaignSeries,
  FindCampaigns,
  FindRecipients,
  RecipientPage,
  SeriesUnit,
} from '../../../contracts/campaigns';
import { dotmailerApi, queryString, unwrap } from './base';

const of = (id: number, what: string) => `/dotmailer/campaigns/${id}/${what}`;

const campaignsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerCampaigns: build.query<CampaignPage, FindCampaigns>({
      query: (params) => `/dotmailer/campaigns${queryString(params)}`,
      transformResponse: unwrap<CampaignPage>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerCampaignChoices: build.query<CampaignChoices, void>({
      query: () => '/dotmailer/campaigns/choices',
      transformResponse: unwrap<CampaignChoices>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerCampaign: build.query<Campaign, number>({
      query: (id) => `/dotmailer/campaigns/${id}`,
      transformResponse: unwrap<Campaign>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerCampaignContent: build.query<CampaignContent, number>({
      query: (id) => of(id, 'content'),
      transformResponse: unwrap<CampaignContent>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerCampaignSeries: build.query<
      CampaignSeries,
      { id: number; unit: SeriesUnit; offset: number }
    >({
      query: ({ id, ...params }) => of(id, `series${queryString(params)}`),
      transformResponse: unwrap<CampaignSeries>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerCampaignLinks: build.query<CampaignLinks, number>({
      query: (id) => of(id, 'links'),
      transformResponse: unwrap<CampaignLinks>,
      providesTags: ['DotmailerCampaign'],
    }),
    dotmailerRecipients: build.query<RecipientPage, FindRecipients & { id: number }>({
      query: ({ id, ...params }) => of(id, `recipients${queryString(params)}`),
      transformResponse: unwrap<RecipientPage>,
      providesTags: ['DotmailerCampaign'],
    }),
  }),
});

export const {
  useDotmailerCampaignsQuery,
  useDotmailerCampaignChoicesQuery,
  useDotmailerCampaignQuery,
  useDotmailerCampaignContentQuery,
  useDotmailerCampaignSeriesQuery,
  useDotmailerCampaignLinksQuery,
  useDotmailerRecipientsQuery,
} = campaignsApi;
