import { UID } from '../constants';
import { msOf } from './columns';
import type { Db } from './db';
import { isUniqueViolation } from './unique-violation';

export type IntegrationState = 'ready' | 'needs-credentials' | 'needs-site-answer';

/** An integration as the use cases see it. Times are epoch milliseconds or null. */
export type Integration = {
  id: number;
  documentId: string;
  name: string;
  username: string;
  /** Ciphertext of the site's encryption service. */
  passwordCipher: string;
  /** Single sign-on; null: the site is not known to the vendor's application. */
  clientId: string | null;
  /** Ciphertext, like the password; empty when there is none. */
  clientSecretCipher: string;
  /** Where the application is, if an administrator said so. */
  appDomain: string | null;
  active: boolean;
  state: IntegrationState;
  accountId: string;
  accountName: string | null;
  endpoint: string;
  region: string | null;
  /** Public URL of the site the integration was set up for; null: none was configured then. */
  siteUrl: string | null;
  refusedAt: number | null;
  probedAt: number | null;
  lastSyncedAt: number | null;
  fieldsSyncedAt: number | null;
};

const DATES = ['refusedAt', 'probedAt', 'lastSyncedAt', 'fieldsSyncedAt'] as const;

type NewIntegration = Omit<Integration, 'id' | 'documentId' | (typeof DATES)[number]>;

type Row = Record<string, unknown> & { id: number; documentId: string };

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const fromRow = (row: Row): Integration => ({
  id: row.id,
  documentId: row.documentId,
  name: String(row.name),
  username: String(row.username),
  passwordCipher: textOf(row.password) ?? '',
  clientId: textOf(row.clientId),
  clientSecretCipher: textOf(row.clientSecret) ?? '',
  appDomain: textOf(row.appDomain),
  active: Boolean(row.active),
  state: row.state as IntegrationState,
  accountId: textOf(row.accountId) ?? '',
  accountName: textOf(row.accountName),
  endpoint: textOf(row.endpoint) ?? '',
  region: textOf(row.region),
  siteUrl: textOf(row.siteUrl),
  refusedAt: msOf(row.refusedAt),
  probedAt: msOf(row.probedAt),
  lastSyncedAt: msOf(row.lastSyncedAt),
  fieldsSyncedAt: msOf(row.fieldsSyncedAt),
});

const toRow = ({
  passwordCipher,
  clientSecretCipher,
  ...rest
}: Partial<Integration>): Record<string, unknown> => {
  const row: Record<string, unknown> = { ...rest };
  if (passwordCipher !== undefined) row.password = passwordCipher;
  if (clientSecretCipher !== undefined) row.clientSecret = clientSecretCipher;
  for (const name of DATES) {
    const value = rest[name];
    if (value !== undefined) row[name] = value === null ? null : new Date(value);
  }
  return row;
};

/** The rows of `integration`. Written beside the document service: bookkeeping must fire no webhooks. */
export const createIntegrations = (db: Db) => {
  const query = () => db.strapi.db.query(UID.integration);

  const findOne = async (where: Record<string, unknown>): Promise<Integration | null> => {
    const row = (await query().findOne({ where })) as Row | null;
    return row ? fromRow(row) : null;
  };
  const findMany = async (where: Record<string, unknown>): Promise<Integration[]> =>
    ((await query().findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }] })) as Row[]).map(
      fromRow
    );
  const set = async (where: Record<string, unknown>, change: Partial<Integration>) => {
    const { count } = await query().updateMany({ where, data: toRow(change) });
    return count > 0;
  };

  return {
    find: (id: number) => findOne({ id }),
    findByAccount: (accountId: string) => findOne({ accountId }),
    /** All of them, by name. */
    list: () => findMany({}),
    /** Those an administrator has switched on, whatever their state. */
    active: () => findMany({ active: true }),

    /** Null when another integration of that account exists: the unique index decides, also in a race. */
    async create(integration: NewIntegration): Promise<Integration | null> {
      try {
        return fromRow((await query().create({ data: toRow(integration) })) as Row);
      } catch (error) {
        if (isUniqueViolation(error)) return null;
        throw error;
      }
    },

    /** False when the integration is gone. */
    update: (id: number, change: Partial<Omit<Integration, 'id' | 'documentId'>>) =>
      set({ id }, change),

    async remove(id: number): Promise<void> {
      await query().deleteMany({ where: { id } });
    },

    /**
     * The vendor refused these credentials. Nothing happens when others were saved meanwhile; an
     * integration that waits for its site answer keeps waiting for it.
     */
    async markRefused(
      { id, username, passwordCipher }: Integration,
      now: number
    ): Promise<boolean> {
      const refused = { id, username, password: passwordCipher };
      const marked = await set(refused, { refusedAt: now, probedAt: now });
      await set({ ...refused, state: 'ready' }, { state: 'needs-credentials' });
      return marked;
    },

    /**
     * Takes the right to ask the vendor again with refused credentials; false when another process
     * has taken it since `integration` was read.
     */
    markProbed: ({ id, probedAt }: Integration, now: number): Promise<boolean> =>
      set({ id, probedAt: probedAt === null ? null : new Date(probedAt) }, { probedAt: now }),

    /** The vendor takes the credentials again. */
    async markAccepted(id: number): Promise<void> {
      await set({ id }, { refusedAt: null, probedAt: null });
      await set({ id, state: 'needs-credentials' }, { state: 'ready' });
    },

    async markSynced(id: number, now: number): Promise<void> {
      await set({ id }, { lastSyncedAt: now });
    },

    async markFieldsSynced(id: number, now: number): Promise<void> {
      await set({ id }, { fieldsSyncedAt: now });
    },

    /** Follows the account to another region. */
    async setEndpoint(id: number, endpoint: string, region: string): Promise<void> {
      await set({ id }, { endpoint, region });
    },
  };
};
