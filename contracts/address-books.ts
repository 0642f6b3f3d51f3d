import { z } from 'zod';
import { isoDate, listQuery, pagination, type ConnectionState } from './common';

export const addressBook = z.object({
  id: z.number(),
  integrationId: z.number(),
  integrationName: z.string(),
  remoteId: z.number(),
  name: z.string(),
  visibility: z.string().nullable(),
  contactCount: z.number(),
  vanishedAt: isoDate,
  connection: z
    .object({
      id: z.number(),
      listId: z.string(),
      listName: z.string(),
      lastSyncedAt: isoDate,
      status: z.custom<ConnectionState>(),
    })
    .nullable(),
});
export type AddressBook = z.infer<typeof addressBook>;

/** GET /dotmailer/address-books; sortable: name, contactCount, visibility. */
export const findAddressBooks = listQuery.extend({
  integrationId: z.coerce.number().int().positive().optional(),
  connected: z.enum(['yes', 'no']).optional(),
  vanished: z.enum(['yes', 'no']).optional(),
  visibility: z.string().max(40).optional(),
});
export type FindAddressBooks = Partial<z.infer<typeof findAddressBooks>>;

export const addressBookPage = z.object({ results: z.array(addressBook), pagination });
export type AddressBookPage = z.infer<typeof addressBookPage>;

/** POST /dotmailer/address-books: created at the vendor first. */
export const createAddressBook = z.object({
  integrationId: z.number().int().positive(),
  name: z.string().trim().min(1).max(128),
  visibility: z.enum(['Private', 'Public']).default('Private'),
});
export type CreateAddressBook = z.infer<typeof createAddressBook>;
