import { z } from 'zod';

export const deeds = ['opened', 'notOpened', 'clicked', 'notClicked'] as const;
export type Deed = (typeof deeds)[number];

/** What members did, or did not do although it was sent to them. */
export const activityCondition = z.strictObject({
  did: z.enum(deeds),
  /** documentId of the campaign; absent: any campaign. */
  campaign: z.string().min(1).max(36).optional(),
  /** Only the last so many days; absent: all the time. */
  days: z.number().int().min(1).max(3650).optional(),
});
export type ActivityCondition = z.infer<typeof activityCondition>;

/**
 * The stored filter of a list. `where` is a Strapi filter, or the explicit choice of all records; every
 * condition of `activity` must hold as well.
 */
export const storedFilter = z.object({
  version: z.literal(1),
  where: z.union([z.literal('all'), z.record(z.string(), z.unknown())]),
  activity: z.array(activityCondition).default([]),
});
export type StoredFilter = z.infer<typeof storedFilter>;

export const attributeType = z.enum([
  'string',
  'enumeration',
  'boolean',
  'number',
  'date',
  'datetime',
  'time',
  'relation',
  'component',
]);

/** One attribute the filter builder may offer. */
export type FilterAttribute = {
  name: string;
  label: string;
  type: z.infer<typeof attributeType>;
  operators: string[];
  /** Values of an enumeration. */
  values?: string[];
  /** Relations and components: what lies behind, and whether it can be many. */
  target?: string;
  many?: boolean;
};

/** GET /dotmailer/collections: collections a marketing list can be made of. */
export type HostCollection = {
  uid: string;
  displayName: string;
  /** `email` or `relation.email` with the type found behind it. */
  emailFields: { path: string; label: string; suggested: boolean }[];
  locales: string[] | null;
  draftAndPublish: boolean;
};

/** GET /dotmailer/collections/:uid/attributes: for the filter builder; also for relation targets and components. */
export type CollectionAttributes = { uid: string; attributes: FilterAttribute[] };

/** GET /dotmailer/marketing-lists/campaigns?search&id: what conditions on activity can name. */
export const findSentCampaigns = z.object({
  /** In name or subject. */
  search: z.string().trim().max(128).optional(),
  /** Only this one, for its name. */
  id: z.string().max(36).optional(),
});
export type FindSentCampaigns = z.infer<typeof findSentCampaigns>;
/** The latest first, 50 at most; `id` is the documentId. */
export type SentCampaigns = {
  id: string;
  name: string;
  subject: string | null;
  sentAt: string | null;
  integrationName: string;
}[];
