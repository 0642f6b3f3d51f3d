import { z } from 'zod';
import { listQuery, type Pagination } from './common';

/** Who wins when both sides changed a two-way value. */
export const conflictPolicies = ['strapi', 'dotmailer', 'newest'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

/** What is wrong with a row or a value; `values` are the words of `message`, for a translation. */
export const mappingProblemCodes = [
  /** { dataField } */
  'FIELD_UNKNOWN',
  /** { dataField } */
  'FIELD_VANISHED',
  /** { dataField } */
  'FIELD_TWICE',
  /** { dataField, fieldType }: of a type that is not known here. */
  'FIELD_TYPE_UNKNOWN',
  /** { source }: it does not exist, or it is private. */
  'SOURCE_UNKNOWN',
  /** { source } */
  'SOURCE_TWICE',
  /** { source }: it leads through something of which a record has several. */
  'SOURCE_MANY',
  /** { source, sourceType, dataField, fieldType } */
  'TYPE_MISMATCH',
  /** { dataField, fieldType }: only a String field takes several sources. */
  'SEVERAL_SOURCES',
  /** { dataField }: a two-way row has one source, an attribute of the collection itself. */
  'TWO_WAY_SOURCE',
  /** { dataField, length, limit } */
  'VALUE_TOO_LONG',
  /** { dataField, source, fieldType } */
  'VALUE_NOT_CONVERTIBLE',
  /** { dataField, source, error } */
  'COMPUTE_FAILED',
] as const;
export type MappingProblemCode = (typeof mappingProblemCodes)[number];
export type MappingProblem = {
  code: MappingProblemCode;
  values: Record<string, string | number>;
  message: string;
};

/** What a source holds, in the site's words: `computed` values say their own. */
export const sourceTypes = [
  'text',
  'enumeration',
  'boolean',
  'number',
  'date',
  'datetime',
  'time',
] as const;
export type SourceType = (typeof sourceTypes)[number];

/**
 * GET /dotmailer/mappings/sources?collection&path: one level of the tree of sources. `path` is that
 * of a relation or component of the answer before; blank is the collection itself.
 */
export const findSources = z.object({
  collection: z.string().max(191),
  path: z.string().max(400).default(''),
});
export type FindSources = z.input<typeof findSources>;
export type MappingSource = {
  /** What a row stores: `city`, `company.name`, `computed:loyaltyTier`. */
  path: string;
  /** Of the last step: `Name`. */
  label: string;
} & (
  | { kind: 'relation' | 'component' }
  | {
      kind: 'attribute' | 'computed';
      type: SourceType;
      /** Types of data fields it may feed. */
      feeds: string[];
      /** May be part of a two-way row. */
      twoWay: boolean;
    }
);
export type MappingSources = { collection: string; path: string; sources: MappingSource[] };

/** GET /dotmailer/mappings/collections: what can be mapped. */
export type MappableCollections = {
  uid: string;
  displayName: string;
  locales: string[] | null;
  draftAndPublish: boolean;
}[];

/** GET /dotmailer/mappings/integrations: every one, inactive ones too. */
export type MappableIntegrations = { id: number; name: string; active: boolean }[];

/** GET /dotmailer/mappings/data-fields?integrationId: fields a row may fill, by name. */
export const findMappableFields = z.object({
  integrationId: z.coerce.number().int().positive(),
});
export type MappableFields = { name: string; type: string; vanished: boolean }[];

export const mappingRow = z.object({
  /** Name of a data field. */
  dataField: z.string().trim().min(1).max(191).toUpperCase(),
  /** Paths, in the order their texts are joined. */
  sources: z.array(z.string().trim().min(1).max(400)).min(1).max(10),
  twoWay: z.boolean().default(false),
  policy: z.enum(conflictPolicies).default('strapi'),
});
export type MappingRow = z.infer<typeof mappingRow>;

/**
 * POST /dotmailer/mappings and PUT /dotmailer/mappings/:id. What is wrong is told per row:
 * `details.errors[]` is { path: ['rows', index, 'dataField' | 'sources' | 'twoWay', source index?],
 * name: MappingProblemCode, values, message }. NAME_TAKEN at `collection`: there is one already.
 */
export const saveMapping = z.object({
  integrationId: z.number().int().positive(),
  collection: z.string().max(191),
  /** Of several collections that feed one contact the higher wins, per data field. */
  syncPriority: z.number().int().min(0).max(1000).default(0),
  rows: z.array(mappingRow).min(1).max(200),
});
export type SaveMapping = z.input<typeof saveMapping>;

/** A stored row with what stands in its way now: it is left out of exports while there is anything. */
export type MappingRowAnswer = MappingRow & {
  /** Null when the account no longer has the field. */
  fieldType: string | null;
  /** In the order of `sources`; `label` is the whole way (`Company › Name`), type null when it is gone. */
  labels: { path: string; label: string; type: SourceType | null }[];
  warnings: MappingProblem[];
};

export type Mapping = {
  id: number;
  integrationId: number;
  integrationName: string;
  collection: string;
  /** The uid when the collection is gone. */
  collectionName: string;
  syncPriority: number;
  rows: MappingRowAnswer[];
  /** Rows that are left out of exports. */
  warnings: number;
  /** Open connections whose members it concerns. */
  connections: number;
  createdAt: string | null;
  updatedAt: string | null;
};

/** GET /dotmailer/mappings; sortable: collection, integration, syncPriority. */
export const findMappings = listQuery.extend({
  integrationId: z.coerce.number().int().positive().optional(),
  collection: z.string().max(191).optional(),
});
export type FindMappings = Partial<z.infer<typeof findMappings>>;
export type MappingPage = { results: Mapping[]; pagination: Pagination };

/** Answer of POST and PUT. */
export type SavedMapping = {
  mapping: Mapping;
  /** Members the next synchronisation compares with what was sent; only differences travel. */
  comparedAgain: number;
};
/** Answer of DELETE: values already at the vendor stay there. */
export type DeletedMapping = { comparedAgain: number };

/** POST /dotmailer/mappings/preview: what would be sent of one record; the mapping need not be saved. */
export const previewMapping = z.object({
  integrationId: z.number().int().positive(),
  collection: z.string().max(191),
  rows: z.array(mappingRow).max(200),
  /** The record; the first one the viewer may read when absent. */
  documentId: z.string().max(36).optional(),
  locale: z.string().max(20).nullish(),
  version: z.enum(['published', 'draft']).nullish(),
});
export type PreviewMapping = z.input<typeof previewMapping>;
export type MappingPreview = {
  /** Null when there is no record, or none the viewer may read. */
  record: { documentId: string; label: string } | null;
  /** One per row, in their order. */
  values: {
    dataField: string;
    /** As text, converted; null is blank. */
    value: string | null;
    problems: MappingProblem[];
    /** The viewer's role may not read one of the sources: the value is not shown. */
    hidden: boolean;
  }[];
};
