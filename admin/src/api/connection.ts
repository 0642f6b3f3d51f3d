import type {
  ApprovedRemovals,
  ConnectableBooks,
  ConnectableIntegrations,
  ConnectList,
  CreatedOlder,
  DisconnectList,
  ListStatus,
  Queued,
} from '../../../contracts/marketing-lists';
import { dotmailerApi, queryString, unwrap } from './base';

type OfList<Body = unknown> = Body & { listId: string };

const of = (listId: string, action: string) => `/dotmailer/marketing-lists/${listId}/${action}`;

/** What changes for the rest of the panel when a list is connected, changed or disconnected. */
const CONNECTION_TAGS = [
  'DotmailerList',
  'DotmailerMember',
  'DotmailerAddressBook',
  'DotmailerRun',
  'DotmailerIntegration',
] as const;

const connectionApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerListStatus: build.query<ListStatus, string>({
      query: (listId) => of(listId, 'status'),
      transformResponse: unwrap<ListStatus>,
      providesTags: ['DotmailerList'],
    }),
    dotmailerConnectableIntegrations: build.query<ConnectableIntegrations, void>({
      query: () => '/dotmailer/connectable-integrations',
      transformResponse: unwrap<ConnectableIntegrations>,
      providesTags: ['DotmailerIntegration'],
    }),
    dotmailerConnectableBooks: build.query<
      ConnectableBooks,
      OfList<{ integrationId: number; search?: string }>
    >({
      query: ({ listId, ...params }) => of(listId, `connectable-books${queryString(params)}`),
      transformResponse: unwrap<ConnectableBooks>,
      providesTags: ['DotmailerAddressBook'],
    }),
    dotmailerConnect: build.mutation<unknown, OfList<ConnectList>>({
      query: ({ listId, ...data }) => ({ url: of(listId, 'connection'), method: 'POST', data }),
      invalidatesTags: [...CONNECTION_TAGS],
    }),
    dotmailerChangeConnection: build.mutation<unknown, OfList<ConnectList>>({
      query: ({ listId, ...data }) => ({ url: of(listId, 'connection'), method: 'PUT', data }),
      invalidatesTags: [...CONNECTION_TAGS],
    }),
    dotmailerCreateOlder: build.mutation<CreatedOlder, string>({
      query: (listId) => ({ url: of(listId, 'new-records'), method: 'POST' }),
      transformResponse: unwrap<CreatedOlder>,
      invalidatesTags: ['DotmailerList', 'DotmailerRun'],
    }),
    dotmailerDisconnect: build.mutation<unknown, OfList<DisconnectList>>({
      query: ({ listId, ...data }) => ({ url: of(listId, 'disconnect'), method: 'POST', data }),
      invalidatesTags: [...CONNECTION_TAGS],
    }),
    dotmailerSynchronizeList: build.mutation<Queued, string>({
      query: (listId) => ({ url: of(listId, 'synchronize'), method: 'POST' }),
      transformResponse: unwrap<Queued>,
      invalidatesTags: ['DotmailerList', 'DotmailerRun'],
    }),
    dotmailerRefreshFields: build.mutation<Queued, string>({
      query: (listId) => ({ url: of(listId, 'refresh-fields'), method: 'POST' }),
      transformResponse: unwrap<Queued>,
      invalidatesTags: ['DotmailerList', 'DotmailerRun'],
    }),
    dotmailerApproveRemovals: build.mutation<ApprovedRemovals, OfList<{ holdId: number }>>({
      query: ({ listId, holdId }) => ({
        url: of(listId, `removals/${holdId}/approve`),
        method: 'POST',
      }),
      transformResponse: unwrap<ApprovedRemovals>,
      invalidatesTags: ['DotmailerList', 'DotmailerMember'],
    }),
  }),
});

export const {
  useDotmailerListStatusQuery,
  useDotmailerConnectableIntegrationsQuery,
  useDotmailerConnectableBooksQuery,
  useDotmailerConnectMutation,
  useDotmailerChangeConnectionMutation,
  useDotmailerCreateOlderMutation,
  useDotmailerDisconnectMutation,
  useDotmailerSynchronizeListMutation,
  useDotmailerRefreshFieldsMutation,
  useDotmailerApproveRemovalsMutation,
} = connectionApi;
