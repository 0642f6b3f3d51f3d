import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedPlayground, type Seeded } from '../../playground/scripts/seed';
import { generatePeople } from '../../playground/scripts/seed/people';
import { createRandom } from '../../playground/scripts/seed/random';
import { startSite, type Site } from '../support/site';

let site: Site;
let seeded: Seeded;
beforeAll(async () => {
  site = await startSite();
  seeded = await seedPlayground(site.strapi, { contacts: 2000, seed: 7 });
});
afterAll(() => site.close());

const people = (seed: number) => [...generatePeople(createRandom(seed), 2000)];

test('the same seed gives the same people, another seed others', () => {
  expect(people(7)).toEqual(people(7));
  expect(people(8)).not.toEqual(people(7));
});

describe('contacts', () => {
  test('have the blemishes of a real database, in about the promised shares', async () => {
    const contacts = await site.strapi
      .documents('api::contact.contact')
      .findMany({ fields: ['email', 'firstName'], limit: 3000 });
    expect(contacts).toHaveLength(2000);
    const emails = contacts.map(({ email }) => email as string | null);
    const stored = emails.filter((email): email is string => email !== null);
    const lower = stored.map((email) => email.toLowerCase());
    const shape = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
    expect(emails.length - stored.length).toBeGreaterThan(20);
    expect(emails.length - stored.length).toBeLessThan(70);
    expect(stored.filter((email) => !shape.test(email)).length).toBeGreaterThan(5);
    const repeated = lower.length - new Set(lower).size;
    expect(repeated).toBeGreaterThan(20);
    expect(new Set(stored.filter((email) => shape.test(email))).size).toBeGreaterThan(1900);
    expect(stored.filter((email) => email.includes('+')).length).toBeGreaterThan(40);
    expect(stored.filter((email) => email !== email.toLowerCase()).length).toBeGreaterThan(80);
    const written = contacts.map(({ firstName }) => String(firstName)).join(' ');
    for (const letters of [/é/, /ø/, /Ł/, /[а-я]/, /[\u4e00-\u9fff]/])
      expect(written).toMatch(letters);
  });

  test('are found through their company and their tags', async () => {
    const documents = site.strapi.documents('api::contact.contact');
    const employed = await documents.count({ filters: { company: { name: { $notNull: true } } } });
    expect(employed).toBeGreaterThan(1200);
    expect(employed).toBeLessThan(1450);
    const tag = await site.strapi
      .documents('api::tag.tag')
      .findFirst({ filters: { name: 'VIP' }, populate: { contacts: { populate: ['tags'] } } });
    const contacts = (tag as unknown as { contacts: { tags: { name: string }[] }[] }).contacts;
    expect(contacts.length).toBeGreaterThan(100);
    for (const { tags } of contacts) expect(tags.map(({ name }) => name)).toContain('VIP');
  });

  test('can be saved and opened in the Content Manager', async () => {
    const uid = 'api::contact.contact';
    const page = await site.request<{ results: { documentId: string }[] }>(
      'GET',
      `/content-manager/collection-types/${uid}?pageSize=1`
    );
    const documentId = page.body.results[0]?.documentId;
    const saved = await site.request<{ data: { firstName: string } }>(
      'PUT',
      `/content-manager/collection-types/${uid}/${documentId}`,
      { firstName: 'Zażółć' }
    );
    expect(saved.status).toBe(200);
    expect(saved.body.data.firstName).toBe('Zażółć');
  });
});

test('subscribers are drafts and published, in English and Dutch', async () => {
  const documents = site.strapi.documents('api::subscriber.subscriber');
  const count = (locale: string, status: 'draft' | 'published') =>
    documents.count({ locale, status });
  expect(await count('en', 'draft')).toBe(seeded.subscribers);
  expect(await count('en', 'published')).toBeLessThan(seeded.subscribers);
  expect(await count('en', 'published')).toBeGreaterThan(150);
  expect(await count('nl', 'published')).toBeGreaterThan(50);
});

test('leads have companies, users have a role', async () => {
  const leads = site.strapi.documents('api::lead.lead');
  expect(await leads.count({})).toBe(seeded.leads);
  expect(await leads.count({ filters: { company: { name: { $notNull: true } } } })).toBeGreaterThan(
    50
  );
  const users = site.strapi.documents('plugin::users-permissions.user');
  const members = await users.count({ filters: { role: { type: 'authenticated' } } });
  expect(members).toBe(seeded.users);
});
