import { TABLE } from '../../constants';
import type { MappedFields } from '../../core/mapped-fields';
import type { LedgerRole, LedgerState, ScannedMember } from '../../core/member-decision';
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

const toMember = (row: JoinedRow, fields: MappedFields): ScannedMember => ({
  docId: row.docId,
  bornAt: Number(row.bornAt),
  email: row.email,
  payload: fields.read(row),
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

/** The membership scan: a list's records joined with their ledger rows, in ranges of keys. */
export const createLedgerScan = (db: Db) => ({
  /** Members in (after, end] of host keys, each with its ledger row. */
  members: async (
    source: ListSource,
    connectionId: number,
    fields: MappedFields,
    range: { after: number; end: number }
  ): Promise<ScannedMember[]> => {
    const rows: JoinedRow[] = await source
      .members(fields.columns)
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
