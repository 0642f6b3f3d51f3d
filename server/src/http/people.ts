import * as contract from '../../../contracts/people';
import { notFound } from '../core/problem';
import { readCursor, TIMELINE_START, writeCursor } from '../core/timeline';
import { collectionsOfPeople, emailPaths } from '../store/list-query';
import { mayReadPath } from '../store/viewer';
import type { Deps } from '../sync/deps';
import { describePerson, timelineOfPerson } from '../sync/people/describe-person';
import type { Membership } from '../sync/people/memberships';
import type { OwnEntry } from '../sync/people/own-entries';
import type { PersonRecord } from '../sync/people/person-facts';
import type { Timeline, TimelineEntry } from '../sync/people/person-timeline';
import { endpoint, type Area } from './endpoint';
import { hostRecords } from './host-records';
import { isoOf } from './ids';

/** As many entries of the timeline as a side panel shows. */
const LATEST = 8;

/**
 * The record as the viewer's role may see it in the Content Manager. Both versions have an e-mail where
 * there are drafts: lists read what is published or the drafts, and the panel stands beside either.
 * @throws Problem NOT_FOUND when there is no such record or e-mail for this viewer
 */
const findRecord = async (
  { repositories }: Deps,
  userAbility: unknown,
  { collection, documentId, locale }: { collection: string; documentId: string; locale?: string }
): Promise<PersonRecord & { label: string }> => {
  const { db, hostValues } = repositories;
  const { strapi } = db;
  const lists = await repositories.lists.matching({ collection });
  const listed = lists.map(({ emailField }) => emailField);
  const paths = emailPaths(db, collection, listed).filter((path) =>
    mayReadPath(db, userAbility, { collection, path })
  );
  const versions = hostValues.hasDrafts(collection)
    ? (['published', 'draft'] as const)
    : ([null] as const);
  const shown = [];
  for (const version of versions) {
    const records = hostRecords(strapi, userAbility, {
      collection,
      locale: locale ?? null,
      version,
    });
    for (const path of paths) shown.push(...(await records.show([documentId], path)));
  }
  const [first] = shown;
  if (!first) throw notFound('The person');
  const emails = shown.flatMap(({ email }) => (email?.trim() ? [email.trim()] : []));
  return { collection, documentId, lists, label: first.label, emails: [...new Set(emails)] };
};

const listAnswer = ({
  list,
  connection,
  optOut,
  since,
  lastExportedAt,
  ...membership
}: Membership): contract.PersonList => ({
  id: list.id,
  name: list.name,
  book: connection?.bookName ?? null,
  ...membership,
  since: isoOf(since),
  lastExportedAt: isoOf(lastExportedAt),
  optOut: optOut && {
    source: optOut.source,
    scope: optOut.scope,
    at: new Date(optOut.optedOutAt).toISOString(),
    resubscribe: optOut.resubscribeState,
  },
});

type Placed = { key: string; at: string };

const entryAnswer = (entry: TimelineEntry): contract.TimelineEntry => {
  const placed: Placed = {
    key: `${entry.source}-${entry.id}`,
    at: new Date(entry.at).toISOString(),
  };
  if (entry.source === 'own') return ownAnswer(placed, entry.what);
  const { campaignId, campaign: name } = entry.what;
  const campaign = { id: campaignId, name };
  if (entry.source === 'event') {
    const { kind, url, client } = entry.what;
    return kind === 'open'
      ? { ...placed, kind, campaign, client }
      : { ...placed, kind, campaign, url };
  }
  const { opens, clicks, pageViews, forwards, replies, unsubscribed } = entry.what;
  const { hardBounced, softBounced } = entry.what;
  const bounced = hardBounced ? 'hard' : softBounced ? 'soft' : null;
  return {
    ...placed,
    kind: 'sent',
    campaign,
    opens,
    clicks,
    pageViews,
    forwards,
    replies,
    unsubscribed,
    bounced,
  };
};

const ownAnswer = (placed: Placed, { at: _, ...what }: OwnEntry): contract.TimelineEntry => ({
  ...placed,
  ...what,
});

const timelineAnswer = ({ entries, next }: Timeline): contract.TimelinePage => ({
  entries: entries.map(entryAnswer),
  after: next && writeCursor(next),
});

const collections = endpoint({
  name: 'collections',
  method: 'GET',
  path: '/people/collections',
  permission: 'activities.read',
  handle: async ({ deps, userAbility }): Promise<contract.PeopleCollections> => {
    const { db, lists } = deps.repositories;
    return collectionsOfPeople(db, await lists.all())
      .filter(({ uid, paths }) =>
        paths.some((path) => mayReadPath(db, userAbility, { collection: uid, path }))
      )
      .map(({ uid }) => uid);
  },
});

const findOne = endpoint({
  name: 'findOne',
  method: 'GET',
  path: '/people/:collection/:documentId',
  permission: 'activities.read',
  query: contract.findPerson,
  handle: async ({ deps, params, query, userAbility }): Promise<contract.Person> => {
    const record = await findRecord(deps, userAbility, { ...refOf(params), ...query });
    const page = { cursor: TIMELINE_START, pageSize: LATEST };
    const { memberships, engagement, timeline } = await describePerson(deps, record, page);
    const { lastSentAt, lastOpenedAt, lastClickedAt, ...counts } = engagement;
    return {
      label: record.label,
      emails: record.emails,
      lists: memberships.map(listAnswer),
      engagement: {
        ...counts,
        lastMailedAt: isoOf(lastSentAt),
        lastOpenedAt: isoOf(lastOpenedAt),
        lastClickedAt: isoOf(lastClickedAt),
      },
      timeline: timelineAnswer(timeline),
    };
  },
});

const timeline = endpoint({
  name: 'timeline',
  method: 'GET',
  path: '/people/:collection/:documentId/timeline',
  permission: 'activities.read',
  query: contract.findTimeline,
  handle: async ({ deps, params, query, userAbility }): Promise<contract.TimelinePage> => {
    const { locale, after, pageSize } = query;
    const record = await findRecord(deps, userAbility, { ...refOf(params), locale });
    const page = { cursor: readCursor(after), pageSize };
    return timelineAnswer(await timelineOfPerson(deps, record, page));
  },
});

const refOf = ({ collection = '', documentId = '' }: Record<string, string>) => ({
  collection,
  documentId,
});

/** What a record of a person is to the plugin, as far as the viewer's role may see the record. */
export const people: Area = { name: 'people', endpoints: [collections, findOne, timeline] };
