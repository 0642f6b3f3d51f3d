import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import { statusesOf } from '../../core/statuses';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import { startsWith } from '../starts-with';
import { LEDGER_COLUMNS, ledgerQuery, type LedgerRow } from './rows';

export type LedgerMember = LedgerRow & { vendorStatus: string | null };

/** Counts of a connection's ledger, by what an editor calls them. */
export type LedgerCounts = {
  members: number;
  exported: number;
  staged: number;
  sent: number;
  waiting: number;
  refused: number;
  held: number;
  optedOut: number;
  undeliverable: number;
  duplicates: number;
  withoutEmail: number;
  leaving: number;
};

/** State filters of the members page that the ledger itself can answer. */
export type LedgerFilter =
  | 'active'
  | 'waiting'
  | 'undeliverable'
  | 'held'
  | 'refused'
  | 'unsubscribed'
  | 'duplicate'
  | 'without-email';

const waiting = statusesOf('waiting');
const undeliverable = statusesOf('undeliverable');

const FILTERS: Record<LedgerFilter, (query: Knex.QueryBuilder) => Knex.QueryBuilder> = {
  active: (query) =>
    query.where('l.role', 'owner').whereIn('l.state', ['staged', 'sent', 'acknowledged']),
  waiting: (query) => query.where('l.state', 'held').whereIn('c.status', waiting),
  undeliverable: (query) =>
    query.whereIn('l.state', ['held', 'refused']).whereIn('c.status', undeliverable),
  held: (query) =>
    query.where('l.state', 'held').where((any) => {
      any.whereNull('c.status').orWhereNotIn('c.status', [...waiting, ...undeliverable]);
    }),
  refused: (query) => query.where('l.state', 'refused'),
  unsubscribed: (query) => query.where('l.state', 'opted-out'),
  duplicate: (query) => query.where('l.role', 'duplicate'),
  'without-email': (query) => query.whereIn('l.role', ['no-email', 'invalid']),
};

