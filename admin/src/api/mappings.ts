import type {
  DeletedMapping,
  FindMappings,
  FindSources,
  MappableCollections,
  MappableFields,
  MappableIntegrations,
  Mapping,
  MappingPage,
  MappingPreview,
  MappingSources,
  PreviewMapping,
  SavedMapping,
  SaveMapping,
} from '../../../contracts/mappings';
import { dotmailerApi, queryString, unwrap } from './base';

/** What a mapping changes elsewhere: data fields say which mappings fill them. */
const CHANGED = ['DotmailerMapping', 'DotmailerDataField'] as const;

const mappingsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerMappings: build.query<MappingPage, FindMappings>({
      query: (params) => `/dotmailer/mappings${queryString(params)}`,
      transformResponse: unwrap<MappingPage>,
      providesTags: ['DotmailerMapping', 'DotmailerIntegration'],
    }),
    dotmailerMapping: build.query<Mapping, number>({
      query: (id) => `/dotmailer/mappings/${id}`,
      transformResponse: unwrap<Mapping>,
      /** A form starts from what is stored now, and nothing is put into it while it is edited. */
      keepUnusedDataFor: 0,
    }),
    dotmailerMappableCollections: build.query<MappableCollections, void>({
      query: () => '/dotmailer/mappings/collections',
      transformResponse: unwrap<MappableCollections>,
    }),
    dotmailerMappableIntegrations: build.query<MappableIntegrations, void>({
      query: () => '/dotmailer/mappings/integrations',
      transformResponse: unwrap<MappableIntegrations>,
      providesTags: ['DotmailerIntegration'],
    }),
    dotmailerMappableFields: build.query<MappableFields, number>({
      query: (integrationId) => `/dotmailer/mappings/data-fields${queryString({ integrationId })}`,
      transformResponse: unwrap<MappableFields>,
      providesTags: ['DotmailerDataField'],
    }),
    dotmailerMappingSources: build.query<MappingSources, FindSources>({
      query: (params) => `/dotmailer/mappings/sources${queryString(params)}`,
      transformResponse: unwrap<MappingSources>,
    }),
    dotmailerPreviewMapping: build.query<MappingPreview, PreviewMapping>({
      query: (data) => ({ url: '/dotmailer/mappings/preview', method: 'POST', data }),
      transformResponse: unwrap<MappingPreview>,
      keepUnusedDataFor: 0,
    }),
    dotmailerCreateMapping: build.mutation<SavedMapping, SaveMapping>({
      query: (data) => ({ url: '/dotmailer/mappings', method: 'POST', data }),
      transformResponse: unwrap<SavedMapping>,
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
    dotmailerUpdateMapping: build.mutation<SavedMapping, { id: number; values: SaveMapping }>({
      query: ({ id, values }) => ({
        url: `/dotmailer/mappings/${id}`,
        method: 'PUT',
        data: values,
      }),
      transformResponse: unwrap<SavedMapping>,
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
    dotmailerDeleteMapping: build.mutation<DeletedMapping, number>({
      query: (id) => ({ url: `/dotmailer/mappings/${id}`, method: 'DELETE' }),
      transformResponse: unwrap<DeletedMapping>,
      invalidatesTags: (_, error) => (error ? [] : CHANGED),
    }),
  }),
});

export const {
  useDotmailerMappingsQuery,
  useDotmailerMappingQuery,
  useDotmailerMappableCollectionsQuery,
  useDotmailerMappableIntegrationsQuery,
  useDotmailerMappableFieldsQuery,
  useDotmailerMappingSourcesQuery,
  useDotmailerPreviewMappingQuery,
  useDotmailerCreateMappingMutation,
  useDotmailerUpdateMappingMutation,
  useDotmailerDeleteMappingMutation,
} = mappingsApi;
