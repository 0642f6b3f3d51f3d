import type { Knex } from 'knex';
import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { whereAmong } from './bulk';
import type { Db } from './db';

export type OptOutScope = 'list' | 'book' | 'account';

/** Where a connection's people can have opted out: all three are looked up before anything is sent. */
export type OptOutRefs = { list: string; book: string; account: string };

export type OptOut = {
  id: number;
  scope: OptOutScope;
  ref: string;
  emailNorm: string;
  source: 'editor' | 'vendor';
  reason: string | null;
  docId: string | null;
  optedOutAt: number;
  liftedAt: number | null;
  sentAt: number | null;
  sentRef: string | null;
  resubscribeState: 'challenged' | 'refused' | null;
};

export type NewOptOut = Pick<OptOut, 'scope' | 'ref' | 'emailNorm' | 'source' | 'optedOutAt'> &
  Partial<Pick<OptOut, 'reason' | 'docId'>>;

export const bookRef = (accountId: string, bookRemoteId: number): string =>
  `${accountId}:${bookRemoteId}`;

const COLUMNS = {
  id: 'id',
  scope: 'scope',
  ref: 'ref',
  emailNorm: 'email_norm',
  source: 'source',
  reason: 'reason',
  docId: 'doc_id',
  optedOutAt: 'opted_out_at',
  liftedAt: 'lifted_at',
  sentAt: 'sent_at',
  sentRef: 'sent_ref',
  resubscribeState: 'resubscribe_state',
};

/** Limits a query on opt-outs (alias `o`) to active ones that concern a connection. */
export const concerning = (query: Knex.QueryBuilder, refs: OptOutRefs): Knex.QueryBuilder =>
  query.whereNull('o.lifted_at').where((any) => {
    any
      .where({ 'o.scope': 'list', 'o.ref': refs.list })
      .orWhere({ 'o.scope': 'book', 'o.ref': refs.book })
      .orWhere({ 'o.scope': 'account', 'o.ref': refs.account });
  });

/**
 * An opt-out that was lifted is active again by a later one: later than itself, not than the consent,
 * whose date is of another clock than the vendor's. What an editor says again while it is active is
 * sent again, and outlives a consent that came in between.
 */
const isNewer = (added: NewOptOut, { liftedAt, optedOutAt }: OptOut): boolean =>
  added.optedOutAt > optedOutAt && (liftedAt !== null || added.source === 'editor');

export const createOptOuts = (db: Db) => {
  const table = () => db.table(TABLE.optOut);

  const ofEditors = (listId: string) =>
    table().where({ scope: 'list', ref: listId, source: 'editor' }).whereNull('lifted_at');

  const ofEditorsIn = async (
    listId: string,
    column: 'doc_id' | 'email_norm',
    values: string[]
  ): Promise<OptOut[]> => {
    const found: OptOut[] = [];
    for (const part of chunks(values, 500)) {
      found.push(...(await whereAmong(db, ofEditors(listId), column, part).select(COLUMNS)));
    }
    return found;
  };

  const record = async (optOuts: NewOptOut[]): Promise<number> => {
    let changed = 0;
    for (const part of chunks(optOuts, 300)) {
      const known: OptOut[] = await table()
        .whereIn(
          'email_norm',
          part.map((row) => row.emailNorm)
        )
        .select(COLUMNS);
      const byKey = new Map(known.map((row) => [`${row.scope} ${row.ref} ${row.emailNorm}`, row]));
      const fresh = new Map<string, NewOptOut>();
      for (const row of part) {
        const key = `${row.scope} ${row.ref} ${row.emailNorm}`;
        const before = byKey.get(key);
        if (!before) fresh.set(key, row);
        else if (isNewer(row, before)) {
          changed += await table()
            .where({ id: before.id })
            .update({
              source: row.source,
              reason: row.reason ?? null,
              doc_id: row.docId ?? null,
              opted_out_at: row.optedOutAt,
              lifted_at: null,
              sent_at: null,
              sent_ref: null,
              resubscribe_state: null,
            });
        }
      }
      const rows = [...fresh.values()].map((row) => ({
        scope: row.scope,
        ref: row.ref,
        email_norm: row.emailNorm,
        source: row.source,
        reason: row.reason ?? null,
        doc_id: row.docId ?? null,
        opted_out_at: row.optedOutAt,
      }));
      if (rows.length > 0) {
        await db.statement(() =>
          table().insert(rows).onConflict(['scope', 'ref', 'email_norm']).ignore()
        );
        changed += rows.length;
      }
    }
    return changed;
  };

  return {
    /** Records opt-outs; a known one stays as it is unless the new one counts. Answers how many changed. */
    record,

    /** Active opt-outs of these e-mails that concern the connection. */
    activeFor: async (refs: OptOutRefs, emails: string[]): Promise<OptOut[]> => {
      const found: OptOut[] = [];
      for (const part of chunks(emails, 1000)) {
        const query = whereAmong(db, db.knex(`${TABLE.optOut} as o`), 'o.email_norm', part);
        found.push(...(await concerning(query, refs).select(COLUMNS)));
      }
      return found;
    },

    /** Every opt-out of these e-mails anywhere, also those that were lifted. */
    ofEmails: async (emails: string[]): Promise<OptOut[]> =>
      whereAmong(db, table(), 'email_norm', emails).orderBy('id').select(COLUMNS),

    /** Newer consent: lifts these rows. */
    lift: async (ids: number[], now: number): Promise<void> => {
      for (const part of chunks(ids, 500)) {
        await table().whereIn('id', part).update({ lifted_at: now, resubscribe_state: null });
      }
    },

    setResubscribeState: async (ids: number[], state: 'challenged' | 'refused') => {
      await table().whereIn('id', ids).update({ resubscribe_state: state });
    },

    /**
     * An editor's opt-outs of a list that the vendor has not confirmed for this book. With `until`
     * (ms), when the book was disconnected: those made by then that were never sent anywhere.
     */
    unsent: async (
      listId: string,
      sentRef: string,
      limit: number,
      until: number | null = null
    ): Promise<OptOut[]> => {
      const query = ofEditors(listId).orderBy('id').limit(limit).select(COLUMNS);
      if (until !== null) return query.whereNull('sent_ref').where('opted_out_at', '<=', until);
      return query.where((any) => {
        any.whereNull('sent_ref').orWhereNot('sent_ref', sentRef);
      });
    },

    markSent: async (id: number, sentRef: string, now: number): Promise<void> => {
      await table().where({ id }).update({ sent_at: now, sent_ref: sentRef });
    },

    /** An editor's opt-outs of these records: they follow a record to its new e-mail. */
    ofRecords: (listId: string, docIds: string[]): Promise<OptOut[]> =>
      ofEditorsIn(listId, 'doc_id', docIds),

    /** An editor's opt-outs of these e-mails. */
    ofAddresses: (listId: string, emails: string[]): Promise<OptOut[]> =>
      ofEditorsIn(listId, 'email_norm', emails),

    /** Our own file put the person back after this opt-out: it holds from now on. */
    renew: async (id: number, now: number): Promise<void> => {
      await table().where({ id }).update({ opted_out_at: now, resubscribe_state: null });
    },

    /** Active opt-outs the vendor reported for an account: they survive its integration. */
    countOfAccount: async (accountId: string): Promise<number> => {
      const row = await table()
        .whereNull('lifted_at')
        .where((any) => {
          any.where({ scope: 'account', ref: accountId }).orWhere('ref', 'like', `${accountId}:%`);
        })
        .count({ n: '*' })
        .first();
      return Number(row?.n ?? 0);
    },
  };
};
