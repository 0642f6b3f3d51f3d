import { z } from 'zod';
import { isoDate } from './common';

/** An integration as the admin panel sees it: never with a secret. */
export const integration = z.object({
  id: z.number(),
  documentId: z.string(),
  name: z.string(),
  username: z.string(),
  hasPassword: z.boolean(),
  /** Single sign-on to the vendor's application; null: not set up. */
  clientId: z.string().nullable(),
  hasClientSecret: z.boolean(),
  appDomain: z.string().nullable(),
  active: z.boolean(),
  state: z.enum(['ready', 'needs-credentials', 'needs-site-answer']),
  accountId: z.string().nullable(),
  accountName: z.string().nullable(),
  region: z.string().nullable(),
  endpoint: z.string().nullable(),
  lastSyncedAt: isoDate,
  /** Number of open connections. */
  connections: z.number(),
});
export type Integration = z.infer<typeof integration>;

const name = z.string().trim().min(1).max(128);
const username = z.string().trim().min(1).max(255);
const password = z.string().min(1).max(255);

/**
 * Single sign-on. Left out: unchanged. A blank client id removes it, with the secret and everybody's
 * connections; a blank secret keeps the stored one; a blank domain means the vendor's usual one.
 */
const signOn = {
  clientId: z.string().trim().max(255).nullish(),
  clientSecret: z.string().max(1024).optional(),
  appDomain: z.string().trim().max(255).nullish(),
};

/** POST /dotmailer/integrations */
export const createIntegration = z.object({
  name,
  username,
  password,
  active: z.boolean().default(true),
  ...signOn,
});
export type CreateIntegration = z.infer<typeof createIntegration>;

/** PUT /dotmailer/integrations/:id; a password left out or blank keeps the stored one. */
export const updateIntegration = z.object({
  name,
  username,
  password: z.string().max(255).optional(),
  active: z.boolean(),
  ...signOn,
});
export type UpdateIntegration = z.infer<typeof updateIntegration>;

/** POST /dotmailer/integrations/check; with `integrationId` a blank password means the stored one. */
export const checkConnection = z
  .object({
    integrationId: z.number().int().positive().optional(),
    username,
    password: z.string().max(255).optional(),
  })
  .refine((value) => value.integrationId !== undefined || !!value.password, {
    path: ['password'],
    message: 'A password is needed to check a connection that is not stored yet',
  });
export type CheckConnection = z.infer<typeof checkConnection>;

export const checkedConnection = z.object({
  accountId: z.string(),
  accountName: z.string().nullable(),
  region: z.string(),
  endpoint: z.string(),
});
export type CheckedConnection = z.infer<typeof checkedConnection>;

/** GET /dotmailer/integrations/:id/deletion: what a deletion would close, shown before it happens. */
export const deletionEffects = z.object({
  connections: z.array(z.object({ list: z.string(), addressBook: z.string() })),
  contacts: z.number(),
  optOutsKept: z.number(),
  /** Uploads in flight refuse the deletion. */
  uploadsInFlight: z.number(),
});
export type DeletionEffects = z.infer<typeof deletionEffects>;

/** POST /dotmailer/integrations/:id/site-answer: is this the same site at a new address, or a copy? */
export const siteAnswer = z.object({ answer: z.enum(['same-site', 'copy']) });
export type SiteAnswer = z.infer<typeof siteAnswer>;

/** GET /dotmailer/overview: what the menu and banners need to know. */
export const overview = z.object({
  integrations: z.number(),
  activeIntegrations: z.number(),
  /** Off in this environment by configuration. */
  syncOff: z.boolean(),
  /** The address of single sign-on to give to the vendor, who takes public https addresses only. */
  callback: z.object({ url: z.string(), isPublic: z.boolean() }),
  questions: z.array(
    z.object({
      integrationId: z.number(),
      name: z.string(),
      kind: z.enum(['needs-credentials', 'needs-site-answer']),
      storedSiteUrl: z.string().nullable(),
      siteUrl: z.string().nullable(),
    })
  ),
});
export type Overview = z.infer<typeof overview>;
