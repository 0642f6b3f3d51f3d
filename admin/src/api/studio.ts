import type { FinishStudio, StudioAddress, StudioIntegration } from '../../../contracts/studio';
import { dotmailerApi, unwrap } from './base';

const studioApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerStudio: build.query<StudioIntegration[], void>({
      query: () => '/dotmailer/studio',
      transformResponse: unwrap<StudioIntegration[]>,
      providesTags: ['DotmailerStudio'],
    }),
    dotmailerConnectStudio: build.mutation<StudioAddress, number>({
      query: (id) => ({ url: `/dotmailer/studio/${id}/connect`, method: 'POST' }),
      transformResponse: unwrap<StudioAddress>,
    }),
    dotmailerFinishStudio: build.mutation<unknown, { id: number; returned: FinishStudio }>({
      query: ({ id, returned }) => ({
        url: `/dotmailer/studio/${id}/finish`,
        method: 'POST',
        data: returned,
      }),
      invalidatesTags: ['DotmailerStudio'],
    }),
    /** Its answer signs somebody in: a mutation, so that it is kept no longer than the page shows it. */
    dotmailerOpenStudio: build.mutation<StudioAddress, number>({
      query: (id) => ({ url: `/dotmailer/studio/${id}/open`, method: 'POST' }),
      transformResponse: unwrap<StudioAddress>,
      /** A refused connection is gone. */
      invalidatesTags: (_, error) => (error ? ['DotmailerStudio'] : []),
    }),
    dotmailerDisconnectStudio: build.mutation<unknown, number>({
      query: (id) => ({ url: `/dotmailer/studio/${id}`, method: 'DELETE' }),
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerStudio']),
    }),
  }),
});

export const {
  useDotmailerStudioQuery,
  useDotmailerConnectStudioMutation,
  useDotmailerFinishStudioMutation,
  useDotmailerOpenStudioMutation,
  useDotmailerDisconnectStudioMutation,
} = studioApi;
