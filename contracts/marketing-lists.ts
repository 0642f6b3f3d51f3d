import { z } from 'zod';
import type { ConnectionState, Remark } from './common';

/** What lists can be made of, and what their filters ask. */
export * from './list-filter';

/** POST /dotmailer/marketing-lists/preview: a list that need not be saved yet. */
export const previewList = z.object({
  listId: z.string().max(36).optional(),
  collection: z.string().max(191),
  emailField: z.string().max(191),
  kind: z.enum(['dynamic', 'static', 'manual']),
  filter: z.unknown().optional(),
  locale: z.string().max(20).nullish(),
  version: z.enum(['published', 'draft']).nullish(),
});
export type PreviewList = z.infer<typeof previewList>;

/** Each matching record is counted in at most one of the other counts. */
export type ListPreview = {
  /** Why the filter cannot be evaluated; everything else is then zero. */
  broken: string | null;
  matching: number;
  /** True when counting stopped at 200,000. */
  more: boolean;
  withoutEmail: number;
  duplicates: number;
  optedOut: number;
  removed: number;
  first: { documentId: string; label: string; email: string | null }[];
};

/** POST /dotmailer/marketing-lists/:id/records: hand-picked members of a manual list. */
export const pickRecords = z.object({ documentIds: z.array(z.string().max(36)).min(1).max(1000) });
export type PickRecords = z.infer<typeof pickRecords>;
export type PickedRecords = { added: number; alreadyThere: number };

/** GET /dotmailer/marketing-lists/manual?collection=uid: lists the bulk action offers. */
export type ManualLists = { id: string; name: string }[];

/** POST /dotmailer/marketing-lists/:id/snapshot: a static list's members, taken anew. */
export type TakenSnapshot = { members: number; takenAt: string | null };

/** GET /dotmailer/marketing-lists/:id/status: the block in the list's edit view. */
export type ListStatus = {
  /** False with a reason when the list cannot be connected. */
  connectable: boolean;
  reason: string | null;
  broken: string | null;
  snapshotAt: string | null;
  /** Why no records can be made of people in a book, whatever the connection says. */
  newRecordsNotOffered: 'users' | 'related-email' | null;
  connection: {
    id: number;
    integrationId: number;
    integrationName: string;
    addressBookId: number;
    addressBookName: string;
    addressBookContacts: number;
    addressBookVanished: boolean;
    createRecords: boolean;
    /** What `createRecords` does; null while it is off. */
    newRecords: NewRecords | null;
    lastSyncedAt: string | null;
    lastExportedAt: string | null;
    state: ConnectionState;
    /** In words for `broken`; the vendor's code for `blocked`, null when the book is gone. */
    detail: string | null;
    /** Why the last run of its integration failed. */
    failure: Remark | null;
    lastRunId: number | null;
    counts: MemberCounts;
    hold: RemovalHold | null;
  } | null;
};

/** Records made of people in the address book whom the list does not have. */
export type NewRecords = {
  /** The book is still to be read for the first time since it was switched on. */
  starting: boolean;
  /** Required fields of the collection that no two-way row fills: nobody is created until one does. */
  missing: { attribute: string; label: string }[];
  /** The mapping of the collection; null when there is none. */
  mappingId: number | null;
  /** Who was in the book before; created by `createOlder` only. */
  older: CountedPeople;
  /** Who came since and is created by the next synchronisation. */
  waiting: CountedPeople;
  /** Whom the collection's rules do not take: tried again once their values or the mapping change. */
  refused: CountedPeople & Sample<RefusedPerson>;
};
/** `label` is that of a field, null when it is about none. */
type RefusedPerson = { email: string; label: string | null; reason: string };
/** Some of them; `hidden`: none, because the viewer's role may not read their e-mails. */
type Sample<Person> = { sample: Person[]; hidden: boolean };
/** Counted up to 10,000; `more` when there are more than that. */
export type CountedPeople = { count: number; more: boolean };

/** POST /dotmailer/marketing-lists/:id/new-records: of the older people too. */
export type CreatedOlder = { asked: number };

export type MemberCounts = {
  members: number;
  exported: number;
  waiting: number;
  refused: number;
  held: number;
  optedOut: number;
  undeliverable: number;
  duplicates: number;
  withoutEmail: number;
  leaving: number;
};

export type RemovalHold = {
  id: number;
  /** `removal`: members would leave the book; `taken-off`: a full read of the book misses them. */
  kind: 'removal' | 'taken-off';
  leaving: number;
  exported: number;
  askedAt: string;
  state: 'asked' | 'approved';
} & Sample<string>;

