import { TABLE } from '../constants';
import type { Db } from './db';

/** A question the guard asked: may these people be taken off, or were they really taken off? */
export type Hold = {
  id: number;
  connectionId: number;
  kind: 'removal' | 'taken-off';
  state: 'asked' | 'approved' | 'used' | 'expired';
  leaving: number;
  exported: number;
  askedAt: number;
  approvedAt: number | null;
  approvedBy: string | null;
  usedAt: number | null;
};

const UID = 'plugin::dotmailer.hold';

export const createHolds = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  return {
    byId: (id: number): Promise<Hold | null> => query().findOne({ where: { id } }),

    /** The question of a connection that is asked or approved, newest first. */
    pending: (connectionId: number, kind?: Hold['kind']): Promise<Hold | null> =>
      query().findOne({
        where: { connectionId, state: { $in: ['asked', 'approved'] }, ...(kind ? { kind } : {}) },
        orderBy: { id: 'desc' },
      }),

    /** When the last approval of a connection was used up (ms), or null. */
    lastUsedAt: async (connectionId: number, kind: Hold['kind']): Promise<number | null> => {
      const hold: Hold | null = await query().findOne({
        where: { connectionId, kind, state: 'used' },
        orderBy: { id: 'desc' },
      });
      return hold?.usedAt ?? null;
    },

    ask: (
      hold: Pick<Hold, 'connectionId' | 'kind' | 'leaving' | 'exported'>,
      now: number
    ): Promise<Hold> => query().create({ data: { ...hold, state: 'asked', askedAt: now } }),

    /** Approves an asked question; false when it is not asked any more. */
    approve: async (id: number, by: string, now: number): Promise<boolean> => {
      const changed = await db
        .table(TABLE.hold)
        .where({ id, state: 'asked' })
        .update({ state: 'approved', approved_at: now, approved_by: by });
      return changed === 1;
    },

    /** Uses an approval up, by one conditional update; false when it is not there or too old. */
    use: async (id: number, approvedAfter: number, now: number): Promise<boolean> => {
      const changed = await db
        .table(TABLE.hold)
        .where({ id, state: 'approved' })
        .where('approved_at', '>', approvedAfter)
        .update({ state: 'used', used_at: now });
      return changed === 1;
    },

    expire: async (id: number): Promise<void> => {
      await db.table(TABLE.hold).where({ id }).update({ state: 'expired' });
    },
  };
};
