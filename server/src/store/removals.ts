import { TABLE } from '../constants';
import type { Db } from './db';

/** One bulk removal from a book and its asynchronous life at the vendor. */
export type Removal = {
  id: number;
  integrationId: number;
  connectionId: number;
  remoteId: string | null;
  holdId: number | null;
  status: string;
  open: boolean;
  rowCount: number;
  createdAt: number;
  settledAt: number | null;
  pollAt: number | null;
  polls: number;
  error: string | null;
};

const UID = 'plugin::dotmailer.removal';

export const createRemovals = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  return {
    /** Creates the job (in the ambient transaction that puts its rows under it); answers its id. */
    create: async (
      removal: Pick<Removal, 'integrationId' | 'connectionId' | 'holdId' | 'rowCount'>,
      now: number
    ): Promise<number> => {
      const row: Removal = await query().create({
        data: { ...removal, status: 'preparing', open: true, polls: 0, createdAt: now },
      });
      return row.id;
    },

    update: async (id: number, data: Partial<Removal>): Promise<void> => {
      await query().update({ where: { id }, data });
    },

    openOf: (integrationId: number): Promise<Removal[]> =>
      query().findMany({ where: { integrationId, open: true }, orderBy: { id: 'asc' } }),

    /** Members taken off a book since `since` without anybody's approval. */
    countedAgainstGuard: async (connectionId: number, since: number): Promise<number> => {
      const row = await db
        .table(TABLE.removal)
        .where({ connection_id: connectionId })
        .whereNull('hold_id')
        .where('created_at', '>', since)
        // A job that failed took nobody off; its people are counted when they leave again.
        .where((any) => {
          any.where({ open: true }).orWhere({ status: 'Completed' });
        })
        .sum({ n: 'row_count' })
        .first();
      return Number(row?.n ?? 0);
    },
  };
};
