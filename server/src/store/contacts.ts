import { TABLE } from '../constants';
import { chunks } from '../core/chunks';
import { bulkUpsert, whereAmong, type BulkTarget } from './bulk';
import type { Db } from './db';

/** What the vendor told about a contact. Times are epoch milliseconds. */
export type SeenContact = {
  remoteId: number | null;
  email: string;
  emailNorm: string;
  status: string;
  optInType?: string | null;
  emailType?: string | null;
};

export type Contact = {
  id: number;
  remoteId: number | null;
  email: string;
  emailNorm: string;
  status: string | null;
  optInType: string | null;
  emailType: string | null;
};

/** Whether the vendor tells something that is not stored. Without a remote id it tells less. */
const isNews = (seen: SeenContact, known: Contact | undefined): boolean =>
  known === undefined ||
  known.email !== seen.email ||
  known.status !== seen.status ||
  (seen.remoteId !== null &&
    (known.remoteId !== seen.remoteId ||
      known.optInType !== (seen.optInType ?? null) ||
      known.emailType !== (seen.emailType ?? null)));

const SEEN: BulkTarget = {
  table: TABLE.contact,
  columns: {
    integration_id: 'int',
    remote_id: 'int',
    email: 'text',
    email_norm: 'text',
    status: 'text',
    status_at: 'ms',
    opt_in_type: 'text',
    email_type: 'text',
    updated_at: 'ms',
  },
  key: ['integration_id', 'email_norm'],
  replace: ['email', 'status', 'status_at', 'updated_at'],
  complete: ['remote_id', 'opt_in_type', 'email_type'],
};

export const createContacts = (db: Db) => {
  const table = () => db.table(TABLE.contact);

  const byColumn = async (
    integrationId: number,
    column: 'email_norm' | 'remote_id',
    values: (string | number)[]
  ): Promise<Contact[]> => {
    const found: Contact[] = [];
    for (const part of chunks(values, 1000)) {
      const query = table().where({ integration_id: integrationId });
      const rows: Contact[] = await whereAmong(db, query, column, part).select(
        'id',
        'email',
        'status',
        {
          remoteId: 'remote_id',
          emailNorm: 'email_norm',
          optInType: 'opt_in_type',
          emailType: 'email_type',
        }
      );
      found.push(...rows);
    }
    return found;
  };

  return {
    byEmails: (integrationId: number, emails: string[]) =>
      byColumn(integrationId, 'email_norm', emails),
    byRemoteIds: (integrationId: number, remoteIds: number[]) =>
      byColumn(integrationId, 'remote_id', remoteIds),

    /**
     * Writes what the vendor told, one row per e-mail; agreed values stay as they are. A remote id
     * of null keeps the one known. What is stored already is left alone; answers how many were news.
     */
    see: async (integrationId: number, contacts: SeenContact[], now: number): Promise<number> => {
      const unique = new Map(contacts.map((contact) => [contact.emailNorm, contact]));
      const stored = await byColumn(integrationId, 'email_norm', [...unique.keys()]);
      const known = new Map(stored.map((contact) => [contact.emailNorm, contact]));
      const news = [...unique.values()]
        .filter((seen) => isNews(seen, known.get(seen.emailNorm)))
        // In one order everywhere: two nodes that write the same contacts do not wait for each other.
        .sort((a, b) => (a.emailNorm < b.emailNorm ? -1 : 1));
      await bulkUpsert(
        db,
        SEEN,
        news.map((contact) => ({
          integration_id: integrationId,
          remote_id: contact.remoteId,
          email: contact.email,
          email_norm: contact.emailNorm,
          status: contact.status,
          status_at: now,
          opt_in_type: contact.optInType ?? null,
          email_type: contact.emailType ?? null,
          updated_at: now,
        }))
      );
      return news.length;
    },

    /** Follows a remote contact to its new address; the old address keeps no remote id. */
    moveAddress: async (integrationId: number, remoteId: number, emailNorm: string) => {
      await table()
        .where({ integration_id: integrationId, remote_id: remoteId })
        .whereNot({ email_norm: emailNorm })
        .update({ remote_id: null });
    },

    count: async (integrationId: number): Promise<number> => {
      const row = await table().where({ integration_id: integrationId }).count({ n: '*' }).first();
      return Number(row?.n ?? 0);
    },

    /** Deletes up to `limit` contacts of an integration; answers how many went. */
    deleteSome: async (integrationId: number, limit: number): Promise<number> => {
      const rows: { id: number }[] = await table()
        .where({ integration_id: integrationId })
        .orderBy('id')
        .limit(limit)
        .select('id');
      if (rows.length === 0) return 0;
      return table()
        .whereIn(
          'id',
          rows.map((row) => row.id)
        )
        .delete();
    },
  };
};
