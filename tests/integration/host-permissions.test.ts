import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListPreview, ListStatus, MemberPage } from '../../contracts/marketing-lists';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { mapRows, twoWay } from '../support/mapped-site';
import { personWith, permissionsOf, tokenOf } from '../support/people';

const LIST = 'plugin::dotmailer.marketing-list';
const COMPANY = 'api::company.company';
const MEMBERS = 'plugin::dotmailer.marketing-lists.members';
const LISTS = `/content-manager/collection-types/${LIST}`;

let at: ConnectedSite;
let listId: string;
let docIds: string[];

/** Everything a list's pages show, for people of whom none may read e-mails. */
beforeAll(async () => {
  at = await startConnectedSite({ config: { guard: { minimum: 0, share: 0 } } });
  docIds = await at.addPeople(
    ['ada', 'bob', 'cy'].map((name) => ({
      firstName: name,
      email: `${name}@secret.example`,
      city: 'here',
    }))
  );
  listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: 'here' } }, activity: [] },
  });
  const book = await at.createBook('News');
  await at.connect(listId, book.id);
  await mapRows(at, [twoWay('FIRSTNAME', 'firstName', 'dotmailer')]);
});
afterAll(() => at.close());

const read = async <T>(path: string, token?: string): Promise<T> =>
  (await at.site.request<{ data: T }>('GET', path, undefined, token)).body.data;
const status = (token?: string) =>
  read<ListStatus>(`/dotmailer/marketing-lists/${listId}/status`, token);
const membersPath = (query = '') => `/dotmailer/marketing-lists/${listId}/members${query}`;
const where = (filter: unknown) => ({ version: 1, where: filter, activity: [] });
const preview = async (filter: unknown, token?: string, extra: Record<string, unknown> = {}) =>
  (
    await at.site.request<{ data: ListPreview }>(
      'POST',
      '/dotmailer/marketing-lists/preview',
      {
        collection: CONTACT,
        emailField: 'email',
        kind: 'dynamic',
        filter: where(filter),
        ...extra,
      },
      token
    )
  ).body.data;

describe('the members page', () => {
  test('tells no e-mail to whoever may not read it, and searches by none', async () => {
    const clerk = await personWith(at.site, [MEMBERS], { [CONTACT]: ['firstName'] });
    const page = await read<MemberPage>(membersPath(), clerk);
    expect(page.results.map(({ documentId }) => documentId)).toEqual(docIds);
    expect(page.emailsHidden).toBe(true);
    expect(JSON.stringify(page)).not.toContain('secret.example');
    const searched = await at.site.request('GET', membersPath('?search=ada'), undefined, clerk);
    expect(searched.status).toBe(403);

    const reader = await personWith(at.site, [MEMBERS], { [CONTACT]: ['email'] });
    const seen = await read<MemberPage>(membersPath('?search=ada'), reader);
    expect(seen.emailsHidden).toBe(false);
    expect(seen.results.map(({ email }) => email)).toEqual(['ada@secret.example']);
  });

  test('tells the same to a token as to a person', async () => {
    const admin = permissionsOf([MEMBERS], { [CONTACT]: ['firstName'] });
    const page = await read<MemberPage>(membersPath(), await tokenOf(at.site, { admin }));
    expect(page.results).toHaveLength(3);
    expect(JSON.stringify(page)).not.toContain('secret.example');
  });

  test('names neither records nor e-mails to whoever may not see the collection', async () => {
    const stranger = await personWith(at.site, [MEMBERS]);
    const page = await read<MemberPage>(membersPath(), stranger);
    expect(page.results.map(({ label, email }) => [label, email])).toEqual(
      docIds.map((documentId) => [documentId, null])
    );
  });

  test('tells values of remarks field by field', async () => {
    await at.site.strapi
      .documents(CONTACT as never)
      .update({ documentId: docIds[0], data: { firstName: 'Here-secret' } } as never);
    at.sandbox.control.setDataField('ada@secret.example', 'FIRSTNAME', 'There-secret');
    await at.sync();
    const remarksOf = async (token: string) =>
      (await read<MemberPage>(membersPath(), token)).results.flatMap(
        ({ valueRemarks }) => valueRemarks
      );
    const clerk = await personWith(at.site, [MEMBERS], { [CONTACT]: ['email', 'city'] });
    const hidden = await remarksOf(clerk);
    expect(hidden).toMatchObject([{ dataField: 'FIRSTNAME', hidden: true, host: null }]);
    expect(JSON.stringify(hidden)).not.toContain('-secret');
    const reader = await personWith(at.site, [MEMBERS], { [CONTACT]: ['firstName'] });
    expect(await remarksOf(reader)).toMatchObject([{ host: 'Here-secret', hidden: false }]);
  });
});