/** The ledger as the members page reads it. */
export const createLedgerMembers = (db: Db) => {
  /** Present members: rows on their way out of the book are none. */
  const members = (connectionId: number, integrationId: number): Knex.QueryBuilder =>
    ledgerQuery(db)
      .leftJoin(`${TABLE.contact} as c`, (join) => {
        join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
      })
      .where('l.connection_id', connectionId)
      .whereNotNull('l.doc_id')
      .whereNotIn('l.state', ['leaving', 'removing']);

  const filtered = (
    connectionId: number,
    integrationId: number,
    filter: { state?: LedgerFilter; search?: string }
  ): Knex.QueryBuilder => {
    const query = members(connectionId, integrationId);
    if (filter.state) FILTERS[filter.state](query);
    if (filter.search) query.where(startsWith(db.knex, 'l.email_norm', filter.search));
    return query;
  };

  return {
    /** One page in key order; `after` is the id of the last row before it. */
    page: (
      connectionId: number,
      integrationId: number,
      filter: { state?: LedgerFilter; search?: string; after: number; limit: number }
    ): Promise<LedgerMember[]> =>
      filtered(connectionId, integrationId, filter)
        .where('l.id', '>', filter.after)
        .orderBy('l.id')
        .limit(filter.limit)
        .select({ ...LEDGER_COLUMNS, vendorStatus: 'c.status' }) as unknown as Promise<
        LedgerMember[]
      >,

    /** The rows of one record in these connections, as `page` shows them. */
    ofRecord: (connectionIds: number[], docId: string): Promise<LedgerMember[]> =>
      whereAmong(db, ledgerQuery(db), 'l.connection_id', connectionIds)
        .where('l.doc_id', docId)
        .whereNotIn('l.state', ['leaving', 'removing'])
        .join(`${TABLE.connection} as cn`, 'cn.id', 'l.connection_id')
        .leftJoin(`${TABLE.contact} as c`, (join) => {
          join.on('c.email_norm', 'l.email_norm').andOn('c.integration_id', 'cn.integration_id');
        })
        .orderBy('l.id')
        .select({ ...LEDGER_COLUMNS, vendorStatus: 'c.status' }) as unknown as Promise<
        LedgerMember[]
      >,

    /** Members that fit the filter, counted up to `limit`. */
    countUpTo: async (
      connectionId: number,
      integrationId: number,
      filter: { state?: LedgerFilter; search?: string },
      limit: number
    ): Promise<number> => {
      const rows = filtered(connectionId, integrationId, filter).select('l.id').limit(limit);
      const row = await db.knex.count({ n: '*' }).from(rows.as('counted')).first();
      return Number(row?.n ?? 0);
    },

    counts: async (connectionId: number, integrationId: number): Promise<LedgerCounts> => {
      const groups: { role: string; state: string; status: string | null; n: number }[] =
        await ledgerQuery(db)
          .leftJoin(`${TABLE.contact} as c`, (join) => {
            join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
          })
          .where('l.connection_id', connectionId)
          .groupBy('l.role', 'l.state', 'c.status')
          .select({ role: 'l.role', state: 'l.state', status: 'c.status' })
          .count({ n: '*' });
      const sum = (fits: (group: (typeof groups)[number]) => boolean): number =>
        groups.filter(fits).reduce((total, group) => total + Number(group.n), 0);
      const is = (list: string[], value: string | null) => value !== null && list.includes(value);
      const gone = ['leaving', 'removing'];
      const kept = ['held', 'refused'];
      return {
        members: sum((group) => !is(gone, group.state)),
        exported: sum((group) => group.state === 'acknowledged'),
        staged: sum((group) => group.state === 'staged'),
        sent: sum((group) => group.state === 'sent'),
        waiting: sum((group) => group.state === 'held' && is(waiting, group.status)),
        refused: sum((group) => group.state === 'refused' && !is(undeliverable, group.status)),
        held: sum(
          (group) =>
            group.state === 'held' && !is(waiting, group.status) && !is(undeliverable, group.status)
        ),
        optedOut: sum((group) => group.state === 'opted-out'),
        undeliverable: sum((group) => is(kept, group.state) && is(undeliverable, group.status)),
        duplicates: sum((group) => group.role === 'duplicate'),
        withoutEmail: sum((group) => group.role === 'no-email' || group.role === 'invalid'),
        leaving: sum((group) => is(gone, group.state)),
      };
    },

    /**
     * Members who were to leave and stay after all are sent again: the vendor may have taken them off
     * meanwhile, and nobody could have told the two apart afterwards.
     */
    sendRestored: async (connectionId: number, docIds: string[], now: number): Promise<void> => {
      for (const part of chunks(docIds, 500))
        await db
          .table(TABLE.ledger)
          .where({ connection_id: connectionId, role: 'owner', state: 'acknowledged' })
          .whereIn('doc_id', part)
          .update({ state: 'staged', acknowledged_at: null, changed_at: now });
    },

    /** Refused and held rows an editor may retry; opt-outs are never among them. */
    retry: (connectionId: number, docIds: string[] | 'all', now: number): Promise<number> => {
      const query = db
        .table(TABLE.ledger)
        .where({ connection_id: connectionId, role: 'owner' })
        .whereIn('state', ['refused', 'held'])
        // Only the vendor ends an undeliverable or waiting address.
        .where((any) => {
          any.whereNull('reason_code').orWhereNot('reason_code', 'status');
        });
      if (docIds !== 'all') query.whereIn('doc_id', docIds);
      return query.update({
        state: 'staged',
        // Whoever asks for it wants to see it sent, whatever the values are.
        acknowledged_at: null,
        reason_code: null,
        reason: null,
        attempts: 0,
        retry_at: null,
        changed_at: now,
      });
    },
  };
};
