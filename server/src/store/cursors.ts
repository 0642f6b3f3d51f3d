import type { Db } from './db';

const UID = 'plugin::dotmailer.cursor';

/** A feed of an integration; `content` names what is read of its rows, where that can differ. */
export type Feed = { name: string; content: string | null };

/**
 * From when on a feed is to be read, in the vendor's time (ms), and when the read that came so far
 * began, by our clock (ms); what of both is stored.
 */
export type Cursor = { since: number; readAt: number; stored: { since: number; readAt: number } };

type Reached = Pick<Cursor, 'since' | 'readAt'>;
type Row = { since: unknown; readAt: number | null; content: string | null };

/**
 * How far each feed of an integration was read. Advance only after the feed's rows are committed.
 * What a read without news reached is kept in this process's memory alone: whoever does not know it
 * (another node, the next process) reads the same rows again, and they are no news to it either.
 */
export const createCursors = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  const reached = new Map<string, Reached & { stored: number }>();
  const keyOf = (integrationId: number, feed: string) => `${integrationId} ${feed}`;

  return {
    /** From when on the feed is to be read, or null when its content was never read whole. */
    read: async (integrationId: number, { name, content }: Feed): Promise<Cursor | null> => {
      const row = (await query().findOne({ where: { integrationId, feed: name } })) as Row | null;
      if (typeof row?.since !== 'number' || row.content !== content) return null;
      const stored = { since: row.since, readAt: row.readAt ?? 0 };
      const further = reached.get(keyOf(integrationId, name));
      // Counts only beside the stored time it was reached from: a reset feed is read whole.
      return further && further.stored === row.since
        ? { since: further.since, readAt: further.readAt, stored }
        : { ...stored, stored };
    },

    /** The feed was read up to `since` by a read that began at `readAt`. */
    advance: async (
      integrationId: number,
      { name, content }: Feed,
      { since, readAt }: Reached
    ): Promise<void> => {
      const data = { since, readAt, content };
      const changed = await query().updateMany({ where: { integrationId, feed: name }, data });
      if (changed.count === 0) {
        await query().create({ data: { integrationId, feed: name, ...data } });
      }
    },

    /** The feed was read on from `cursor`, and nothing of it was news. */
    remember: (integrationId: number, { name }: Feed, { stored }: Cursor, further: Reached) => {
      reached.set(keyOf(integrationId, name), { ...further, stored: stored.since });
    },

    /** Forgets how far the feeds of a book were read: a new connection reads them whole. */
    reset: async (integrationId: number, feeds: string[]) => {
      await query().deleteMany({ where: { integrationId, feed: { $in: feeds } } });
    },
  };
};