describe('the list’s panel', () => {
  test('names nobody of a held removal to whoever may not read e-mails', async () => {
    await at.site.request('POST', membersPath('/remove'), { documentIds: docIds.slice(2) });
    await at.idle();
    await at.sync({ full: true });
    const whole = (await status()).connection?.hold;
    expect(whole).toMatchObject({ leaving: 1, sample: ['cy@secret.example'], hidden: false });
    const clerk = await personWith(at.site, [], { [LIST]: ['name'], [CONTACT]: ['firstName'] });
    const shown = (await status(clerk)).connection?.hold;
    expect(shown).toMatchObject({ leaving: 1, sample: [], hidden: true });
  });

  test('names nobody who got no record', async () => {
    const connection = (await status()).connection;
    const settings = {
      integrationId: connection?.integrationId,
      addressBookId: connection?.addressBookId,
      createRecords: true,
    };
    await at.site.request('PUT', `/dotmailer/marketing-lists/${listId}/connection`, settings);
    await at.sync();
    const stop = at.site.strapi.db.lifecycles.subscribe({
      models: [CONTACT],
      beforeCreate: () => {
        throw new Error('No more');
      },
    });
    const [book] = await at.table('dotmailer_address_books').select('remote_id');
    at.sandbox.control.addContact('new@secret.example', { bookIds: [Number(book.remote_id)] });
    await at.sync();
    stop();
    const refusedFor = async (token?: string) =>
      (await status(token)).connection?.newRecords?.refused;
    expect(await refusedFor()).toMatchObject({
      count: 1,
      hidden: false,
      sample: [{ email: 'new@secret.example' }],
    });
    const clerk = await personWith(at.site, [], { [LIST]: ['name'], [CONTACT]: ['firstName'] });
    expect(await refusedFor(clerk)).toMatchObject({ count: 1, sample: [], hidden: true });
  });
});

describe('a filter', () => {
  test('cannot be tried out on fields that one may not read, nor behind relations', async () => {
    const clerk = await personWith(at.site, [], { [LIST]: ['name'], [CONTACT]: ['firstName'] });
    expect(await preview({ firstName: { $eq: 'bob' } }, clerk)).toMatchObject({
      broken: null,
      matching: 1,
    });
    for (const filter of [
      { city: { $startsWith: 'h' } },
      { $and: [{ firstName: { $eq: 'bob' } }, { $or: [{ city: { $eq: 'here' } }] }] },
      { $not: { city: { $eq: 'here' } } },
      { company: { name: { $startsWith: 'A' } } },
    ]) {
      const shown = await preview(filter, clerk);
      expect(shown.broken, JSON.stringify(filter)).toContain('Your role may not read');
      expect(shown).toMatchObject({ matching: 0, first: [] });
    }
    const both = await personWith(at.site, [], {
      [LIST]: ['name'],
      [CONTACT]: ['company'],
      [COMPANY]: ['name'],
    });
    expect((await preview({ company: { name: { $eq: 'A' } } }, both)).broken).toBeNull();
    expect((await preview({ company: { country: { $eq: 'A' } } }, both)).broken).toContain(
      '“Country” of Company'
    );
    expect((await preview({ createdAt: { $notNull: true } }, both)).broken).toBeNull();
  });

  test('that is stored is shown in numbers', async () => {
    const clerk = await personWith(at.site, [], { [LIST]: ['name'], [CONTACT]: ['firstName'] });
    const shown = await preview({ city: { $eq: 'here' } }, clerk, { listId });
    expect(shown).toMatchObject({ broken: null, matching: 3 });
  });

  test('cannot be stored by whoever may not read its fields, while the rest of a list can', async () => {
    const fields = ['name', 'filter', 'collection', 'emailField', 'kind'];
    const clerk = await personWith(
      at.site,
      [],
      { [LIST]: fields, [CONTACT]: ['firstName'] },
      { [LIST]: fields }
    );
    const save = (filter: unknown, name = 'Renamed') =>
      at.site.request<{ error: { details: { errors: { path: string[] }[] } } }>(
        'PUT',
        `${LISTS}/${listId}`,
        { name, filter: where(filter) },
        clerk
      );
    const refused = await save({ city: { $startsWith: 'h' } });
    expect(refused.status).toBe(400);
    expect(refused.body.error.details.errors[0]?.path).toEqual(['filter']);
    expect((await save({ city: { $eq: 'here' } })).status).toBe(200);
    expect((await save({ firstName: { $eq: 'ada' } })).status).toBe(200);
  });
});
