import type {
  FindRuns,
  Run,
  RunPage,
  Synchronize,
  SynchronizeAnswer,
} from '../../../contracts/runs';
import { dotmailerApi, queryString, unwrap } from './base';

const runsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerRuns: build.query<RunPage, FindRuns>({
      query: (params) => `/dotmailer/runs${queryString(params)}`,
      transformResponse: unwrap<RunPage>,
      providesTags: ['DotmailerRun'],
    }),
    dotmailerRun: build.query<Run, number>({
      query: (id) => `/dotmailer/runs/${id}`,
      transformResponse: unwrap<Run>,
      providesTags: ['DotmailerRun'],
    }),
    dotmailerStopRun: build.mutation<unknown, number>({
      query: (id) => ({ url: `/dotmailer/runs/${id}/stop`, method: 'POST' }),
      invalidatesTags: ['DotmailerRun'],
    }),
    dotmailerSynchronize: build.mutation<SynchronizeAnswer, Partial<Synchronize>>({
      query: (data) => ({ url: '/dotmailer/synchronize', method: 'POST', data }),
      transformResponse: unwrap<SynchronizeAnswer>,
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerRun', 'DotmailerList']),
    }),
  }),
});

export const {
  useDotmailerRunsQuery,
  useDotmailerRunQuery,
  useDotmailerStopRunMutation,
  useDotmailerSynchronizeMutation,
} = runsApi;
