import { TABLE } from '../constants';
import type { Db } from './db';

/** Whose grant, or whose way to the vendor. `userId`: of the admin user. */
export type StudioUser = { integrationId: number; userId: number };

export type Grant = StudioUser & {
  id: number;
  /** Ciphertext of the site's encryption service. */
  refreshTokenCipher: string;
  connectedAt: number;
};

const ADMIN_USER = 'admin::user';

const columnsOf = ({ integrationId, userId }: StudioUser) => ({
  integration_id: integrationId,
  user_id: userId,
});

/** Grants of single sign-on, and the states of those that are being made. */
export const createStudio = (db: Db) => {
  const grants = () => db.table(TABLE.studioGrant);
  const states = () => db.table(TABLE.studioState);
  const columns = {
    id: 'id',
    integrationId: 'integration_id',
    userId: 'user_id',
    refreshTokenCipher: 'refresh_token',
    connectedAt: 'connected_at',
  };
  const find = async (user: StudioUser): Promise<Grant | null> =>
    ((await grants().where(columnsOf(user)).first(columns)) as Grant | undefined) ?? null;

  return {
    find,
    ofUser: (userId: number): Promise<Grant[]> =>
      grants().where({ user_id: userId }).select(columns) as unknown as Promise<Grant[]>,

    /** Makes or replaces a grant; whoever was renewing the old one no longer has it. */
    async save(user: StudioUser, refreshTokenCipher: string, now: number): Promise<void> {
      await grants()
        .insert({
          ...columnsOf(user),
          refresh_token: refreshTokenCipher,
          connected_at: now,
          claimed_until: null,
        })
        .onConflict(['integration_id', 'user_id'])
        .merge(['refresh_token', 'connected_at', 'claimed_until']);
    },

    /** Takes the right to renew a grant until `until`; null when somebody has it, or there is no grant. */
    async claim(user: StudioUser, now: number, until: number): Promise<Grant | null> {
      const claimed = await grants()
        .where(columnsOf(user))
        .andWhere(
          (free) => void free.whereNull('claimed_until').orWhere('claimed_until', '<=', now)
        )
        .update({ claimed_until: until });
      return claimed === 1 ? find(user) : null;
    },

    /** Ends a claim, with the token that came of it; nothing when the grant was replaced meanwhile. */
    async release({ id }: Grant, until: number, refreshTokenCipher?: string): Promise<void> {
      await grants()
        .where({ id, claimed_until: until })
        .update({
          claimed_until: null,
          ...(refreshTokenCipher === undefined ? {} : { refresh_token: refreshTokenCipher }),
        });
    },

    /** Takes away a grant that was claimed; nothing when it was replaced meanwhile. */
    async removeClaimed({ id }: Grant, until: number): Promise<void> {
      await grants().where({ id, claimed_until: until }).delete();
    },

    async remove(user: StudioUser): Promise<void> {
      await grants().where(columnsOf(user)).delete();
    },

    /** Everybody's grants and states of an integration. */
    async removeOfIntegration(integrationId: number): Promise<void> {
      await grants().where({ integration_id: integrationId }).delete();
      await states().where({ integration_id: integrationId }).delete();
    },

    async addState(hash: string, user: StudioUser, expiresAt: number): Promise<void> {
      await states().insert({ hash, ...columnsOf(user), expires_at: expiresAt });
    },

    /** Uses a state up; false when there is none for this person and integration, or not any more. */
    async useState(hash: string, user: StudioUser, now: number): Promise<boolean> {
      const used = await states()
        .where({ hash, ...columnsOf(user) })
        .where('expires_at', '>', now)
        .delete();
      return used === 1;
    },

    removeExpiredStates: (now: number): Promise<number> =>
      states().where('expires_at', '<=', now).delete(),

    /** Grants of people and integrations that no longer exist; in the caller's transaction if there is one. */
    removeOrphans: (): Promise<number> =>
      db.transaction((trx) =>
        db
          .table(TABLE.studioGrant, trx)
          .whereNotIn('user_id', db.table(adminUsers(db)).select('id'))
          .orWhereNotIn('integration_id', db.table(TABLE.integration).select('id'))
          .delete()
      ),
  };
};

const adminUsers = ({ strapi }: Db): string => strapi.db.metadata.get(ADMIN_USER).tableName;
