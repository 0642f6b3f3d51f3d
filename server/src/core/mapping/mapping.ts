import type { DataFieldType } from '../data-fields';

/** Who wins when both sides changed a two-way value. */
export type ConflictPolicy = 'strapi' | 'dotmailer' | 'newest';

/** One rule of a mapping: which sources fill which data field. */
export type MappingRow = {
  /** Name of the data field, in upper case. */
  dataField: string;
  /** `city`, `company.name`, `computed:loyaltyTier`; the order is that of the joined text. */
  sources: string[];
  twoWay: boolean;
  policy: ConflictPolicy;
};

/** What a source holds, whatever the database's driver makes of it. */
export type SourceType =
  'text' | 'enumeration' | 'boolean' | 'number' | 'date' | 'datetime' | 'time';

/** A source of a collection as a row names it. */
export type Source = {
  path: string;
  /** The whole way, for people: `Company › Name`. */
  label: string;
  type: SourceType;
  /** An attribute of the collection itself and no e-mail address: what two-way rows may write to. */
  own: boolean;
};

/** Data fields of an account, by name. */
export type KnownFields = ReadonlyMap<string, { type: string; vanished: boolean }>;

/** What each type of data field takes. Everything can be written as text. */
const TAKES: Record<DataFieldType, SourceType[]> = {
  String: ['text', 'enumeration', 'boolean', 'number', 'date', 'datetime', 'time'],
  Numeric: ['number'],
  Date: ['date', 'datetime'],
  Boolean: ['boolean'],
};

export const isDataFieldType = (type: string): type is DataFieldType => Object.hasOwn(TAKES, type);

export const feeds = (source: SourceType, field: DataFieldType): boolean =>
  TAKES[field].includes(source);

/** The types of data fields a source may feed. */
export const fieldTypesFor = (source: SourceType): DataFieldType[] =>
  (Object.keys(TAKES) as DataFieldType[]).filter((field) => feeds(source, field));
