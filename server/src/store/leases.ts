import type { Knex } from 'knex';
import { TABLE } from '../constants';
import type { Db } from './db';

type LeaseKey = { name: string; owner: string; fence: number };

type Row = { owner: string | null; fence: number; expires_at: number };

export type HeldKey = Pick<LeaseKey, 'name' | 'fence'>;

/**
 * Keeps anybody from taking the lease over before this transaction ends.
 * @throws Error when somebody has taken it over already: nothing may be written any more.
 */
export const holdLease = async (
  db: Db,
  { name, fence }: HeldKey,
  trx: Knex.Transaction
): Promise<void> => {
  const holding = await db.table(TABLE.lease, trx).where({ name, fence }).update({ fence });
  if (holding !== 1) throw new Error(`The lease ${name} was taken over`);
};

/** Mutual exclusion between nodes, by one conditional update; times are epoch milliseconds. */
export const createLeases = (db: Db) => {
  const table = () => db.table(TABLE.lease);
  const held = ({ name, owner, fence }: LeaseKey) => table().where({ name, owner, fence });
  const read = (name: string): Promise<Row | undefined> =>
    table().where({ name }).first('owner', 'fence', 'expires_at');
  const create = async (name: string): Promise<Row> => {
    const free = { owner: null, fence: 0, expires_at: 0 };
    await table()
      .insert({ name, ...free })
      .onConflict(['name'])
      .ignore();
    return free;
  };

  return {
    /**
     * The new fence, one above the last holder's, or null while somebody else holds the lease.
     * `tookOver`: the last holder let it expire and may still believe that it holds the lease.
     */
    async acquire(name: string, owner: string, now: number, expiresAt: number) {
      const row = (await read(name)) ?? (await create(name));
      if (row.owner !== null && row.expires_at > now) return null;
      const fence = row.fence + 1;
      const taken = await table()
        .where({ name, fence: row.fence })
        .andWhere((free) => void free.whereNull('owner').orWhere('expires_at', '<=', now))
        .update({ owner, fence, expires_at: expiresAt });
      return taken === 1 ? { fence, tookOver: row.owner !== null } : null;
    },

    /** False when the lease was taken over meanwhile. */
    async renew(key: LeaseKey, expiresAt: number): Promise<boolean> {
      return (await held(key).update({ expires_at: expiresAt })) === 1;
    },

    hold: (lease: HeldKey, trx: Knex.Transaction) => holdLease(db, lease, trx),

    /** Frees the lease; the next holder gets the fence after `lastFence`. */
    async release(key: LeaseKey, lastFence = key.fence): Promise<void> {
      await held(key).update({ owner: null, expires_at: 0, fence: lastFence });
    },

    /** Names of the leases somebody holds at `now`. */
    async heldNames(now: number): Promise<Set<string>> {
      const rows = (await table()
        .whereNotNull('owner')
        .andWhere('expires_at', '>', now)
        .select('name')) as { name: string }[];
      return new Set(rows.map((row) => row.name));
    },
  };
};
