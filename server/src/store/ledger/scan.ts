import { TABLE } from '../../constants';
import type { LedgerRole, LedgerState, Payload, ScannedMember } from '../../core/member-decision';
import type { Db } from '../db';
import type { ListSource } from '../list-query';
import { ledgerQuery } from './rows';

export type Leaver = {
  id: number;
  emailNorm: string | null;
  role: LedgerRole;
  state: LedgerState;
  exportedAt: number | null;
};

/** Data field -> attributes of the collection that fill it, joined by a space. */
export type FieldSources = Record<string, string[]>;

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
} & Record<string, unknown>;

const toMember = (row: JoinedRow, fields: FieldSources): ScannedMember => ({
  docId: row.docId,
  bornAt: Number(row.bornAt),
  email: row.email,
  payload: payloadOf(row, fields),
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

const payloadOf = (row: JoinedRow, fields: FieldSources): Payload =>
  Object.fromEntries(
    Object.entries(fields).map(([field, attributes]) => {
      const parts = attributes.map((attribute) => textOf(row[aliasOf(attribute)]));
      return [field, parts.filter((part) => part !== '').join(' ') || null];
    })
  );

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value).trim();

const aliasOf = (attribute: string): string => `value_${attribute.toLowerCase()}`;

/** The membership scan: a list's records joined with their ledger rows, in ranges of keys. */
export const createLedgerScan = (db: Db) => ({
  /** Members in (after, end] of host keys, each with its ledger row. */
  members: async (
    source: ListSource,
    connectionId: number,
    fields: FieldSources,
    range: { after: number; end: number }
  ): Promise<ScannedMember[]> => {
    const attributes = [...new Set(Object.values(fields).flat())];
    const selected = Object.fromEntries(
      attributes.map((attribute) => [aliasOf(attribute), attribute])
    );
    const rows: JoinedRow[] = await source
      .members(selected)
      .leftJoin(`${TABLE.ledger} as l`, (join) => {
        join.on('l.doc_id', 'h.document_id').andOnVal('l.connection_id', connectionId);
      })
      .where('h.id', '>', range.after)
      .where('h.id', '<=', range.end)
      .orderBy('h.id')
      .select({
        ledgerId: 'l.id',
        ledgerEmail: 'l.email_norm',
        ledgerHash: 'l.hash',
        ledgerRole: 'l.role',
        ledgerState: 'l.state',
        ledgerExportedAt: 'l.exported_at',
      });
    return rows.map((row) => toMember(row, fields));
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
      .whereNotIn('l.state', ['leaving', 'removing', 'sent'])
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
});
