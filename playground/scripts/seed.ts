import type { Core } from '@strapi/strapi';
import { seedContacts, seedTags, seedCompanies } from './seed/crm';
import { seedLeads, seedSubscribers, seedUsers } from './seed/others';
import { createRandom } from './seed/random';

type SeedOptions = {
  /** Number of contacts; the other collections get about a tenth of it. */
  contacts: number;
  /** The same number gives the same people. */
  seed?: number;
};

export type Seeded = {
  companies: number;
  tags: number;
  contacts: number;
  leads: number;
  subscribers: number;
  users: number;
};

/** Fills an empty playground with generated people. Writes in sets, below the Document Service. */
export const seedPlayground = async (
  strapi: Core.Strapi,
  { contacts, seed = 1 }: SeedOptions
): Promise<Seeded> => {
  const random = createRandom(seed);
  const tenth = Math.max(10, Math.round(contacts / 10));
  const companies = await seedCompanies(strapi, random, Math.min(500, Math.max(5, contacts / 25)));
  const tags = await seedTags(strapi);
  await seedContacts(strapi, random, contacts, { companies, tags });
  await seedLeads(strapi, random, tenth, companies);
  await seedSubscribers(strapi, random, tenth);
  await seedUsers(strapi, random, Math.ceil(tenth / 2));
  return {
    companies: companies.length,
    tags: tags.length,
    contacts,
    leads: tenth,
    subscribers: tenth,
    users: Math.ceil(tenth / 2),
  };
};
