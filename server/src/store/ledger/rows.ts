import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { LedgerRole, LedgerState, WantedRow } from '../../core/member-decision';
import type { OwnedRow, OwnershipChange } from '../../core/ownership';
import { bulkUpsert, whereAmong, type BulkTarget } from '../bulk';
import type { Db } from '../db';

export type LedgerRow = {
  id: number;
  connectionId: number;
  docId: string | null;
  email: string | null;
  emailNorm: string | null;
  role: LedgerRole;
  state: LedgerState;
  bornAt: number;
  hash: string | null;
  payload: string | null;
  exportedAt: number | null;
  acknowledgedAt: number | null;
  reasonCode: string | null;
  reason: string | null;
  changedAt: number | null;
};

export const LEDGER_COLUMNS = {
  id: 'l.id',
  connectionId: 'l.connection_id',
  docId: 'l.doc_id',
  email: 'l.email',
  emailNorm: 'l.email_norm',
  role: 'l.role',
  state: 'l.state',
  bornAt: 'l.born_at',
  hash: 'l.hash',
  payload: 'l.payload',
  exportedAt: 'l.exported_at',
  acknowledgedAt: 'l.acknowledged_at',
  reasonCode: 'l.reason_code',
  reason: 'l.reason',
  changedAt: 'l.changed_at',
};

const WRITTEN: BulkTarget = {
  table: TABLE.ledger,
  columns: {
    connection_id: 'int',
    doc_id: 'text',
    email: 'text',
    email_norm: 'text',
    role: 'text',
    state: 'text',
    born_at: 'ms',
    hash: 'text',
    payload: 'text',
    problem: 'text',
    changed_at: 'ms',
  },
  key: ['connection_id', 'doc_id'],
  replace: ['email', 'email_norm', 'role', 'state', 'hash', 'payload', 'problem', 'changed_at'],
};

/** A query on the ledger under the alias `l`. */
export const ledgerQuery = (db: Db, trx?: Knex.Transaction): Knex.QueryBuilder => {
  const query = db.knex(`${TABLE.ledger} as l`);
  return trx ? query.transacting(trx) : query;
};

/**
 * Rows become leavers. The hash stays only where the vendor has acknowledged it: whoever comes back
 * before the removal is then sent again exactly when something is owed.
 */
const leave = async (db: Db, ids: number[], now: number, trx: Knex.Transaction): Promise<void> => {
  for (const part of chunks(ids, 500)) {
    const rows = () => db.table(TABLE.ledger, trx).whereIn('id', part);
    await rows().whereNot({ state: 'acknowledged' }).update({ hash: null });
    await rows().update({ state: 'leaving', changed_at: now });
  }
};

