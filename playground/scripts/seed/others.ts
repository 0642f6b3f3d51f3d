import type { Core } from '@strapi/strapi';
import { TOPICS } from './names';
import { generatePeople } from './people';
import type { Random } from './random';
import { idsOf, insertRows, linkRows, newDocumentId, type Row } from './rows';

/** Creates leads: one e-mail field that is a plain string, every second with a company of its own. */
export const seedLeads = async (
  strapi: Core.Strapi,
  random: Random,
  count: number,
  companies: number[]
) => {
  const rows: Row[] = [...generatePeople(random, count)].map((person) => ({
    documentId: newDocumentId(),
    fullName: `${person.firstName} ${person.lastName}`,
    contactEmail: person.email,
    source: random.pick(['web', 'fair', 'referral']),
    score: random.between(0, 100),
  }));
  await insertRows(strapi, 'api::lead.lead', rows);
  const ids = [...(await idsOf(strapi, 'api::lead.lead', rows)).values()];
  const pairs = companies
    .slice(0, Math.floor(count / 2))
    .flatMap((company, place): [number, number][] => {
      const lead = ids[place];
      return lead === undefined ? [] : [[lead, company]];
    });
  await linkRows(strapi, 'api::lead.lead', 'company', pairs);
};

type LocaleService = {
  findByCode(code: string): Promise<unknown>;
  create(locale: { code: string; name: string }): Promise<unknown>;
};

const ensureDutch = async (strapi: Core.Strapi) => {
  const locales = strapi.plugin('i18n').service('locales') as unknown as LocaleService;
  if (!(await locales.findByCode('nl'))) await locales.create({ code: 'nl', name: 'Dutch (nl)' });
};

/**
 * Creates subscribers with draft and publish in English, every second in Dutch too; one in ten is
 * still a draft. An e-mail is required here, so people generated without one get one.
 */
export const seedSubscribers = async (strapi: Core.Strapi, random: Random, count: number) => {
  await ensureDutch(strapi);
  const rows: Row[] = [];
  let place = 0;
  for (const { firstName, lastName, email } of generatePeople(random, count)) {
    place += 1;
    const documentId = newDocumentId();
    const locales: ('en' | 'nl')[] = random.chance(0.5) ? ['en', 'nl'] : ['en'];
    const published = !random.chance(0.1);
    for (const locale of locales) {
      const row = {
        documentId,
        firstName,
        lastName,
        email: email ?? `subscriber${place}@example.com`,
        locale,
        topic: random.pick(TOPICS[locale]),
      };
      rows.push({ ...row, publishedAt: null });
      if (published) rows.push({ ...row, publishedAt: new Date() });
    }
  }
  await insertRows(strapi, 'api::subscriber.subscriber', rows);
};

/** Creates site users with the role "Authenticated"; they have no password and cannot sign in. */
export const seedUsers = async (strapi: Core.Strapi, random: Random, count: number) => {
  const rows: Row[] = [...generatePeople(random, count)].map((person, place) => ({
    documentId: newDocumentId(),
    username: `user${place + 1}`,
    email: `user${place + 1}.${(person.email ?? 'nobody@example.com').toLowerCase()}`,
    provider: 'local',
    confirmed: true,
    blocked: false,
  }));
  await insertRows(strapi, 'plugin::users-permissions.user', rows);
  const role = await strapi.db
    .query('plugin::users-permissions.role')
    .findOne({ where: { type: 'authenticated' } });
  if (!role) throw new Error('users-permissions has no role "authenticated"');
  const ids = [...(await idsOf(strapi, 'plugin::users-permissions.user', rows)).values()];
  await linkRows(
    strapi,
    'plugin::users-permissions.user',
    'role',
    ids.map((id): [number, number] => [id, Number(role.id)])
  );
};
