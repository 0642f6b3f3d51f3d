import { randomUUID } from 'node:crypto';

/** A document id as Strapi makes them: 24 letters and digits. */
export const newDocumentId = (): string => randomUUID().replaceAll('-', '').slice(0, 24);

/** The columns Strapi would fill in a row of a content type that is written past it: it knows no upsert. */
export const documentColumns = (now: Date) => ({
  document_id: newDocumentId(),
  created_at: now,
  updated_at: now,
  published_at: now,
});
