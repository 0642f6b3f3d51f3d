import type { TimelineCursor } from '../../core/timeline';
import type { Engagement } from '../../store/campaigns/person-activity';
import type { Deps } from '../deps';
import { membershipsOf, type Membership } from './memberships';
import { personFacts, type PersonRecord } from './person-facts';
import { personTimeline, type Timeline } from './person-timeline';

export type DescribedPerson = {
  memberships: Membership[];
  engagement: Engagement;
  timeline: Timeline;
};

type Page = { cursor: TimelineCursor; pageSize: number };

/** A record's lists, what the person did with campaigns, and the latest of all that. */
export const describePerson = async (
  deps: Deps,
  record: PersonRecord,
  page: Page
): Promise<DescribedPerson> => {
  const facts = await personFacts(deps, record);
  const memberships = await membershipsOf(deps, facts);
  return {
    memberships,
    engagement: await deps.repositories.campaigns.persons.engagement(facts.keys),
    timeline: await personTimeline(deps, facts, memberships, page),
  };
};

/** A later page of a record's timeline. */
export const timelineOfPerson = async (
  deps: Deps,
  record: PersonRecord,
  page: Page
): Promise<Timeline> => {
  const facts = await personFacts(deps, record);
  return personTimeline(deps, facts, await membershipsOf(deps, facts), page);
};
