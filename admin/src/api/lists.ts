import type {
  CollectionAttributes,
  FindSentCampaigns,
  HostCollection,
  ListPreview,
  ManualLists,
  PickedRecords,
  PickRecords,
  PreviewList,
  SentCampaigns,
  StoredFilter,
} from '../../../contracts/marketing-lists';
import { MARKETING_LIST } from '../plugin-id';
import { dotmailerApi, queryString, unwrap } from './base';

/** A new list, as the Content Manager's own API takes it. */
type NewList = {
  name: string;
  collection: string;
  emailField: string;
  kind: 'dynamic' | 'static' | 'manual';
  filter?: StoredFilter;
  recordLocale?: string | null;
  version?: 'published' | 'draft';
};

type CreatedList = { documentId: string };

/** What pages outside of the edit view need of a stored list. */
type StoredList = {
  documentId: string;
  name: string;
  collection: string;
  recordLocale: string | null;
};

/** What the Content Manager shows of lists comes from its own cache. */
const contentManagerTags = dotmailerApi.enhanceEndpoints({ addTagTypes: ['Document'] });

const listsApi = contentManagerTags.injectEndpoints({
  endpoints: (build) => ({
    dotmailerCollections: build.query<HostCollection[], void>({
      query: () => '/dotmailer/collections',
      transformResponse: unwrap<HostCollection[]>,
    }),
    dotmailerCollectionAttributes: build.query<CollectionAttributes, string>({
      query: (uid) => `/dotmailer/collections/${uid}/attributes`,
      transformResponse: unwrap<CollectionAttributes>,
    }),
    dotmailerSentCampaigns: build.query<SentCampaigns, FindSentCampaigns>({
      query: (params) => `/dotmailer/marketing-lists/campaigns${queryString(params)}`,
      transformResponse: unwrap<SentCampaigns>,
    }),
    dotmailerPreview: build.query<ListPreview, PreviewList>({
      query: (data) => ({ url: '/dotmailer/marketing-lists/preview', method: 'POST', data }),
      transformResponse: unwrap<ListPreview>,
      providesTags: ['DotmailerMember'],
      keepUnusedDataFor: 0,
    }),
    dotmailerManualLists: build.query<ManualLists, string>({
      query: (collection) => `/dotmailer/marketing-lists/manual${queryString({ collection })}`,
      transformResponse: unwrap<ManualLists>,
      providesTags: ['DotmailerList', { type: 'Document', id: `${MARKETING_LIST}_LIST` }],
    }),
    dotmailerPickRecords: build.mutation<PickedRecords, PickRecords & { listId: string }>({
      query: ({ listId, documentIds }) => ({
        url: `/dotmailer/marketing-lists/${listId}/records`,
        method: 'POST',
        data: { documentIds },
      }),
      transformResponse: unwrap<PickedRecords>,
      invalidatesTags: ['DotmailerList', 'DotmailerMember'],
    }),
    dotmailerSnapshot: build.mutation<unknown, string>({
      query: (listId) => ({ url: `/dotmailer/marketing-lists/${listId}/snapshot`, method: 'POST' }),
      invalidatesTags: ['DotmailerList', 'DotmailerMember'],
    }),
    dotmailerList: build.query<StoredList, string>({
      query: (listId) => `/content-manager/collection-types/${MARKETING_LIST}/${listId}`,
      transformResponse: unwrap<StoredList>,
      providesTags: (_result, _error, listId) => [
        'DotmailerList',
        { type: 'Document', id: `${MARKETING_LIST}_${listId}` },
      ],
    }),
    dotmailerCreateList: build.mutation<CreatedList, NewList>({
      query: (data) => ({
        url: `/content-manager/collection-types/${MARKETING_LIST}`,
        method: 'POST',
        data,
      }),
      transformResponse: unwrap<CreatedList>,
      invalidatesTags: [{ type: 'Document', id: `${MARKETING_LIST}_LIST` }],
    }),
  }),
});

export const {
  useDotmailerCollectionsQuery,
  useDotmailerCollectionAttributesQuery,
  useLazyDotmailerCollectionAttributesQuery,
  useDotmailerPreviewQuery,
  useDotmailerSentCampaignsQuery,
  useDotmailerListQuery,
  useDotmailerManualListsQuery,
  useDotmailerPickRecordsMutation,
  useDotmailerSnapshotMutation,
  useDotmailerCreateListMutation,
} = listsApi;
