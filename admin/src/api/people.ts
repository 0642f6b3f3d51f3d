import type {
  FindPerson,
  FindTimeline,
  PeopleCollections,
  Person,
  TimelinePage,
} from '../../../contracts/people';
import { dotmailerApi, queryString, unwrap } from './base';

/** A record of the Content Manager. */
export type PersonRef = { collection: string; documentId: string } & FindPerson;

const pathOf = ({ collection, documentId }: PersonRef) =>
  `/dotmailer/people/${collection}/${documentId}`;

const peopleApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerPeopleCollections: build.query<PeopleCollections, void>({
      query: () => '/dotmailer/people/collections',
      transformResponse: unwrap<PeopleCollections>,
      providesTags: ['DotmailerList'],
    }),
    dotmailerPerson: build.query<Person, PersonRef>({
      query: (ref) => `${pathOf(ref)}${queryString({ locale: ref.locale })}`,
      transformResponse: unwrap<Person>,
      providesTags: ['DotmailerMember'],
    }),
    dotmailerTimeline: build.query<TimelinePage, { ref: PersonRef } & FindTimeline>({
      query: ({ ref, after }) =>
        `${pathOf(ref)}/timeline${queryString({ locale: ref.locale, after })}`,
      transformResponse: unwrap<TimelinePage>,
      keepUnusedDataFor: 0,
    }),
  }),
});

export const {
  useDotmailerPeopleCollectionsQuery,
  useDotmailerPersonQuery,
  useDotmailerTimelineQuery,
} = peopleApi;
