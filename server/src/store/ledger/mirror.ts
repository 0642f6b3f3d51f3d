import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { statusesOf } from '../../core/statuses';
import type { Db } from '../db';
import { concerning, type OptOutRefs } from '../opt-outs';

/** E-mails of active opt-outs that concern a connection, as a sub-select. */
export const optedOutEmails = (db: Db, refs: OptOutRefs): Knex.QueryBuilder =>
  concerning(db.knex(`${TABLE.optOut} as o`), refs).select('o.email_norm');

const NO_MAIL_REASON = 'status';

/** Most syncs find nobody: a search alone takes no lock, and no turn at SQLite's one pen. */
const updateIfAny = async (db: Db, rows: Knex.QueryBuilder, change: object): Promise<number> => {
  if ((await rows.clone().first('id')) === undefined) return 0;
  return db.statement<number>(() => rows.clone().update(change));
};

/** Set-wise statements that carry what the vendor and editors said into member states. */
export const createLedgerMirror = (db: Db) => {
  const owners = (connectionId: number) =>
    db.table(TABLE.ledger).where({ connection_id: connectionId, role: 'owner' });

  const mailable = statusesOf('mailable');
  const withStatus = (integrationId: number, reachable: boolean): Knex.QueryBuilder => {
    const query = db
      .table(TABLE.contact)
      .where({ integration_id: integrationId })
      .whereNotNull('status')
      .select('email_norm');
    return reachable ? query.whereIn('status', mailable) : query.whereNotIn('status', mailable);
  };

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
          .whereNotIn('email_norm', optedOutEmails(db, refs)),
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
          .whereIn('email_norm', withStatus(integrationId, false)),
        { state: 'held', reason_code: NO_MAIL_REASON, reason: null, changed_at: now }
      ),

    /** Held members the vendor can mail again are staged. */
    release: (connectionId: number, integrationId: number, now: number): Promise<number> =>
      updateIfAny(
        db,
        owners(connectionId)
          .where({ state: 'held', reason_code: NO_MAIL_REASON })
          .whereIn('email_norm', withStatus(integrationId, true)),
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
