import type { Db } from './db';

/** Attributes that hold text a person could read; private ones and passwords never leave the site. */
const TEXT_TYPES = new Set(['string', 'text']);

/** Names of a host collection's own text attributes. Empty when the collection is gone. */
export const scalarAttributesOf = (db: Db, collection: string): string[] => {
  const type = db.strapi.contentTypes[collection as keyof typeof db.strapi.contentTypes];
  if (!type) return [];
  return Object.entries(type.attributes)
    .filter(([, attribute]) => {
      const { type: kind, private: hidden } = attribute as { type: string; private?: boolean };
      return TEXT_TYPES.has(kind) && hidden !== true;
    })
    .map(([name]) => name);
};
