import type { Db } from './db';
import { findField, READABLE_TYPES, selectField } from './list-query/fields';
import { hasVersions, isLocalised, modelOf } from './list-query/models';

/** Which row of a document is meant; locale and version are of no meaning where there are none. */
export type RecordRef = {
  collection: string;
  locale: string | null;
  version: 'published' | 'draft';
};

/** Raw values of one record's fields by path, as an export reads them; null when there is no such row. */
export const readRecord = async (
  db: Db,
  { collection, locale, version }: RecordRef,
  documentId: string,
  paths: string[]
): Promise<Map<string, unknown> | null> => {
  const model = modelOf(db.strapi, collection);
  if (!model) return null;
  const table = db.strapi.db.metadata.get(collection).tableName;
  const query = db
    .table(`${table} as h`)
    .where('h.document_id', documentId)
    .select({ id: 'h.id' })
    .orderBy('h.id')
    .limit(1);
  if (isLocalised(model)) void query.where('h.locale', locale);
  if (hasVersions(model))
    void (version === 'draft'
      ? query.whereNull('h.published_at')
      : query.whereNotNull('h.published_at'));
  paths.forEach((path, index) => {
    const field = findField(db, model, path, READABLE_TYPES);
    if (field)
      void query.select(selectField(db, collection, field, `value_${index}`, { version, locale }));
  });
  const [row] = (await query) as Record<string, unknown>[];
  return row ? new Map(paths.map((path, index) => [path, row[`value_${index}`]])) : null;
};
