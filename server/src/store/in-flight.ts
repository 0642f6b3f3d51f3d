import { TABLE } from '../constants';
import type { Db } from './db';

/** An upload or removal the vendor has not finished; times are epoch milliseconds. */
export type InFlight = {
  integrationId: number;
  connectionId: number;
  kind: 'upload' | 'removal';
  remoteId: string | null;
  status: string;
  rowCount: number;
  createdAt: number;
};

type Row = Record<string, unknown>;

const fromRow =
  (kind: InFlight['kind']) =>
  (row: Row): InFlight => ({
    kind,
    integrationId: Number(row.integration_id),
    connectionId: Number(row.connection_id),
    remoteId: (row.remote_id as string | null) ?? null,
    status: String(row.status),
    rowCount: Number(row.row_count ?? 0),
    createdAt: Number(row.created_at),
  });

/** What is under way at the vendor, whoever started it. */
export const createInFlight = (db: Db) => {
  const open = (name: string) => db.table(name).where({ open: true });

  return {
    /** Integrations with at least one open upload or removal. */
    async integrationIds(): Promise<number[]> {
      const found = await Promise.all(
        [TABLE.upload, TABLE.removal].map(
          async (name) => (await open(name).distinct('integration_id')) as Row[]
        )
      );
      return [...new Set(found.flat().map((row) => Number(row.integration_id)))];
    },

    /** Oldest first. */
    async list(): Promise<InFlight[]> {
      const uploads = (await open(TABLE.upload).orderBy('id').select('*')) as Row[];
      const removals = (await open(TABLE.removal).orderBy('id').select('*')) as Row[];
      return [...uploads.map(fromRow('upload')), ...removals.map(fromRow('removal'))].sort(
        (a, b) => a.createdAt - b.createdAt
      );
    },
  };
};
