import type {
  ChangedMembers,
  ChangeMembers,
  FindMembers,
  MemberPage,
  RetriedMembers,
  RetryMembers,
} from '../../../contracts/marketing-lists';
import { dotmailerApi, queryString, unwrap } from './base';

/** Changes of single members, named as their endpoints are. */
export type MemberChange = 'unsubscribe' | 'remove' | 'restore' | 'resubscribe' | 'undo';

const membersApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerMembers: build.query<MemberPage, FindMembers & { listId: string }>({
      query: ({ listId, ...params }) =>
        `/dotmailer/marketing-lists/${listId}/members${queryString(params)}`,
      transformResponse: unwrap<MemberPage>,
      providesTags: ['DotmailerMember'],
    }),
    dotmailerChangeMembers: build.mutation<
      ChangedMembers,
      ChangeMembers & { listId: string; change: MemberChange }
    >({
      query: ({ listId, change, documentIds }) => ({
        url: `/dotmailer/marketing-lists/${listId}/members/${change}`,
        method: 'POST',
        data: { documentIds },
      }),
      transformResponse: unwrap<ChangedMembers>,
      invalidatesTags: ['DotmailerMember', 'DotmailerList'],
    }),
    dotmailerRetryMembers: build.mutation<RetriedMembers, { listId: string; which: RetryMembers }>({
      query: ({ listId, which }) => ({
        url: `/dotmailer/marketing-lists/${listId}/retry`,
        method: 'POST',
        data: which,
      }),
      transformResponse: unwrap<RetriedMembers>,
      invalidatesTags: ['DotmailerMember', 'DotmailerList'],
    }),
  }),
});

export const {
  useDotmailerMembersQuery,
  useDotmailerChangeMembersMutation,
  useDotmailerRetryMembersMutation,
} = membersApi;
