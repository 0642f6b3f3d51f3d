import type { Knex } from 'knex';
import { TABLE } from '../../constants';
import type { Db } from '../db';
import { startsWith } from '../starts-with';
import type { ListSource } from './list-source';

type UnconnectedMember = { hostId: number; docId: string; email: unknown };

type UnconnectedFilter = {
  search?: string | undefined;
  /** Only those an editor has unsubscribed from this list, or only the others; absent: all. */
  optedOut?: boolean | undefined;
};

/** Members of a list no ledger knows yet, straight from the host collection. */
export const unconnectedMembers = (
  db: Db,
  source: ListSource,
  listId: string,
  { search, optedOut }: UnconnectedFilter
) => {
  const query = (): Knex.QueryBuilder => {
    const members = db.knex.from(source.members().as('m'));
    if (search) members.where(startsWith(db.knex, 'm.email', search));
    if (optedOut === undefined) return members;
    const own = db
      .table(`${TABLE.optOut} as o`)
      .select(db.knex.raw('1'))
      .where({ 'o.scope': 'list', 'o.ref': listId })
      .whereNull('o.lifted_at')
      .whereRaw('?? = lower(trim(??))', ['o.email_norm', 'm.email']);
    return optedOut ? members.whereExists(own) : members.whereNotExists(own);
  };
  return {
    /** One page in key order; `after` is the key of the last member before it. */
    page: (after: number, limit: number): Promise<UnconnectedMember[]> =>
      query()
        .where('m.hostId', '>', after)
        .orderBy('m.hostId')
        .limit(limit)
        .select('m.hostId', 'm.docId', 'm.email') as unknown as Promise<UnconnectedMember[]>,

    countUpTo: async (limit: number): Promise<number> => {
      const rows = query().select('m.hostId').limit(limit);
      const row = await db.knex.count({ n: '*' }).from(rows.as('counted')).first();
      return Number(row?.n ?? 0);
    },
  };
};
