import type { Core } from '@strapi/strapi';
import { createRandom } from '../../../playground/scripts/seed/random';
import { newDocumentId } from '../../../playground/scripts/seed/rows';
import { generateMailable } from '../people';

/** Rows kept in memory at a time, and in one statement: SQLite takes 500 in one. */
const CHUNK = 10_000;
const BATCH = 400;
const FIRST_CONTACT = Date.UTC(2024, 0, 8, 9);
const LEADS = 50;

/**
 * Fills an empty site with contacts that can all be mailed. `orders` numbers the parts: each holds
 * every `parts`th contact.
 */
export const seed = async (
  strapi: Core.Strapi,
  { contacts, parts }: { contacts: number; parts: number },
  onProgress: (rows: number) => void
): Promise<void> => {
  const { tableName } = strapi.db.metadata.get('api::contact.contact');
  let rows: Record<string, unknown>[] = [];
  let written = 0;
  const write = async () => {
    await strapi.db.connection.batchInsert(tableName, rows, BATCH);
    written += rows.length;
    rows = [];
    onProgress(written);
  };
  let number = 0;
  for (const person of generateMailable(createRandom(1), contacts)) {
    const createdAt = new Date(FIRST_CONTACT + number * 1000);
    rows.push({
      document_id: newDocumentId(),
      first_name: person.firstName,
      last_name: person.lastName,
      email: person.email,
      city: person.city,
      tier: 'bronze',
      newsletter: true,
      orders: number % parts,
      created_at: createdAt,
      updated_at: createdAt,
      published_at: createdAt,
    });
    number += 1;
    if (rows.length === CHUNK) await write();
  }
  await write();
  await seedLeads(strapi);
  if (strapi.db.dialect.client === 'postgres') await strapi.db.connection.raw('analyze');
};

/** A collection that is in no list. */
const seedLeads = async (strapi: Core.Strapi): Promise<void> => {
  const data = Array.from({ length: LEADS }, (_, place) => ({
    documentId: newDocumentId(),
    fullName: `Lead ${place}`,
    contactEmail: `lead${place}@example.com`,
    source: 'web',
    publishedAt: new Date(),
  }));
  await strapi.db.query('api::lead.lead').createMany({ data });
};
