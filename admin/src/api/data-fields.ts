import type {
  ChangeDataField,
  CreateDataField,
  DataField,
  DataFieldDeletion,
  DataFieldPage,
  FindDataFields,
} from '../../../contracts/data-fields';
import type { ConnectableIntegrations } from '../../../contracts/marketing-lists';
import type { SynchronizeAnswer } from '../../../contracts/runs';
import { dotmailerApi, queryString, unwrap } from './base';

/** Apart from single fields, so that the page of a field does not ask for it again once it is deleted. */
const LIST = { type: 'DotmailerDataField', id: 'list' } as const;
const one = (id: number) => ({ type: 'DotmailerDataField', id }) as const;

const dataFieldsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerDataFields: build.query<DataFieldPage, FindDataFields>({
      query: (params) => `/dotmailer/data-fields${queryString(params)}`,
      transformResponse: unwrap<DataFieldPage>,
      providesTags: [LIST],
    }),
    dotmailerDataField: build.query<DataField, number>({
      query: (id) => `/dotmailer/data-fields/${id}`,
      transformResponse: unwrap<DataField>,
      providesTags: (_, __, id) => [one(id)],
    }),
    dotmailerDataFieldIntegrations: build.query<ConnectableIntegrations, void>({
      query: () => '/dotmailer/data-fields/integrations',
      transformResponse: unwrap<ConnectableIntegrations>,
      providesTags: ['DotmailerIntegration'],
    }),
    dotmailerCreateDataField: build.mutation<DataField, CreateDataField>({
      query: (data) => ({ url: '/dotmailer/data-fields', method: 'POST', data }),
      transformResponse: unwrap<DataField>,
      invalidatesTags: (_, error) => (error ? [] : [LIST]),
    }),
    dotmailerChangeDataField: build.mutation<DataField, ChangeDataField & { id: number }>({
      query: ({ id, ...data }) => ({ url: `/dotmailer/data-fields/${id}`, method: 'PUT', data }),
      transformResponse: unwrap<DataField>,
      invalidatesTags: (_, error, { id }) => (error ? [] : [LIST, one(id)]),
    }),
    dotmailerDeleteDataField: build.mutation<DataFieldDeletion, number>({
      query: (id) => ({ url: `/dotmailer/data-fields/${id}`, method: 'DELETE' }),
      transformResponse: unwrap<DataFieldDeletion>,
      invalidatesTags: (answer) => (answer?.deleted ? [LIST] : []),
    }),
    dotmailerSynchronizeDataFields: build.mutation<SynchronizeAnswer, void>({
      query: () => ({ url: '/dotmailer/data-fields/synchronize', method: 'POST' }),
      transformResponse: unwrap<SynchronizeAnswer>,
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerDataField', 'DotmailerRun']),
    }),
  }),
});

export const {
  useDotmailerDataFieldsQuery,
  useDotmailerDataFieldQuery,
  useDotmailerDataFieldIntegrationsQuery,
  useDotmailerCreateDataFieldMutation,
  useDotmailerChangeDataFieldMutation,
  useDotmailerDeleteDataFieldMutation,
  useDotmailerSynchronizeDataFieldsMutation,
} = dataFieldsApi;
