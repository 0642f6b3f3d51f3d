import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { MappedFields } from '../../core/mapped-fields';
import type { LedgerRole, LedgerState, Payload, ScannedMember } from '../../core/member-decision';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import type { ListSource } from '../list-query';
import { ledgerQuery } from './rows';

/** Rows in other states leave when their record is no member any more; these are on their way already. */
const ON_THE_WAY: LedgerState[] = ['leaving', 'removing', 'sent'];
const STAYING = `l.state not in (${ON_THE_WAY.map((state) => `'${state}'`).join(', ')})`;

/** Whether a member has a ledger row that `countStaying` counts. */
export const hasStayingRow = ({ ledger }: ScannedMember): boolean =>
  ledger !== null && !ON_THE_WAY.includes(ledger.state);

type Range = { after: number; end: number };

export type Leaver = {
  id: number;
  emailNorm: string | null;
  role: LedgerRole;
  state: LedgerState;
  exportedAt: number | null;
};

type JoinedRow = {
  docId: string;
  bornAt: unknown;
  email: unknown;
  ledgerId: number | null;
  ledgerEmail: string | null;
  ledgerHash: string | null;
  ledgerRole: LedgerRole;
  ledgerState: LedgerState;
  ledgerExportedAt: number | null;
  /** Only read where fields keep what was staged. */
  ledgerPayload?: string | null;
} & Record<string, unknown>;

const toMember = (row: JoinedRow, fields: MappedFields): ScannedMember => ({
  docId: row.docId,
  bornAt: Number(row.bornAt),
  email: row.email,
  ...fields.read(row, row.ledgerPayload ? (JSON.parse(row.ledgerPayload) as Payload) : null),
  ledger:
    row.ledgerId === null
      ? null
      : {
          id: row.ledgerId,
          emailNorm: row.ledgerEmail,
          hash: row.ledgerHash,
          role: row.ledgerRole,
          state: row.ledgerState,
          exportedAt: row.ledgerExportedAt,
        },
});

/** A list's records beside their ledger rows. */
export const createLedgerScan = (db: Db) => {
  const joined = (source: ListSource, connectionId: number, fields?: MappedFields) =>
    source.members(fields?.columns).leftJoin(`${TABLE.ledger} as l`, (join) => {
      join.on('l.doc_id', 'h.document_id').andOnVal('l.connection_id', connectionId);
    });

  const inRange = (query: Knex.QueryBuilder, { after, end }: Range): Knex.QueryBuilder =>
    query.where('h.id', '>', after).where('h.id', '<=', end);

  const read = async (query: Knex.QueryBuilder, fields: MappedFields): Promise<ScannedMember[]> => {
    const rows: JoinedRow[] = await query.orderBy('h.id').select({
      ledgerId: 'l.id',
      ledgerEmail: 'l.email_norm',
      ledgerHash: 'l.hash',
      ledgerRole: 'l.role',
      ledgerState: 'l.state',
      ledgerExportedAt: 'l.exported_at',
      ...(fields.kept.length > 0 ? { ledgerPayload: 'l.payload' } : {}),
    });
    return rows.map((row) => toMember(row, fields));
  };

  return {
    /** Members in a range of host keys, each with its ledger row. */
    members: (source: ListSource, connectionId: number, fields: MappedFields, range: Range) =>
      read(inRange(joined(source, connectionId, fields), range), fields),

    /** Members in a range that have no ledger row, or one that is leaving the book. */
    joiners: (source: ListSource, connectionId: number, fields: MappedFields, range: Range) =>
      read(
        inRange(joined(source, connectionId, fields), range).where((any) => {
          any.whereNull('l.id').orWhere('l.state', 'leaving');
        }),
        fields
      ),

    /** Those of these records that are members, each with its ledger row. */
    membersAmong: async (
      source: ListSource,
      connectionId: number,
      fields: MappedFields,
      docIds: string[]
    ): Promise<ScannedMember[]> =>
      read(whereAmong(db, joined(source, connectionId, fields), 'h.document_id', docIds), fields),

    /**
     * Numbers of a range: members, those of them with a ledger row that is not leaving, and those
     * whose row would leave with their membership.
     */
    counts: async (
      source: ListSource,
      connectionId: number,
      range: Range
    ): Promise<{ members: number; known: number; staying: number }> => {
      const row: Partial<Record<'members' | 'known' | 'staying', string | number>> | undefined =
        await inRange(joined(source, connectionId).clearSelect(), range)
          .select(
            db.knex.raw('count(*) as members'),
            db.knex.raw("count(case when l.state <> 'leaving' then 1 end) as known"),
            db.knex.raw(`count(case when ${STAYING} then 1 end) as staying`)
          )
          .first();
      return {
        members: Number(row?.members ?? 0),
        known: Number(row?.known ?? 0),
        staying: Number(row?.staying ?? 0),
      };
    },

    /** Ledger rows whose record must be a member, or leave. */
    countStaying: async (connectionId: number): Promise<number> => {
      const row = await ledgerQuery(db)
        .where('l.connection_id', connectionId)
        .whereNotNull('l.doc_id')
        .whereRaw(STAYING)
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },

    /**
     * Ledger rows in one range of documentIds whose record is no member any more. `next` is where the
     * following range begins, null after the last one.
     */
    leavers: async (
      source: ListSource,
      connectionId: number,
      after: string,
      width: number
    ): Promise<{ rows: Leaver[]; next: string | null }> => {
      const bound = await ledgerQuery(db)
        .where('l.connection_id', connectionId)
        .where('l.doc_id', '>', after)
        .orderBy('l.doc_id')
        .offset(width - 1)
        .limit(1)
        .select({ docId: 'l.doc_id' });
      const next: string | null = bound[0]?.docId ?? null;
      const query = ledgerQuery(db)
        .where('l.connection_id', connectionId)
        .where('l.doc_id', '>', after)
        .whereRaw(STAYING)
        .whereNotExists(source.matches('l.doc_id'))
        .select({
          id: 'l.id',
          emailNorm: 'l.email_norm',
          role: 'l.role',
          state: 'l.state',
          exportedAt: 'l.exported_at',
        });
      if (next !== null) query.where('l.doc_id', '<=', next);
      return { rows: await query, next };
    },
  };
};
