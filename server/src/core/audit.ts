/** What somebody did. Codes are stored and never change their meaning. */
export type AuditAction =
  | 'integration.created'
  | 'integration.changed'
  | 'integration.credentials-changed'
  | 'integration.sign-on-changed'
  | 'integration.activated'
  | 'integration.deactivated'
  | 'integration.site-answered'
  | 'integration.deleted'
  | 'address-book.created'
  | 'data-field.created'
  | 'data-field.changed'
  | 'data-field.deleted'
  | 'mapping.created'
  | 'mapping.changed'
  | 'mapping.deleted'
  | 'list.connected'
  | 'list.connection-changed'
  | 'list.disconnected'
  | 'list.records-added'
  | 'list.snapshot-taken'
  | 'list.older-people-asked'
  | 'members.unsubscribed'
  | 'members.removed'
  | 'members.restored'
  | 'members.resubscribed'
  | 'members.unsubscribe-undone'
  | 'members.retried'
  | 'removals.approved'
  | 'marketing-campaign.renamed'
  | 'marketing-campaign.merged'
  | 'marketing-campaign.split'
  | 'sync.requested'
  | 'run.stopped'
  | 'studio.connected'
  | 'studio.disconnected'
  | 'settings.changed';

export type AuditSubjectKind =
  'integration' | 'address-book' | 'data-field' | 'mapping' | 'list' | 'run' | 'marketing-campaign';

/** What it was done to, by the name it had then. */
export type AuditSubject = { kind: AuditSubjectKind; id: string; name: string };

/** Numbers, names and ids. Never a secret, and never the e-mail of a member. */
export type AuditDetails = Record<string, string | number | boolean | string[]>;

export type AuditEntry = {
  action: AuditAction;
  /** Null when it concerns the whole plugin. */
  subject: AuditSubject | null;
  details?: AuditDetails;
};

/** Who did it: somebody in the admin panel, or one of those without a name. */
export type Actor =
  | { kind: 'person'; id: number; email: string }
  /** A command. */
  | { kind: 'terminal' }
  /** A synchronisation, by itself. */
  | { kind: 'schedule' }
  /** The site's own code, or another of its doors. */
  | { kind: 'site' };
