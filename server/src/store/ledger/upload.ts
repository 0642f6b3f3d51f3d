import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { chunks } from '../../core/chunks';
import type { LedgerState, Payload } from '../../core/member-decision';
import { agree } from '../agreed';
import { whereAmong } from '../bulk';
import type { Db } from '../db';
import { holdLease, type HeldKey } from '../leases';
import type { OptOutRefs } from '../opt-outs';
import { optedOutEmails, optOutsOf } from './mirror';
import { ledgerQuery } from './rows';

/** A row to be sent; `carried` as the column of that name says. */
export type TakenRow = { id: number; carried: string | null };

/** What an outcome makes of a set of sent rows. */
export type Verdict = {
  state: LedgerState;
  reason_code: string | null;
  reason: string | null;
  /** True when the vendor took the person into the book all the same. */
  inBook: boolean;
  retryAt?: number | null;
};

const withoutFields = (agreed: string | null, fields: string[]): Payload => {
  const values = agreed === null ? {} : (JSON.parse(agreed) as Payload);
  return { ...values, ...Object.fromEntries(fields.map((field) => [field, null])) };
};

/** Taking staged rows for an upload, and what its outcome does to them. */
export const createLedgerUpload = (db: Db) => {
  const sent = (uploadId: number, trx?: Knex.Transaction) =>
    db.table(TABLE.ledger, trx).where({ upload_id: uploadId, state: 'sent' });

  const sentIdsAfter = async (
    uploadId: number,
    after: number,
    limit: number
  ): Promise<number[]> => {
    const rows: { id: number }[] = await sent(uploadId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .select('id');
    return rows.map((row) => row.id);
  };

  /** Runs `work` over all sent rows of an upload in transactions of one batch each. */
  const inBatches = async (
    uploadId: number,
    work: (trx: Knex.Transaction, range: [number, number]) => Promise<void>
  ): Promise<number> => {
    const pace = db.pace();
    let done = 0;
    for (let after = 0; ;) {
      const endBatch = pace.begin();
      const ids = await sentIdsAfter(uploadId, after, pace.rows());
      const [first, last] = [ids[0], ids[ids.length - 1]];
      if (first === undefined || last === undefined) return done;
      await db.transaction((trx) => work(trx, [first, last]));
      done += ids.length;
      after = last;
      await endBatch();
    }
  };

  const setCarried = async (
    trx: Knex.Transaction,
    uploadId: number,
    rows: TakenRow[]
  ): Promise<void> => {
    for (const part of chunks(rows, 200)) {
      const cases = part.map(() => 'when ? then ?').join(' ');
      await sent(uploadId, trx)
        .whereIn(
          'id',
          part.map((row) => row.id)
        )
        .update({
          carried: trx.raw(
            `case id ${cases} end`,
            part.flatMap((row) => [row.id, row.carried])
          ),
        });
    }
  };

  /** Sent values of a key range become the agreed ones of their contacts, in one statement. */
  const agreeOnSent = async (
    trx: Knex.Transaction,
    uploadId: number,
    integrationId: number,
    [first, last]: [number, number],
    now: number
  ) => {
    const merge =
      db.dialect === 'mysql'
        ? 'on duplicate key update agreed = values(agreed), updated_at = values(updated_at)'
        : `on conflict (integration_id, email_norm)
             do update set agreed = excluded.agreed, updated_at = excluded.updated_at`;
    // Numbers of ours are written out: PostgreSQL takes a bound value in a select list for text.
    await trx.raw(
      `insert into ?? (integration_id, email, email_norm, agreed, updated_at)
         select ${Number(integrationId)}, email, email_norm, coalesce(carried, payload), ${Number(now)}
         from ?? where upload_id = ? and state = 'sent' and id between ? and ?
         and (carried is null or carried <> '') ${merge}`,
      [db.tableName(TABLE.contact), db.tableName(TABLE.ledger), uploadId, first, last]
    );
  };

  return {
    /**
     * Moves staged rows to `sent` under an upload. The statement itself looks again: nobody with an
     * active opt-out is taken. Nobody takes the lease over meanwhile: whoever does has to find these
     * rows under the upload. Answers those that were taken.
     * @throws Error when somebody has taken the lease over.
     */
    take: (
      rows: TakenRow[],
      uploadId: number,
      refs: OptOutRefs,
      lease: HeldKey,
      now: number
    ): Promise<Set<number>> =>
      db.transaction(async (trx) => {
        await holdLease(db, lease, trx);
        const ids = rows.map((row) => row.id);
        const taken = await whereAmong(db, db.table(TABLE.ledger, trx), 'id', ids)
          .where({ state: 'staged', role: 'owner' })
          .whereNotExists(optOutsOf(db, refs, `${TABLE.ledger}.email_norm`))
          .update({
            state: 'sent',
            upload_id: uploadId,
            carried: null,
            reason_code: null,
            reason: null,
            changed_at: now,
          });
        await setCarried(
          trx,
          uploadId,
          rows.filter((row) => row.carried !== null)
        );
        if (taken === ids.length) return new Set(ids);
        const left: { id: number }[] = await whereAmong(db, sent(uploadId, trx), 'id', ids).select(
          'id'
        );
        return new Set(left.map((row) => row.id));
      }),

    /** The vendor has agreed to all these staged rows want: nothing is sent for them. */
    settleUnsent: async (ids: number[], now: number): Promise<void> => {
      for (const part of chunks(ids, 1000)) {
        await whereAmong(db, db.table(TABLE.ledger), 'id', part)
          .where({ state: 'staged' })
          .whereNotNull('acknowledged_at')
          .update({ state: 'acknowledged', reason_code: null, reason: null, changed_at: now });
      }
    },

    /**
     * The upload did not happen, or must happen again: its rows are staged as they were. They keep
     * its id: it may have carried them all the same.
     */
    unsend: (uploadId: number, now: number): Promise<number> =>
      sent(uploadId).update({ state: 'staged', changed_at: now }),

    /** Applies a verdict to the rows of an upload with these e-mails; answers how many. */
    judge: async (
      uploadId: number,
      emails: string[],
      verdict: Verdict,
      now: number
    ): Promise<number> => {
      let judged = 0;
      for (const part of chunks(emails, 500)) {
        judged += await sent(uploadId)
          .whereIn('email_norm', part)
          .update({
            state: verdict.state,
            reason_code: verdict.reason_code,
            reason: verdict.reason,
            changed_at: now,
            ...(verdict.inBook
              ? { exported_at: db.knex.raw('coalesce(exported_at, ?)', [now]) }
              : {}),
          });
      }
      return judged;
    },

    /** Holds all rows of an upload that failed as a whole; counts the attempt. */
    holdAll: (
      uploadId: number,
      details: { reason_code: string; reason: string | null; retry_at: number | null },
      now: number
    ): Promise<number> =>
      sent(uploadId).update({
        ...details,
        state: 'held',
        attempts: db.knex.raw('coalesce(attempts, 0) + 1'),
        changed_at: now,
      }),

    /** The most often any row of this upload has failed before. */
    attemptsOf: async (uploadId: number): Promise<number> => {
      const row = await sent(uploadId).max({ n: 'attempts' }).first();
      return Number(row?.n ?? 0);
    },

    /**
     * Everything still `sent` was accepted: membership is acknowledged and the sent values become
     * the agreed ones of the contact. Batch by batch; a killed process goes on where it stopped.
     */
    acknowledge: (uploadId: number, integrationId: number, now: number): Promise<number> =>
      inBatches(uploadId, async (trx, range) => {
        await agreeOnSent(trx, uploadId, integrationId, range, now);
        await sent(uploadId, trx)
          .whereBetween('id', range)
          .update({
            // Whose values another file carries is looked at again after it.
            state: trx.raw(`case when carried = '' then 'staged' else 'acknowledged' end`),
            acknowledged_at: now,
            exported_at: trx.raw('coalesce(exported_at, ?)', [now]),
            reason_code: null,
            reason: null,
            attempts: 0,
            retry_at: null,
            changed_at: now,
          });
      }),

    /**
     * A clear was accepted: its fields are agreed to be blank, and the rows wait for their values
     * again.
     */
    acknowledgeClear: (
      uploadId: number,
      integrationId: number,
      fields: string[],
      now: number
    ): Promise<number> =>
      inBatches(uploadId, async (trx, range) => {
        const rows: { email: string; emailNorm: string; agreed: string | null }[] =
          await ledgerQuery(db, trx)
            .join(`${TABLE.contact} as c`, (join) => {
              join.on('c.email_norm', 'l.email_norm').andOnVal('c.integration_id', integrationId);
            })
            .where({ 'l.upload_id': uploadId, 'l.state': 'sent' })
            .whereBetween('l.id', range)
            .select({ email: 'l.email', emailNorm: 'l.email_norm', agreed: 'c.agreed' });
        await agree(
          db,
          integrationId,
          rows.map((row) => ({ ...row, agreed: withoutFields(row.agreed, fields) })),
          now,
          trx
        );
        await sent(uploadId, trx)
          .whereBetween('id', range)
          .update({ state: 'staged', changed_at: now });
      }),

    /**
     * E-mails of an upload that opted out after it was made up: nobody who had was taken. Those the
     * vendor refused (rows with its reason) it did not put into the book.
     */
    optedOutOf: async (uploadId: number, refs: OptOutRefs): Promise<string[]> => {
      const rows: { emailNorm: string }[] = await ledgerQuery(db)
        .where('l.upload_id', uploadId)
        .whereNull('l.reason_code')
        .whereIn('l.email_norm', optedOutEmails(db, refs))
        .select({ emailNorm: 'l.email_norm' });
      return rows.map((row) => row.emailNorm);
    },
  };
};
