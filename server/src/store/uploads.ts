import type { Db } from './db';

/** One bulk CSV and its life at the vendor. Times are epoch milliseconds. */
export type Upload = {
  id: number;
  integrationId: number;
  connectionId: number;
  remoteId: string | null;
  kind: 'values' | 'clear';
  /** JSON array of the fields a `clear` empties. */
  columns: string | null;
  status: string;
  open: boolean;
  fence: number;
  rowCount: number;
  refusedCount: number;
  createdAt: number;
  sentAt: number | null;
  settledAt: number | null;
  pollAt: number | null;
  polls: number;
  report: string | null;
  error: string | null;
};

/** Settled uploads that did all they ever will; `Refused`: the vendor did not take the file. */
const OUTCOME_KNOWN = [
  'Finished',
  'Refused',
  'RejectedByWatchdog',
  'InvalidFileFormat',
  'ExceedsAllowedContactLimit',
];

const UID = 'plugin::dotmailer.upload';

export const createUploads = (db: Db) => {
  const query = () => db.strapi.db.query(UID);
  return {
    create: (
      upload: Pick<Upload, 'integrationId' | 'connectionId' | 'kind' | 'columns' | 'fence'>,
      now: number
    ): Promise<Upload> =>
      query().create({
        data: { ...upload, status: 'preparing', open: true, rowCount: 0, polls: 0, createdAt: now },
      }),

    update: async (id: number, data: Partial<Upload>): Promise<void> => {
      await query().update({ where: { id }, data });
    },

    delete: async (id: number): Promise<void> => {
      await query().delete({ where: { id } });
    },

    /** Uploads whose outcome is not settled, oldest first. */
    openOf: (integrationId: number): Promise<Upload[]> =>
      query().findMany({ where: { integrationId, open: true }, orderBy: { id: 'asc' } }),

    openOfConnection: (connectionId: number): Promise<Upload[]> =>
      query().findMany({ where: { connectionId, open: true }, orderBy: { id: 'asc' } }),

    /**
     * Uploads of a connection since `since` (ms) that the vendor may have taken without our knowing
     * when, or that are still open.
     */
    lostSince: (connectionId: number, since: number): Promise<Upload[]> =>
      query().findMany({
        where: {
          connectionId,
          status: { $notIn: OUTCOME_KNOWN },
          $or: [{ open: true }, { settledAt: { $gt: since } }],
        },
        orderBy: { id: 'asc' },
      }),
  };
};
