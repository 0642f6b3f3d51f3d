import type { Db } from './db';

const UID = 'plugin::dotmailer.cursor';

/** How far each feed of an integration was read. Advance only after the feed's rows are committed. */
export const createCursors = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  return {
    /** The vendor's time (ms) to read from, or null when the feed was never read whole. */
    read: async (integrationId: number, feed: string): Promise<number | null> => {
      const row = await query().findOne({ where: { integrationId, feed } });
      return row?.since ?? null;
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

    /** Forgets how far the feeds of a book were read: a new connection reads them whole. */
    reset: async (integrationId: number, feeds: string[]) => {
      await query().deleteMany({ where: { integrationId, feed: { $in: feeds } } });
    },
  };
};