/** Reading and writing single rows and small sets of them. */
export const createLedgerRows = (db: Db) => ({
  byDocs: async (connectionId: number, docIds: string[]): Promise<LedgerRow[]> => {
    const found: LedgerRow[] = [];
    for (const part of chunks(docIds, 500)) {
      const rows: LedgerRow[] = await ledgerQuery(db)
        .where('l.connection_id', connectionId)
        .whereIn('l.doc_id', part)
        .select(LEDGER_COLUMNS);
      found.push(...rows);
    }
    return found;
  },

  /** Owner rows of these e-mails. */
  ownersOf: async (connectionId: number, emails: string[]): Promise<LedgerRow[]> => {
    const found: LedgerRow[] = [];
    for (const part of chunks(emails, 500)) {
      const rows: LedgerRow[] = await ledgerQuery(db)
        .where({ 'l.connection_id': connectionId, 'l.role': 'owner' })
        .whereIn('l.email_norm', part)
        .select(LEDGER_COLUMNS);
      found.push(...rows);
    }
    return found;
  },

  /** Writes wanted rows by record: new ones are inserted, known ones replaced but for what was acknowledged. */
  write: async (
    connectionId: number,
    rows: WantedRow[],
    now: number,
    trx: Knex.Transaction
  ): Promise<void> => {
    await bulkUpsert(
      db,
      WRITTEN,
      rows.map((row) => ({
        connection_id: connectionId,
        doc_id: row.docId,
        email: row.email,
        email_norm: row.emailNorm,
        role: row.role,
        state: row.state,
        born_at: row.bornAt,
        hash: row.hash,
        payload: row.payload,
        problem: row.problem,
        changed_at: now,
      })),
      trx
    );
  },

  /**
   * Sets rows free from their record, because it has another e-mail now: exported ones wait as
   * leavers, the others go.
   */
  detach: async (ids: number[], now: number, trx: Knex.Transaction): Promise<void> => {
    for (const part of chunks(ids, 500)) {
      await db
        .table(TABLE.ledger, trx)
        .whereIn('id', part)
        .where((any) => any.whereNull('exported_at').orWhere({ state: 'opted-out' }))
        .delete();
      await db.table(TABLE.ledger, trx).whereIn('id', part).update({ doc_id: null, payload: null });
    }
    await leave(db, ids, now, trx);
  },

  /** Rows of people in the book whose membership is to end there. */
  leave: (ids: number[], now: number, trx: Knex.Transaction): Promise<void> =>
    leave(db, ids, now, trx),

  /** Acknowledged rows of these e-mails are staged: the upload finds out what they owe, if anything. */
  lookAgain: async (
    connectionIds: number[],
    emails: string[],
    now: number,
    trx: Knex.Transaction
  ): Promise<void> => {
    if (connectionIds.length === 0) return;
    for (const part of chunks(emails, 1000)) {
      const rows = db.table(TABLE.ledger, trx).whereIn('connection_id', connectionIds);
      await whereAmong(db, rows, 'email_norm', part)
        .where({ role: 'owner', state: 'acknowledged' })
        .update({ state: 'staged', changed_at: now });
    }
  },

  remove: async (ids: number[], trx?: Knex.Transaction): Promise<void> => {
    for (const part of chunks(ids, 500)) {
      await db.table(TABLE.ledger, trx).whereIn('id', part).delete();
    }
  },

  setState: async (
    ids: number[],
    state: LedgerState,
    now: number,
    details: { reason_code?: string | null; reason?: string | null } = {},
    trx?: Knex.Transaction
  ): Promise<void> => {
    for (const part of chunks(ids, 500)) {
      await db
        .table(TABLE.ledger, trx)
        .whereIn('id', part)
        .update({ state, changed_at: now, ...details });
    }
  },

  /** Which of these e-mails have a row already. */
  known: async (
    connectionId: number,
    emails: string[],
    trx?: Knex.Transaction
  ): Promise<Set<string>> => {
    const known = new Set<string>();
    for (const part of chunks(emails, 1000)) {
      const query = ledgerQuery(db, trx).where('l.connection_id', connectionId);
      const rows: { emailNorm: string }[] = await whereAmong(
        db,
        query,
        'l.email_norm',
        part
      ).select({ emailNorm: 'l.email_norm' });
      for (const row of rows) known.add(row.emailNorm);
    }
    return known;
  },

  /** All rows of these e-mails, for the question who owns them. */
  sharing: async (
    connectionId: number,
    emails: string[],
    trx: Knex.Transaction
  ): Promise<OwnedRow[]> => {
    const found: OwnedRow[] = [];
    for (const part of chunks(emails, 1000)) {
      const query = ledgerQuery(db, trx).where('l.connection_id', connectionId);
      const rows: OwnedRow[] = await whereAmong(db, query, 'l.email_norm', part)
        .whereIn('l.role', ['owner', 'duplicate'])
        .select({
          id: 'l.id',
          docId: 'l.doc_id',
          emailNorm: 'l.email_norm',
          role: 'l.role',
          state: 'l.state',
          bornAt: 'l.born_at',
          hash: 'l.hash',
          exportedAt: 'l.exported_at',
        });
      found.push(...rows);
    }
    return found;
  },

  applyOwnership: async (
    changes: OwnershipChange[],
    now: number,
    trx: Knex.Transaction
  ): Promise<void> => {
    const claims = changes.flatMap((change) => (change.kind === 'claim' ? [change.id] : []));
    for (const part of chunks(claims, 500)) {
      await db
        .table(TABLE.ledger, trx)
        .whereIn('id', part)
        .update({ role: 'owner', state: 'staged', changed_at: now });
    }
    for (const change of changes) {
      if (change.kind === 'succeed') {
        await db
          .table(TABLE.ledger, trx)
          .where({ id: change.heir.id })
          .whereNull('exported_at')
          .update({ exported_at: change.from.exportedAt });
        await db.table(TABLE.ledger, trx).where({ id: change.from.id }).delete();
      }
      if (change.kind !== 'hand-over') continue;
      const acknowledged = await db
        .table(TABLE.ledger, trx)
        .where({ id: change.from.id })
        .first('exported_at', 'acknowledged_at', 'reason_code', 'reason', 'attempts', 'retry_at');
      await db
        .table(TABLE.ledger, trx)
        .where({ id: change.to.id })
        .update({ ...acknowledged, role: 'owner', state: change.state, changed_at: now });
      const former = db.table(TABLE.ledger, trx).where({ id: change.from.id });
      if (change.drop) await former.delete();
      else {
        await former.update({
          role: 'duplicate',
          state: 'none',
          exported_at: null,
          acknowledged_at: null,
          changed_at: now,
        });
      }
    }
  },
});
