import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type {
  Actor,
  AuditAction,
  AuditDetails,
  AuditEntry,
  AuditSubject,
  AuditSubjectKind,
} from '../core/audit';
import type { Db } from './db';
import { startsWith } from './starts-with';

/** One line of the trail. `at` is in epoch milliseconds; `email` that of a person, as it was then. */
export type AuditRow = {
  id: number;
  at: number;
  actor: Actor['kind'];
  actorId: number | null;
  email: string | null;
  action: AuditAction;
  subject: AuditSubject | null;
  details: AuditDetails;
};

export type AuditFilter = {
  action?: string | undefined;
  /** A kind of actor, or the id of a person. */
  actor?: Exclude<Actor['kind'], 'person'> | number | undefined;
  /** Epoch milliseconds, both included. */
  from?: number | undefined;
  to?: number | undefined;
  /** Beginning of the subject's name or of the person's e-mail. */
  search?: string | undefined;
};

/** People and others who have done something, by the e-mail they used last. */
export type KnownActor = Pick<AuditRow, 'actor' | 'actorId' | 'email'>;

const UID = 'plugin::dotmailer.audit';

/** Length of keys in the table; longer names are cut. */
const KEY = 191;

/** People offered to filter by. */
const MOST_ACTORS = 200;

/** Where the living of each kind are found. */
const LIVING: Record<AuditSubjectKind, { table: string; key: string; unless?: string }> = {
  integration: { table: TABLE.integration, key: 'id' },
  'address-book': { table: TABLE.addressBook, key: 'id' },
  'data-field': { table: TABLE.dataField, key: 'id' },
  mapping: { table: TABLE.mapping, key: 'id', unless: 'deleted_at' },
  list: { table: TABLE.marketingList, key: 'document_id' },
  run: { table: TABLE.run, key: 'id' },
  'marketing-campaign': { table: TABLE.marketingCampaign, key: 'id' },
};

const toRow = (actor: Actor, { action, subject, details }: AuditEntry, at: number) => ({
  at,
  actorKind: actor.kind,
  actorId: actor.kind === 'person' ? actor.id : null,
  actorEmail: actor.kind === 'person' ? actor.email.slice(0, KEY) : null,
  action,
  subjectKind: subject?.kind ?? null,
  subjectId: subject?.id ?? null,
  subjectName: subject?.name.slice(0, KEY) ?? null,
  details: JSON.stringify(details ?? {}),
});

type Stored = Record<string, unknown> & { id: number };

const fromRow = (row: Stored): AuditRow => ({
  id: row.id,
  at: Number(row.at),
  actor: row.actor_kind as Actor['kind'],
  actorId: (row.actor_id as number | null) ?? null,
  email: (row.actor_email as string | null) ?? null,
  action: row.action as AuditAction,
  subject:
    row.subject_kind === null
      ? null
      : {
          kind: row.subject_kind as AuditSubjectKind,
          id: String(row.subject_id),
          name: String(row.subject_name ?? ''),
        },
  details: JSON.parse(String(row.details ?? '{}')) as AuditDetails,
});

/** What people did, in the order in which they did it. Rows are only added, and deleted by retention. */
export const createAudit = (db: Db) => {
  const matching = ({ action, actor, from, to, search }: AuditFilter): Knex.QueryBuilder => {
    const query = db.table(TABLE.audit);
    if (action !== undefined) query.where({ action });
    if (typeof actor === 'number') query.where({ actor_kind: 'person', actor_id: actor });
    else if (actor !== undefined) query.where({ actor_kind: actor });
    if (from !== undefined) query.where('at', '>=', from);
    if (to !== undefined) query.where('at', '<=', to);
    if (search)
      query.where((either) => {
        either
          .where(startsWith(db.knex, 'subject_name', search))
          .orWhere(startsWith(db.knex, 'actor_email', search));
      });
    return query;
  };

  return {
    /** Adds entries, in the caller's transaction if there is one. */
    add: async (actor: Actor, entries: AuditEntry[], now: number): Promise<void> => {
      if (entries.length === 0) return;
      await db.strapi.db
        .query(UID)
        .createMany({ data: entries.map((entry) => toRow(actor, entry, now)) });
    },

    /** The latest first, from before the row `before` on. */
    page: async (
      filter: AuditFilter,
      { before, limit }: { before: number | null; limit: number }
    ): Promise<AuditRow[]> => {
      const query = matching(filter).orderBy('id', 'desc').limit(limit).select('*');
      if (before !== null) query.where('id', '<', before);
      return ((await query) as Stored[]).map(fromRow);
    },

    countUpTo: async (filter: AuditFilter, most: number): Promise<number> => {
      const some = matching(filter).select('id').limit(most).as('some');
      const row = await db.knex.count<{ n: number | string }>({ n: '*' }).from(some).first();
      return Number(row?.n ?? 0);
    },

    /** Everybody who is in the trail. */
    actors: async (): Promise<KnownActor[]> => {
      const latest: { latest: number }[] = await db
        .table(TABLE.audit)
        .groupBy('actor_kind', 'actor_id')
        .orderBy('latest', 'desc')
        .limit(MOST_ACTORS)
        .max({ latest: 'id' });
      const ids = latest.map((row) => row.latest);
      const rows: Stored[] = await db.table(TABLE.audit).whereIn('id', ids).select('*');
      return rows
        .map(fromRow)
        .map(({ actor, actorId, email }) => ({ actor, actorId, email }))
        .sort((a, b) => (a.email ?? '').localeCompare(b.email ?? ''));
    },

    /** Of these subjects, those that still exist, as `kind id`. */
    living: async (subjects: AuditSubject[]): Promise<Set<string>> => {
      const found = new Set<string>();
      for (const kind of new Set(subjects.map((subject) => subject.kind))) {
        const { table, key, unless } = LIVING[kind];
        const ids = subjects.flatMap((subject) => (subject.kind === kind ? [subject.id] : []));
        const query = db.table(table).whereIn(key, ids);
        if (unless) query.whereNull(unless);
        for (const id of (await query.pluck(key)) as (string | number)[])
          found.add(`${kind} ${id}`);
      }
      return found;
    },
  };
};
