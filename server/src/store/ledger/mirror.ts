import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { statusesOf } from '../../core/statuses';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import { concerning, type OptOutRefs } from '../opt-outs';

/**
 * `select 1 …` correlated to a column that holds an e-mail: a row while an active opt-out concerns the
 * connection. For "has none": past its working memory PostgreSQL reads a NOT IN list anew for every row.
 */
export const optOutsOf = (db: Db, refs: OptOutRefs, emailColumn: string): Knex.QueryBuilder =>
  concerning(db.knex(`${TABLE.optOut} as o`), refs)
    .whereRaw('?? = ??', ['o.email_norm', emailColumn])
    .select(db.knex.raw('1'));

/** E-mails of active opt-outs that concern a connection, as a sub-select. */
export const optedOutEmails = (db: Db, refs: OptOutRefs): Knex.QueryBuilder =>
  concerning(db.knex(`${TABLE.optOut} as o`), refs).select('o.email_norm');

const NO_MAIL_REASON = 'status';

const EMAIL = `${TABLE.ledger}.email_norm`;

type Gap = { after?: string; before?: string };

/** The stretches of the alphabet before, between and after these words: everything else. */
const gapsBetween = (words: string[]): Gap[] => {
  const sorted = [...words].sort();
  return [...sorted, undefined].map((before, place) => {
    const after = sorted[place - 1];
    return {
      ...(after === undefined ? {} : { after }),
      ...(before === undefined ? {} : { before }),
    };
  });
};

/**
 * Most syncs find nobody: a search alone takes no lock, and no turn at SQLite's one pen. Who is found
 * is written by key, because MariaDB reads the whole table for an update with a sub-select; the change
 * takes rows out of what is searched for.
 */
const updateIfAny = async (db: Db, rows: Knex.QueryBuilder, change: object): Promise<number> => {
  let changed = 0;
  for (;;) {
    const found: { id: number }[] = await rows.clone().limit(1000).select('id');
    if (found.length === 0) return changed;
    const ids = found.map(({ id }) => id);
    changed += await db.statement<number>(() =>
      whereAmong(db, rows.clone(), 'id', ids).update(change)
    );
  }
};

/** Set-wise statements that carry what the vendor and editors said into member states. */
export const createLedgerMirror = (db: Db) => {
  const owners = (connectionId: number) =>
    db.table(TABLE.ledger).where({ connection_id: connectionId, role: 'owner' });

  const mailable = statusesOf('mailable');
  /** E-mails of contacts that cannot be mailed: few, so they are found by ranges of the status index. */
  const unreachable = (integrationId: number): Knex.QueryBuilder => {
    const contacts = () =>
      db.table(TABLE.contact).where({ integration_id: integrationId }).select('email_norm');
    const within =
      ({ after, before }: Gap) =>
      (query: Knex.QueryBuilder) => {
        if (after !== undefined) query.where('status', '>', after);
        if (before !== undefined) query.where('status', '<', before);
      };
    const [first = {}, ...others] = gapsBetween(mailable);
    // SQLite takes no index for several ranges at once; MySQL would look up every member in a union.
    if (db.dialect === 'sqlite') {
      const rest = others.map((gap) => contacts().where(within(gap)));
      return contacts().where(within(first)).unionAll(rest);
    }
    return contacts().where((any) => {
      for (const gap of [first, ...others]) any.orWhere(within(gap));
    });
  };

  /** `select 1 …` for ledger rows whose contact can be mailed. */
  const reachable = (integrationId: number): Knex.QueryBuilder =>
    db
      .knex(`${TABLE.contact} as c`)
      .where({ 'c.integration_id': integrationId })
      .whereRaw('?? = ??', ['c.email_norm', EMAIL])
      .whereIn('c.status', mailable)
      .select(db.knex.raw('1'));

  return {
    /** Members with an active opt-out become `opted-out`; answers how many. */
    optOut: (connectionId: number, refs: OptOutRefs, now: number): Promise<number> =>
      updateIfAny(
        db,
        owners(connectionId)
          .whereIn('state', ['staged', 'acknowledged', 'refused', 'held'])
          .whereIn('email_norm', optedOutEmails(db, refs)),
        { state: 'opted-out', reason_code: null, reason: null, changed_at: now }
      ),

    /** Members whose opt-outs were all lifted are staged again; answers how many. */
    optIn: (connectionId: number, refs: OptOutRefs, now: number): Promise<number> =>
      updateIfAny(
        db,
        owners(connectionId)
          .where({ state: 'opted-out' })
          .whereNotExists(optOutsOf(db, refs, EMAIL)),
        // Nobody knows whether the book still has them: they are sent whatever their values are.
        { state: 'staged', acknowledged_at: null, changed_at: now }
      ),

    /**
     * Members the vendor cannot mail (undeliverable, waiting, unknown word) are held, exported ones
     * too: a bounce takes them off the book, but nobody removed them.
     */
    hold: (connectionId: number, integrationId: number, now: number): Promise<number> =>
      updateIfAny(
        db,
        owners(connectionId)
          .whereIn('state', ['staged', 'acknowledged'])
          .whereIn('email_norm', unreachable(integrationId)),
        { state: 'held', reason_code: NO_MAIL_REASON, reason: null, changed_at: now }
      ),

    /** Held members the vendor can mail again are staged. */
    release: (connectionId: number, integrationId: number, now: number): Promise<number> =>
      updateIfAny(
        db,
        owners(connectionId)
          .where({ state: 'held', reason_code: NO_MAIL_REASON })
          .whereExists(reachable(integrationId)),
        { state: 'staged', acknowledged_at: null, reason_code: null, changed_at: now }
      ),

    /** Rows of failed uploads whose waiting time is over are staged again. */
    retryDue: (connectionId: number, now: number): Promise<number> =>
      updateIfAny(db, owners(connectionId).where({ state: 'held' }).where('retry_at', '<=', now), {
        state: 'staged',
        retry_at: null,
        reason_code: null,
        reason: null,
        changed_at: now,
      }),
  };
};
