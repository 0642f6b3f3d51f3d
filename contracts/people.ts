import { z } from 'zod';
import type { Member } from './marketing-lists';

/** GET /dotmailer/people/collections: those whose records can have an e-mail that the viewer may read. */
export type PeopleCollections = string[];

/** GET /dotmailer/people/:collection/:documentId; the locale of the record where its collection has several. */
export const findPerson = z.object({ locale: z.string().max(20).optional() });
export type FindPerson = z.infer<typeof findPerson>;

/** A list the record is in or was removed from. */
export type PersonList = Pick<
  Member,
  'state' | 'reason' | 'since' | 'lastExportedAt' | 'vendorStatus' | 'optOut'
> & { id: string; name: string; book: string | null };

type InCampaign = { campaign: { id: number; name: string } };
type InList = { list: { id: string; name: string }; book: string | null };
type OptOut = NonNullable<Member['optOut']>;

/** Something that happened to or was done by a person. */
export type TimelineEntry = { key: string; at: string } & (
  | ({
      kind: 'sent';
      /** What the person did with it, added up, whenever that was. */
      opens: number;
      clicks: number;
      pageViews: number;
      forwards: number;
      replies: number;
      bounced: 'hard' | 'soft' | null;
      unsubscribed: boolean;
    } & InCampaign)
  | ({ kind: 'open'; client: string | null } & InCampaign)
  | ({ kind: 'click' | 'view'; url: string | null } & InCampaign)
  | ({ kind: 'joined' | 'exported' } & InList)
  | ({ kind: 'stopped'; state: Member['state']; reason: string | null } & InList)
  | ({ kind: 'removed'; reason: string | null } & InList)
  | {
      kind: 'opted-out' | 'opted-in';
      source: OptOut['source'];
      scope: OptOut['scope'];
      reason: string | null;
      /** Name of the list or the book, where it is one of the record's. */
      where: string | null;
    }
);

/** Latest first. `after` leads to the next page; null on the last one. */
export type TimelinePage = { entries: TimelineEntry[]; after: string | null };

export type Person = {
  /** Name of the record. */
  label: string;
  /** E-mails of the stored record: of what is published and of the draft, where they differ. */
  emails: string[];
  lists: PersonList[];
  engagement: {
    received: number;
    opened: number;
    clicked: number;
    lastMailedAt: string | null;
    lastOpenedAt: string | null;
    lastClickedAt: string | null;
  };
  /** The latest entries. */
  timeline: TimelinePage;
};

/** GET /dotmailer/people/:collection/:documentId/timeline: a page of it. */
export const findTimeline = findPerson.extend({
  after: z.string().max(40).optional(),
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
});
export type FindTimeline = Partial<z.infer<typeof findTimeline>>;
