import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import { statusesOf } from '../../core/statuses';
import { whereAmong } from '../bulk';
import type { Connection } from '../connections';
import type { Db } from '../db';
import { optOutsOf } from '../ledger/mirror';
import type { OptOutRefs } from '../opt-outs';
import { SETTLED, type NewcomerKind } from './kinds';

/** Somebody a record may be made of. */
export type Candidate = {
  id: number;
  emailNorm: string;
  /** As the vendor spells it. */
  email: string;
  /** JSON of the values last pulled; null: never with values. */
  remote: string | null;
};

/** Counted up to 10,000; one more means that there are more. */
export type NewcomerCounts = { older: number; waiting: number; refused: number };
export const MOST_COUNTED = 10_000;

/** Newcomers of whom a record may be made: the vendor mails them, and nobody opted them out. */
export const createNewcomerCandidates = (db: Db) => {
  /** Newcomers beside their contacts, of those the vendor mails and nobody opted out. */
  const mailable = (
    { id, integrationId, fullReadAt }: Connection,
    kind: NewcomerKind,
    refs: OptOutRefs
  ): Knex.QueryBuilder =>
    db
      .table(`${TABLE.newcomer} as n`)
      .innerJoin(`${TABLE.contact} as c`, (join) => {
        join.on('c.email_norm', 'n.email_norm').andOnVal('c.integration_id', integrationId);
      })
      .where({ 'n.connection_id': id, 'n.kind': kind })
      // Whom the last full read did not see has left the book.
      .where('n.seen_at', '>=', fullReadAt ?? 0)
      .whereIn('c.status', statusesOf('mailable'))
      .whereNotExists(optOutsOf(db, refs, 'n.email_norm'));

  const count = async (query: Knex.QueryBuilder): Promise<number> => {
    const some = query.limit(MOST_COUNTED + 1).as('some');
    const row = await db.knex.count<{ n: number | string }>({ n: '*' }).from(some).first();
    return Number(row?.n ?? 0);
  };

  return {
    /**
     * People a record may be made of, in key order after `after`; of those refused before only whose
     * contact changed since, or all of them when the mapping was saved since (`mappedAt`, ms).
     */
    candidates: (
      connection: Connection,
      kind: 'new' | 'refused',
      { refs, mappedAt }: { refs: OptOutRefs; mappedAt: number },
      { after, limit }: { after: number; limit: number }
    ): Promise<Candidate[]> => {
      const query = mailable(connection, kind, refs).where('n.id', '>', after);
      if (kind === 'refused')
        query.where((changed) => {
          changed
            .whereRaw('?? > ??', ['c.updated_at', 'n.changed_at'])
            .orWhere('n.changed_at', '<', mappedAt);
        });
      return query.orderBy('n.id').limit(limit).select({
        id: 'n.id',
        emailNorm: 'n.email_norm',
        email: 'c.email',
        remote: 'c.remote',
      }) as unknown as Promise<Candidate[]>;
    },

    /**
     * Those of these e-mails that any list over the collection has had a record of, in whatever book
     * of the integration: of them none is made again.
     */
    everSettled: async (
      { integrationId, collection }: Connection,
      emails: string[]
    ): Promise<Set<string>> => {
      const query = db
        .table(`${TABLE.newcomer} as n`)
        .innerJoin(`${TABLE.connection} as k`, 'k.id', 'n.connection_id')
        .where({ 'k.integration_id': integrationId, 'k.collection': collection })
        .whereIn('n.kind', SETTLED);
      return new Set<string>(
        await whereAmong(db, query, 'n.email_norm', emails).pluck('n.email_norm')
      );
    },

    counts: async (connection: Connection, refs: OptOutRefs): Promise<NewcomerCounts> => {
      const countOf = (kind: NewcomerKind) =>
        count(mailable(connection, kind, refs).select('n.id'));
      return {
        older: await countOf('older'),
        waiting: await countOf('new'),
        refused: await countOf('refused'),
      };
    },

    /** Some of those who were refused, with the reason. */
    refusedSome: (
      connection: Connection,
      refs: OptOutRefs,
      limit: number
    ): Promise<{ email: string; attribute: string | null; reason: string | null }[]> =>
      mailable(connection, 'refused', refs)
        .orderBy('n.id')
        .limit(limit)
        .select({ email: 'c.email', attribute: 'n.attribute', reason: 'n.reason' }) as never,
  };
};
