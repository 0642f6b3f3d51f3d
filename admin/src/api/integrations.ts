import type {
  CheckConnection,
  CheckedConnection,
  CreateIntegration,
  DeletionEffects,
  Integration,
  Overview,
  SiteAnswer,
  UpdateIntegration,
} from '../../../contracts/integrations';
import { dotmailerApi, unwrap } from './base';

/** What changes when an integration does: the menu, its books, and what is being synchronised. */
const CHANGED = [
  'DotmailerIntegration',
  'DotmailerOverview',
  'DotmailerAddressBook',
  'DotmailerRun',
  'DotmailerList',
  'DotmailerStudio',
] as const;

const integrationsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerOverview: build.query<Overview, void>({
      query: () => '/dotmailer/overview',
      transformResponse: unwrap<Overview>,
      providesTags: ['DotmailerOverview'],
    }),
    dotmailerIntegrations: build.query<Integration[], void>({
      query: () => '/dotmailer/integrations',
      transformResponse: unwrap<Integration[]>,
      providesTags: ['DotmailerIntegration'],
    }),
    dotmailerIntegration: build.query<Integration, number>({
      query: (id) => `/dotmailer/integrations/${id}`,
      transformResponse: unwrap<Integration>,
      providesTags: ['DotmailerIntegration'],
    }),
    dotmailerCreateIntegration: build.mutation<Integration, CreateIntegration>({
      query: (data) => ({ url: '/dotmailer/integrations', method: 'POST', data }),
      transformResponse: unwrap<Integration>,
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
    dotmailerUpdateIntegration: build.mutation<
      Integration,
      { id: number; values: UpdateIntegration }
    >({
      query: ({ id, values }) => ({
        url: `/dotmailer/integrations/${id}`,
        method: 'PUT',
        data: values,
      }),
      transformResponse: unwrap<Integration>,
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
    dotmailerDeleteIntegration: build.mutation<unknown, number>({
      query: (id) => ({ url: `/dotmailer/integrations/${id}`, method: 'DELETE' }),
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
    dotmailerDeletionEffects: build.query<DeletionEffects, number>({
      query: (id) => `/dotmailer/integrations/${id}/deletion`,
      transformResponse: unwrap<DeletionEffects>,
      /** Always counted afresh: it is what a person agrees to. */
      keepUnusedDataFor: 0,
    }),
    dotmailerCheckConnection: build.mutation<CheckedConnection, CheckConnection>({
      query: (data) => ({ url: '/dotmailer/integrations/check', method: 'POST', data }),
      transformResponse: unwrap<CheckedConnection>,
    }),
    dotmailerAnswerSite: build.mutation<unknown, { id: number } & SiteAnswer>({
      query: ({ id, answer }) => ({
        url: `/dotmailer/integrations/${id}/site-answer`,
        method: 'POST',
        data: { answer },
      }),
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
  }),
});

export const {
  useDotmailerOverviewQuery,
  useDotmailerIntegrationsQuery,
  useDotmailerIntegrationQuery,
  useDotmailerCreateIntegrationMutation,
  useDotmailerUpdateIntegrationMutation,
  useDotmailerDeleteIntegrationMutation,
  useDotmailerDeletionEffectsQuery,
  useDotmailerCheckConnectionMutation,
  useDotmailerAnswerSiteMutation,
} = integrationsApi;
