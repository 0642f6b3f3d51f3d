import type { Core } from '@strapi/strapi';
import { COMPANY_KINDS, COMPANY_STEMS, INDUSTRIES, REGIONS, TAGS } from './names';
import { generatePeople } from './people';
import type { Random } from './random';
import { idsOf, insertRows, linkRows, newDocumentId, type Row } from './rows';

const BATCH = 1000;
/** Contacts are created one after the other from here on, so that the oldest of a pair is known. */
const FIRST_CONTACT = Date.UTC(2024, 0, 8, 9);

/** Creates companies and returns their row ids. */
export const seedCompanies = async (strapi: Core.Strapi, random: Random, count: number) => {
  const rows: Row[] = Array.from({ length: Math.round(count) }, () => ({
    documentId: newDocumentId(),
    name: `${random.pick(COMPANY_STEMS)} ${random.pick(COMPANY_KINDS)}`,
    country: random.pick(REGIONS).country,
    industry: random.pick(INDUSTRIES),
  }));
  await insertRows(strapi, 'api::company.company', rows);
  return [...(await idsOf(strapi, 'api::company.company', rows)).values()];
};

/** Creates the tags and returns their row ids. */
export const seedTags = async (strapi: Core.Strapi) => {
  const rows = TAGS.map((name) => ({ documentId: newDocumentId(), name }));
  await insertRows(strapi, 'api::tag.tag', rows);
  return [...(await idsOf(strapi, 'api::tag.tag', rows)).values()];
};

const pad = (value: number) => String(value).padStart(2, '0');

const birthday = (random: Random) =>
  `${random.between(1940, 2006)}-${pad(random.between(1, 12))}-${pad(random.between(1, 28))}`;

const lastOrder = (random: Random) =>
  new Date(Date.UTC(2023, 0, 1) + random.between(0, 1_200) * 86_400_000);

/** Creates contacts, each with a company (two in three) and up to three tags. */
export const seedContacts = async (
  strapi: Core.Strapi,
  random: Random,
  count: number,
  known: { companies: number[]; tags: number[] }
) => {
  let batch: Row[] = [];
  let createdAt = FIRST_CONTACT;
  for (const person of generatePeople(random, count)) {
    createdAt += random.between(1, 30) * 1000;
    const orders = random.chance(0.3) ? 0 : random.between(1, 40);
    batch.push({
      documentId: newDocumentId(),
      firstName: person.firstName,
      lastName: person.lastName,
      email: person.email,
      createdAt: new Date(createdAt),
      updatedAt: new Date(createdAt),
      city: person.city,
      tier: random.pick(['bronze', 'bronze', 'bronze', 'silver', 'silver', 'gold']),
      newsletter: random.chance(0.8),
      birthday: random.chance(0.7) ? birthday(random) : null,
      orders,
      lastOrderAt: orders > 0 ? lastOrder(random) : null,
      notes: random.chance(0.05) ? 'Prefers to be called in the morning.' : null,
    });
    if (batch.length === BATCH) {
      await writeContacts(strapi, random, batch, known);
      batch = [];
    }
  }
  await writeContacts(strapi, random, batch, known);
};

const writeContacts = async (
  strapi: Core.Strapi,
  random: Random,
  rows: Row[],
  { companies, tags }: { companies: number[]; tags: number[] }
) => {
  if (rows.length === 0) return;
  await insertRows(strapi, 'api::contact.contact', rows);
  const ids = await idsOf(strapi, 'api::contact.contact', rows);
  const employed: [number, number][] = [];
  const tagged: [number, number][] = [];
  for (const { documentId } of rows) {
    const id = ids.get(documentId);
    if (id === undefined) throw new Error(`The contact ${documentId} was not stored`);
    if (random.chance(0.66)) employed.push([id, random.pick(companies)]);
    const chosen = Array.from({ length: random.between(0, 3) }, () => random.pick(tags));
    for (const tag of new Set(chosen)) tagged.push([id, tag]);
  }
  await linkRows(strapi, 'api::contact.contact', 'company', employed);
  await linkRows(strapi, 'api::contact.contact', 'tags', tagged);
};
