import { z } from 'zod';

/** What people did; the texts of the panel are by these codes. */
export const auditActions = [
  'integration.created',
  'integration.changed',
  'integration.credentials-changed',
  'integration.sign-on-changed',
  'integration.activated',
  'integration.deactivated',
  'integration.site-answered',
  'integration.deleted',
  'address-book.created',
  'data-field.created',
  'data-field.changed',
  'data-field.deleted',
  'mapping.created',
  'mapping.changed',
  'mapping.deleted',
  'list.connected',
  'list.connection-changed',
  'list.disconnected',
  'list.records-added',
  'list.snapshot-taken',
  'list.older-people-asked',
  'members.unsubscribed',
  'members.removed',
  'members.restored',
  'members.resubscribed',
  'members.unsubscribe-undone',
  'members.retried',
  'removals.approved',
  'marketing-campaign.renamed',
  'marketing-campaign.merged',
  'marketing-campaign.split',
  'sync.requested',
  'run.stopped',
  'studio.connected',
  'studio.disconnected',
  'settings.changed',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Whoever is no person: a command, a synchronisation by itself, the site's own code. */
export const namelessActors = ['terminal', 'schedule', 'site'] as const;
export type NamelessActor = (typeof namelessActors)[number];

export type AuditSubjectKind =
  'integration' | 'address-book' | 'data-field' | 'mapping' | 'list' | 'run' | 'marketing-campaign';

export type AuditEntry = {
  id: number;
  /** ISO 8601. */
  at: string;
  actor: { kind: 'person'; id: number; email: string } | { kind: NamelessActor };
  action: AuditAction;
  /** By its name of then; null when it concerns the whole plugin. `exists`: it is still there. */
  subject: { kind: AuditSubjectKind; id: string; name: string; exists: boolean } | null;
  /** Numbers, names and ids, by what they are: `members`, `integration`, `changed` … */
  details: Record<string, string | number | boolean | string[]>;
};

/** GET /dotmailer/audit: the latest first, pages by key. */
export const findAudit = z.object({
  action: z.enum(auditActions).optional(),
  /** `terminal` and the like, or the id of a person. */
  actor: z.union([z.enum(namelessActors), z.coerce.number().int().positive()]).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Beginning of the subject's name, or of a person's e-mail. */
  search: z.string().trim().max(191).optional(),
  /** `after` of the page before. */
  after: z.coerce.number().int().positive().optional(),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type FindAudit = {
  action?: string | undefined;
  actor?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  search?: string | undefined;
  after?: string | undefined;
  pageSize?: number | undefined;
};

export type AuditPage = {
  results: AuditEntry[];
  /** Null on the last page. */
  after: string | null;
  /** Counted up to 10,000; `more` when there are more than that. */
  total: number;
  more: boolean;
};

/** GET /dotmailer/audit/actors: whom the trail can be filtered by; `value` is what `actor` takes. */
export type AuditActors = { value: string; email: string | null }[];
