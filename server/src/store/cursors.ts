import type { Db } from './db';

const UID = 'plugin::dotmailer.cursor';

/**
 * From when on a feed is to be read, in the vendor's time (ms); what of that is stored, and when it
 * was (ms).
 */
export type Cursor = { since: number; stored: number; storedAt: number };

/**
 * How far each feed of an integration was read. Advance only after the feed's rows are committed.
 * What a read without news reached is kept in this process's memory alone: whoever does not know it
 * (another node, the next process) reads the same rows again, and they are no news to it either.
 */
export const createCursors = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  const reached = new Map<string, { stored: number; since: number }>();
  const keyOf = (integrationId: number, feed: string) => `${integrationId} ${feed}`;

  return {
    /** From when on the feed is to be read, or null when it was never read whole. */
    read: async (integrationId: number, feed: string): Promise<Cursor | null> => {
      const row = await query().findOne({ where: { integrationId, feed } });
      if (typeof row?.since !== 'number') return null;
      const further = reached.get(keyOf(integrationId, feed));
      // Counts only beside the stored time it was reached from: a reset feed is read whole.
      const since = further && further.stored === row.since ? further.since : row.since;
      return { since, stored: row.since, storedAt: row.completedAt ?? 0 };
    },

    advance: async (integrationId: number, feed: string, since: number, now: number) => {
      const changed = await query().updateMany({
        where: { integrationId, feed },
        data: { since, completedAt: now },
      });
      if (changed.count === 0) {
        await query().create({ data: { integrationId, feed, since, completedAt: now } });
      }
    },

    /** The feed was read on from `cursor` up to `since`, and nothing of it was news. */
    remember: (integrationId: number, feed: string, { stored }: Cursor, since: number) => {
      reached.set(keyOf(integrationId, feed), { stored, since });
    },

    /** Forgets how far the feeds of a book were read: a new connection reads them whole. */
    reset: async (integrationId: number, feeds: string[]) => {
      await query().deleteMany({ where: { integrationId, feed: { $in: feeds } } });
    },
  };
};
