import { z } from 'zod';
import { isoDate, listQuery, pagination } from './common';

const fieldType = z.enum(['String', 'Numeric', 'Date', 'Boolean']);
export type FieldType = z.infer<typeof fieldType>;

/** `collectionName` is the uid when the collection is gone. */
const usingMapping = z.object({
  mappingId: z.number(),
  collection: z.string(),
  collectionName: z.string(),
});

export const dataField = z.object({
  id: z.number(),
  integrationId: z.number(),
  integrationName: z.string(),
  name: z.string(),
  /** The vendor's words: unknown ones pass. */
  type: z.string(),
  visibility: z.string().nullable(),
  /** As text: digits, `true` or `false`, the vendor's date. */
  defaultValue: z.string().nullable(),
  notes: z.string().nullable(),
  /** Belongs to the vendor: it cannot be deleted. */
  isSystem: z.boolean(),
  createdAt: isoDate,
  vanishedAt: isoDate,
  /** Mappings with a row that fills it. */
  usedBy: z.array(usingMapping),
});
export type DataField = z.infer<typeof dataField>;

/** GET /dotmailer/data-fields; sortable: name, integration, type, visibility. */
export const findDataFields = listQuery.extend({
  integrationId: z.coerce.number().int().positive().optional(),
  type: z.string().max(40).optional(),
  visibility: z.string().max(40).optional(),
  vanished: z.enum(['yes', 'no']).optional(),
});
export type FindDataFields = Partial<z.infer<typeof findDataFields>>;

export const dataFieldPage = z.object({
  results: z.array(dataField),
  pagination,
  /** Somebody has asked for the fields to be read, and that has not ended. */
  synchronizing: z.boolean(),
});
export type DataFieldPage = z.infer<typeof dataFieldPage>;

const notes = z.string().max(5000);

/** POST /dotmailer/data-fields: created at the vendor first. */
export const createDataField = z.object({
  integrationId: z.number().int().positive(),
  /** 1 to 20 letters, digits, hyphens and underscores. */
  name: z.string().trim().max(191),
  type: fieldType,
  visibility: z.enum(['Private', 'Public']).default('Private'),
  /** A number's digits, an ISO date with or without a time, `true` or `false`, by the type; blank: none. */
  defaultValue: z.string().max(5000).default(''),
  notes: notes.default(''),
});
export type CreateDataField = z.input<typeof createDataField>;

/** PUT /dotmailer/data-fields/:id: nothing else of a data field can be changed. */
export const changeDataField = z.object({ notes });
export type ChangeDataField = z.infer<typeof changeDataField>;

/** DELETE /dotmailer/data-fields/:id: a field that something uses at the vendor stays. */
export const dataFieldDeletion = z.object({
  deleted: z.boolean(),
  /** What uses it: a kind of object with its id, or the vendor's sentence. */
  dependencies: z.array(
    z.union([z.object({ type: z.string(), objectId: z.number().nullable() }), z.string()])
  ),
  /** Mappings whose rows are left out of exports from now on, because the field is gone. */
  usedBy: z.array(usingMapping),
});
export type DataFieldDeletion = z.infer<typeof dataFieldDeletion>;
