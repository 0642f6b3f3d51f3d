import { neededOf, timelinePage, type Timed, type TimelineCursor } from '../../core/timeline';
import type { PersonEvent, SentCampaign } from '../../store/campaigns/person-activity';
import type { Deps } from '../deps';
import type { Membership } from './memberships';
import { ownEntries, type OwnEntry } from './own-entries';
import type { PersonFacts } from './person-facts';

/** Something that happened to or was done by a person: an activity, or what the plugin did. */
export type TimelineEntry = Timed &
  (
    | { source: 'own'; what: OwnEntry }
    | { source: 'sent'; what: SentCampaign }
    | { source: 'event'; what: PersonEvent }
  );

export type Timeline = { entries: TimelineEntry[]; next: TimelineCursor | null };

/** At one moment, what came last is on top: whoever opens a mail has got it. */
const RANK = { event: 0, sent: 1, own: 2 } as const;

/** A page of a person's timeline, latest first. */
export const personTimeline = async (
  { repositories }: Deps,
  facts: PersonFacts,
  memberships: Membership[],
  { cursor, pageSize }: { cursor: TimelineCursor; pageSize: number }
): Promise<Timeline> => {
  const { persons } = repositories.campaigns;
  const part = { until: cursor.until, limit: neededOf(cursor, pageSize) };
  const own = ownEntries(facts, memberships).map((what, id): TimelineEntry => ({
    source: 'own',
    at: what.at,
    rank: RANK.own,
    id,
    what,
  }));
  const sent = (await persons.sent(facts.keys, part)).map((what): TimelineEntry => ({
    source: 'sent',
    at: what.at,
    rank: RANK.sent,
    id: what.id,
    what,
  }));
  const events = (await persons.events(facts.keys, part)).map((what): TimelineEntry => ({
    source: 'event',
    at: what.at,
    rank: RANK.event,
    id: what.id,
    what,
  }));
  return timelinePage([own, sent, events], cursor, pageSize);
};
