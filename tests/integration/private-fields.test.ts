import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectionAttributes, ListPreview } from '../../contracts/marketing-lists';
import type { MappingSources } from '../../contracts/mappings';
import { startSite, type Site } from '../support/site';

const CONTACT = 'api::contact.contact';
const USER = 'plugin::users-permissions.user';
const LISTS = '/content-manager/collection-types/plugin::dotmailer.marketing-list';

let site: Site;
beforeAll(async () => {
  site = await startSite({ env: { DOTMAILER_WORKER: 'off' } });
  await site.strapi.db.query(CONTACT).create({
    data: { email: 'ada@example.com', notes: 'private words', publishedAt: new Date() },
  });
  await site.strapi.db.query(USER).create({
    data: {
      username: 'ada',
      email: 'ada@example.com',
      password: 'hashed-secret',
      resetPasswordToken: 'token-secret',
      confirmationToken: 'confirm-secret',
    },
  });
});
afterAll(() => site.close());

/** Ways to ask about what nobody may know; a super admin gets no further than anybody. */
const ATTEMPTS: [string, unknown][] = [
  [USER, { password: { $startsWith: 'h' } }],
  [USER, { resetPasswordToken: { $startsWith: 't' } }],
  [USER, { confirmationToken: { $notNull: true } }],
  [USER, { role: { users: { password: { $startsWith: 'h' } } } }],
  [USER, { role: { users: { resetPasswordToken: { $contains: 'e' } } } }],
  [USER, { role: { permissions: { role: { users: { password: { $notNull: true } } } } } }],
  [USER, { $and: [{ username: 'ada' }, { $or: [{ password: { $contains: 's' } }] }] }],
  [USER, { $not: { password: { $null: true } } }],
  [CONTACT, { notes: { $contains: 'private' } }],
  [CONTACT, { company: { contacts: { notes: { $startsWith: 'p' } } } }],
  [CONTACT, { createdBy: { email: { $startsWith: 'a' } } }],
  [CONTACT, { createdBy: { password: { $startsWith: '$2' } } }],
  [CONTACT, { updatedBy: { resetPasswordToken: { $notNull: true } } }],
  [CONTACT, { createdBy: { id: { $eq: 1 } } }],
  [CONTACT, { createdBy: { roles: { code: { $eq: 'strapi-super-admin' } } } }],
  [CONTACT, { company: { createdBy: { email: { $contains: '@' } } } }],
  [CONTACT, { localizations: { notes: { $contains: 'p' } } }],
  [CONTACT, { populate: { createdBy: true } }],
  [CONTACT, { firstName: { populate: 'createdBy' } }],
  [CONTACT, { '$and.0.notes': { $contains: 'p' } }],
  [CONTACT, { 'notes:': { $contains: 'p' } }],
  [CONTACT, { 'createdBy.email': { $contains: '@' } }],
  [CONTACT, { filters: { notes: { $contains: 'p' } } }],
  [CONTACT, { id: { $in: [{ notes: 'p' }] } }],
];

const filterOf = (where: unknown, extra: Record<string, unknown> = {}) => ({
  version: 1,
  where,
  activity: [],
  ...extra,
});
const preview = (collection: string, filter: unknown) =>
  site.request<{ data: ListPreview }>('POST', '/dotmailer/marketing-lists/preview', {
    collection,
    emailField: 'email',
    kind: 'dynamic',
    filter,
  });

describe.each(ATTEMPTS)('a filter of %s by %j', (collection, where) => {
  test('answers nothing when it is tried out, and is not stored', async () => {
    const { data } = (await preview(collection, filterOf(where))).body;
    expect(data.broken).not.toBeNull();
    expect(data).toMatchObject({ matching: 0, first: [] });

    const saved = await site.request('POST', LISTS, {
      name: 'Curious',
      collection,
      emailField: 'email',
      kind: 'dynamic',
      filter: filterOf(where),
    });
    expect(saved.status).toBe(400);
  });

  test('answers nothing from a list that was stored past the rules', async () => {
    const lists = site.strapi.db.query('plugin::dotmailer.marketing-list');
    const list = await lists.create({
      data: {
        name: 'Old',
        collection,
        emailField: 'email',
        kind: 'dynamic',
        filter: filterOf(where),
      },
    });
    const path = `/dotmailer/marketing-lists/${list.documentId}`;
    const status = await site.request<{ data: { broken: string | null } }>('GET', `${path}/status`);
    expect(status.body.data.broken).not.toBeNull();
    const members = await site.request<{ error: { details: { code: string } } }>(
      'GET',
      `${path}/members`
    );
    expect(members.status).toBe(400);
    expect(members.body.error.details.code).toBe('LIST_BROKEN');
  });
});

test('a stored filter has no room for anything beside its conditions', async () => {
  for (const extra of [{ populate: ['createdBy'] }, { fields: ['notes'] }, { sort: 'notes' }]) {
    const { data } = (await preview(CONTACT, filterOf('all', extra))).body;
    expect(data.broken, JSON.stringify(extra)).toContain('unknown part');
  }
});

test('no collection of administrators, tokens or files can be made a list, or is described', async () => {
  for (const uid of [
    'admin::user',
    'admin::api-token',
    'plugin::upload.file',
    'strapi::core-store',
  ]) {
    expect((await preview(uid, filterOf('all'))).body.data.broken, uid).not.toBeNull();
    const attributes = await site.request('GET', `/dotmailer/collections/${uid}/attributes`);
    expect(attributes.status, uid).toBe(404);
    const sources = await site.request('GET', `/dotmailer/mappings/sources?collection=${uid}`);
    expect(sources.status, uid).toBe(404);
  }
});

test('no e-mail field leads to administrators or private attributes', async () => {
  for (const emailField of [
    'createdBy.email',
    'notes',
    'company.createdBy.email',
    'updatedBy.email',
  ]) {
    const answer = await site.request<{ data: ListPreview }>(
      'POST',
      '/dotmailer/marketing-lists/preview',
      { collection: CONTACT, emailField, kind: 'dynamic', filter: filterOf('all') }
    );
    expect(answer.body.data.broken, emailField).toContain('e-mail field');
  }
});

test('neither the filter builder nor mappings offer what is private', async () => {
  const secret = ['password', 'resetPasswordToken', 'confirmationToken', 'notes', 'createdBy'];
  for (const uid of [USER, CONTACT]) {
    const attributes = await site.request<{ data: CollectionAttributes }>(
      'GET',
      `/dotmailer/collections/${uid}/attributes`
    );
    const names = attributes.body.data.attributes.map(({ name }) => name);
    expect(names.filter((name) => secret.includes(name))).toEqual([]);
    const sources = await site.request<{ data: MappingSources }>(
      'GET',
      `/dotmailer/mappings/sources?collection=${uid}`
    );
    const paths = sources.body.data.sources.map(({ path }) => path);
    expect(paths.filter((path) => secret.includes(path))).toEqual([]);
  }
});