/** POST (connect) and PUT (settings) /dotmailer/marketing-lists/:id/connection */
export const connectList = z.object({
  integrationId: z.number().int().positive(),
  addressBookId: z.number().int().positive(),
  createRecords: z.boolean().default(false),
});
export type ConnectList = z.infer<typeof connectList>;

/** POST /dotmailer/marketing-lists/:id/disconnect */
export const disconnectList = z.object({
  /** Take the exported members off the book as well; the removal guard still applies. */
  takeOff: z.boolean().default(false),
});
export type DisconnectList = z.infer<typeof disconnectList>;

/** POST /dotmailer/marketing-lists/:id/removals/:holdId/approve */
export type ApprovedRemovals = { approved: number };

export const memberStates = [
  'active',
  'waiting',
  'undeliverable',
  'held',
  'refused',
  'unsubscribed',
  'removed',
  'duplicate',
  'without-email',
] as const;
export type MemberState = (typeof memberStates)[number];

/** GET /dotmailer/marketing-lists/:id/members: pages by key, search by beginning of the e-mail. */
export const findMembers = z.object({
  search: z.string().trim().max(191).optional(),
  state: z.enum(memberStates).optional(),
  /** `after` of the page before. */
  after: z.string().max(400).optional(),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type FindMembers = Partial<z.infer<typeof findMembers>>;

export type Member = {
  documentId: string;
  label: string;
  email: string | null;
  state: MemberState;
  /** `staged`, `sent`, `acknowledged` … of an active member of a connected list. */
  exportState: string | null;
  reason: string | null;
  since: string | null;
  lastExportedAt: string | null;
  vendorStatus: string | null;
  optOut: {
    source: 'editor' | 'vendor';
    scope: 'list' | 'book' | 'account';
    at: string;
    resubscribe: 'challenged' | 'refused' | null;
  } | null;
  /** What is to be said about values of two-way fields, by data field. */
  valueRemarks: ValueRemark[];
  actions: ('unsubscribe' | 'remove' | 'restore' | 'resubscribe' | 'undo' | 'retry')[];
};

/**
 * `conflict`: both sides changed the value; `refused`: the record does not take the vendor's;
 * `waiting`: the vendor's value lies in the draft and is not published.
 */
export type ValueRemark = {
  dataField: string;
  kind: 'conflict' | 'refused' | 'waiting';
  /** Who won; of a conflict only. */
  winner: 'strapi' | 'dotmailer' | null;
  /** The values of both sides at that time, as texts; null is blank. */
  host: string | null;
  remote: string | null;
  /** Of a refusal, in words. */
  reason: string | null;
  at: string;
  /** The viewer's role may not read the field: values and reason are not told. */
  hidden: boolean;
};

/** `emailsHidden`: the viewer's role may not read the e-mail field; none is told or searched. */
export type MemberPage = {
  results: Member[];
  emailsHidden: boolean;
  /** Null on the last page. */
  after: string | null;
  /** Counted up to 10,000; `more` when there are more than that. */
  total: number;
  more: boolean;
};

/** POST /dotmailer/marketing-lists/:id/members/{unsubscribe,remove,restore,resubscribe,undo} */
export const changeMembers = z.object({
  documentIds: z.array(z.string().max(36)).min(1).max(100),
});
export type ChangeMembers = z.infer<typeof changeMembers>;
export type ChangedMembers = {
  changed: number;
  /** People whom the vendor asked to confirm first; of a resubscription only. */
  waiting: number;
  /** People the change could not be done for, and why. */
  refused: { documentId: string; code: string; message: string }[];
};

/** POST /dotmailer/marketing-lists/:id/members/retry: `all` refused and held rows, or some. */
export const retryMembers = z.union(
  [z.object({ all: z.literal(true) }), pickRecords],
  'Either `all` is true, or `documentIds` names 1 to 1000 records'
);
export type RetryMembers = z.infer<typeof retryMembers>;
export type RetriedMembers = { staged: number; notOffered: number };

/** POST /dotmailer/marketing-lists/:id/synchronize and …/refresh-fields answer the queued job. */
export type Queued = { queued: boolean };

/** GET /dotmailer/marketing-lists/:id/connectable-books?integrationId&search */
export const findConnectableBooks = z.object({
  integrationId: z.coerce.number().int().positive(),
  search: z.string().trim().max(128).optional(),
});
export type ConnectableBooks = {
  id: number;
  name: string;
  contactCount: number;
  visibility: string | null;
}[];

/** GET /dotmailer/connectable-integrations: active ones, without secrets. */
export type ConnectableIntegrations = { id: number; name: string }[];
