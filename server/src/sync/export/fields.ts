import { defaultFields } from '../../core/default-fields';
import type { MappedFields } from '../../core/mapped-fields';
import type { Payload } from '../../core/member-decision';
import type { Db } from '../../store/db';
import { scalarAttributesOf } from '../../store/host-attributes';

/** Which attributes of a collection fill which data fields of its members. */
export const mappedFieldsOf = (db: Db, collection: string): MappedFields => {
  const sources = defaultFields(scalarAttributesOf(db, collection));
  const attributes = [...new Set(Object.values(sources).flat())];
  return {
    names: Object.keys(sources),
    columns: Object.fromEntries(attributes.map((attribute) => [aliasOf(attribute), attribute])),
    read: (record) => joined(record, sources),
  };
};

const joined = (record: Record<string, unknown>, sources: Record<string, string[]>): Payload =>
  Object.fromEntries(
    Object.entries(sources).map(([field, attributes]) => {
      const parts = attributes.map((attribute) => textOf(record[aliasOf(attribute)]));
      return [field, parts.filter((part) => part !== '').join(' ') || null];
    })
  );

const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value).trim();

const aliasOf = (attribute: string): string => `value_${attribute.toLowerCase()}`;
