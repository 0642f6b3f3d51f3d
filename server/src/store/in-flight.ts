import { TABLE } from '../constants';
import type { Db } from './db';

/** What the vendor is still at work on. */
export const createInFlight = (db: Db) => ({
  /** Integrations with an open upload or removal, asked for in one statement. */
  integrations: async (): Promise<number[]> => {
    const open = (name: string) => db.table(name).where({ open: true }).select('integration_id');
    const rows = (await open(TABLE.upload).union(open(TABLE.removal))) as {
      integration_id: number;
    }[];
    return rows.map((row) => row.integration_id);
  },
});
