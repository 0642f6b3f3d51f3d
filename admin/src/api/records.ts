import { dotmailerApi, queryString } from './base';

/** Records of a collection whose texts hold what is searched, as the viewer's role may see them. */
type FindRecords = {
  collection: string;
  search?: string;
  locale?: string | null;
  version?: 'published' | 'draft' | null;
};

export type HostRecord = { documentId: string } & Record<string, unknown>;

/** The columns of a collection's list view in the Content Manager, the one that names records first. */
export type RecordColumns = string[];

type Configuration = {
  data: { contentType: { settings: { mainField: string }; layouts: { list: string[] } } };
};

/** As many as a list to choose from shows at once. */
const OFFERED = 20;

const columnsOf = ({ data: { contentType } }: Configuration): RecordColumns => [
  ...new Set([contentType.settings.mainField, ...contentType.layouts.list]),
];

const recordsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerRecords: build.query<HostRecord[], FindRecords>({
      query: ({ collection, search, locale, version }) =>
        `/content-manager/collection-types/${collection}${queryString({
          page: 1,
          pageSize: OFFERED,
          _q: search,
          locale,
          status: version,
        })}`,
      transformResponse: ({ results }: { results: HostRecord[] }) => results,
      keepUnusedDataFor: 0,
    }),
    dotmailerRecordColumns: build.query<RecordColumns, string>({
      query: (collection) => `/content-manager/content-types/${collection}/configuration`,
      transformResponse: (answer: Configuration) => columnsOf(answer),
    }),
  }),
});

export const { useDotmailerRecordsQuery, useDotmailerRecordColumnsQuery } = recordsApi;
