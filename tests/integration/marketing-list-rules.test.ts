import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSite, type Answer, type Site } from '../support/site';

const LIST = 'plugin::dotmailer.marketing-list';
const CONTACT = 'api::contact.contact';
const ROUTE = `/content-manager/collection-types/${LIST}`;

type Data = Record<string, unknown>;
type Body = {
  data: Data & { documentId: string };
  error?: { message: string; details: { errors: { path: string[]; message: string }[] } };
};

let site: Site;
beforeAll(async () => {
  site = await startSite();
  for (const [index, tier] of ['gold', 'gold', 'silver', 'bronze'].entries()) {
    await site.strapi.documents(CONTACT as never).create({
      data: { email: `c${index}@example.com`, tier, firstName: `C${index}` },
    } as never);
  }
});
afterAll(() => site.close());
beforeEach(async () => {
  await connections().delete();
});

const connections = () => site.strapi.db.getConnection('dotmailer_connections');
const records = () => site.strapi.db.getConnection('dotmailer_list_records');
const GOLD = { version: 1, where: { tier: { $eq: 'gold' } }, activity: [] };
const stored = (where: unknown) => ({ ...GOLD, where });

const save = (data: Data, id?: string): Promise<Answer<Body>> =>
  id
    ? site.request<Body>('PUT', `${ROUTE}/${id}`, data)
    : site.request<Body>('POST', ROUTE, {
        name: 'Gold',
        collection: CONTACT,
        emailField: 'email',
        kind: 'dynamic',
        filter: GOLD,
        ...data,
      });
const created = async (data: Data = {}): Promise<string> => {
  const answer = await save(data);
  expect(answer.body.error).toBeUndefined();
  return answer.body.data.documentId;
};
const read = async (id: string): Promise<Data> => {
  const row = await site.strapi.db.query(LIST).findOne({ where: { documentId: id } });
  return row as Data;
};
const fieldOf = ({ status, body }: Answer<Body>) => {
  expect(status).toBe(400);
  return body.error?.details.errors.map((error) => error.path.join('.'));
};
const connect = (listId: string) =>
  connections().insert({
    integration_id: 1,
    address_book_id: 1,
    book_remote_id: 7,
    list_id: listId,
    collection: CONTACT,
    email_field: 'email',
    open_book: 1,
    open_list: listId,
    scan_due: false,
  });
const scanDue = async () => Boolean((await connections().first())?.scan_due);

describe('what a list is made of', () => {
  test('is stored in the form in which it was checked', async () => {
    const id = await created({
      filter: stored({ tier: 'gold', orders: { $gte: 1, $lt: 5 }, newsletter: { $eq: 'true' } }),
    });
    expect((await read(id)).filter).toEqual(
      stored({
        $and: [
          { tier: { $eq: 'gold' } },
          { $and: [{ orders: { $gte: 1 } }, { orders: { $lt: 5 } }] },
          { newsletter: { $eq: true } },
        ],
      })
    );
  });

  test.each([
    { data: { collection: 'admin::user' }, field: 'collection' },
    { data: { collection: 'api::gone.gone' }, field: 'collection' },
    { data: { emailField: 'nothing' }, field: 'emailField' },
    { data: { emailField: 'notes' }, field: 'emailField' },
    { data: { filter: stored({}) }, field: 'filter' },
    { data: { filter: null }, field: 'filter' },
    { data: { filter: stored({ shoeSize: 41 }) }, field: 'filter' },
    { data: { filter: stored({ newsletter: { $eq: 'maybe' } }) }, field: 'filter' },
    { data: { kind: 'static', filter: stored({ $or: [] }) }, field: 'filter' },
    { data: { collection: 'api::subscriber.subscriber' }, field: 'recordLocale' },
    {
      data: { collection: 'api::subscriber.subscriber', recordLocale: 'xx' },
      field: 'recordLocale',
    },
    { data: { collection: undefined }, field: 'collection' },
  ])('$data is refused next to $field', async ({ data, field }) => {
    expect(fieldOf(await save({ filter: stored('all'), ...data }))).toContain(field);
  });

  test('a locale is kept only where the collection has locales', async () => {
    const filter = stored('all');
    const subscriber = { collection: 'api::subscriber.subscriber', filter };
    const id = await created({ ...subscriber, recordLocale: 'en' });
    expect((await read(id)).recordLocale).toBe('en');
    expect((await save({ collection: CONTACT, filter }, id)).status).toBe(200);
    expect((await read(id)).recordLocale).toBeNull();
  });

  test('code obeys the same rules', async () => {
    const lists = site.strapi.documents(LIST as never);
    const data = { name: 'x', collection: CONTACT, emailField: 'email', filter: stored({}) };
    await expect(lists.create({ data } as never)).rejects.toThrow(/empty/);
    const id = await created();
    const change = { documentId: id, data: { filter: stored({ company: 5 }) } };
    await expect(lists.update(change as never)).rejects.toThrow(/documentId/);
    expect((await read(id)).filter).toEqual(GOLD);
  });

  test('what the plugin keeps about a list cannot be written', async () => {
    const lists = site.strapi.documents(LIST as never);
    const kept = { brokenReason: 'because', snapshotAt: '2026-01-01T00:00:00.000Z' };
    const id = await created(kept);
    await lists.update({ documentId: id, data: { ...kept, name: 'Renamed' } } as never);
    expect(await read(id)).toMatchObject({ name: 'Renamed', brokenReason: null, snapshotAt: null });
  });

  test('a broken list can be renamed, and is whole again with a filter that works', async () => {
    const id = await created();
    const stale = JSON.stringify(stored({ vanished: { $eq: 1 } }));
    const broken = { filter: stale, broken_reason: 'The filter: …' };
    await site.strapi.db
      .getConnection('dotmailer_marketing_lists')
      .where({ document_id: id })
      .update(broken);
    const sent = { ...(await read(id)), name: 'Renamed' } as Data;
    delete sent.id;
    expect((await save({ name: sent.name, filter: sent.filter }, id)).status).toBe(200);
    expect((await read(id)).brokenReason).toBe('The filter: …');
    expect((await save({ filter: GOLD }, id)).status).toBe(200);
    expect((await read(id)).brokenReason).toBeNull();
  });

  test('a filter using an attribute the site no longer has is broken, in words', async () => {
    const filter = stored({ $and: [{ tier: 'gold' }, { shoeSize: { $gt: 40 } }] });
    const answer = await site.request<{ data: { broken: string; matching: number } }>(
      'POST',
      '/dotmailer/marketing-lists/preview',
      { collection: CONTACT, emailField: 'email', kind: 'dynamic', filter }
    );
    expect(answer.body.data).toMatchObject({ matching: 0, first: [] });
    expect(answer.body.data.broken).toMatch(/Contact has no field “shoeSize”/);
  });
});

describe('a connected list', () => {
  test('keeps its collection and e-mail field', async () => {
    const id = await created();
    await connect(id);
    const company = { collection: 'api::company.company', filter: stored('all') };
    expect(fieldOf(await save({ ...company, emailField: 'name' }, id))).toEqual(['collection']);
    expect(fieldOf(await save({ emailField: 'firstName' }, id))).toEqual(['emailField']);
    await expect(
      site.strapi.db
        .query(LIST)
        .update({ where: { documentId: id }, data: { emailField: 'firstName' } })
    ).rejects.toThrow(/Disconnect/);
    expect(await read(id)).toMatchObject({ collection: CONTACT, emailField: 'email' });
    await connections().update({ open_book: null, open_list: null });
    expect((await save({ emailField: 'firstName' }, id)).status).toBe(200);
  });

  test('is scanned after a change of its filter, not of its name', async () => {
    const id = await created();
    await connect(id);
    expect((await save({ name: 'Silver', filter: GOLD }, id)).status).toBe(200);
    expect(await scanDue()).toBe(false);
    expect((await save({ filter: stored({ tier: { $eq: 'silver' } }) }, id)).status).toBe(200);
    expect(await scanDue()).toBe(true);
  });

  test.each([
    ['the Content Manager', (id: string) => site.request('DELETE', `${ROUTE}/${id}`)],
    [
      'a bulk deletion',
      (id: string) => site.request('POST', `${ROUTE}/actions/bulkDelete`, { documentIds: [id] }),
    ],
    ['code', (id: string) => site.strapi.documents(LIST as never).delete({ documentId: id })],
    [
      'the query engine',
      (id: string) => site.strapi.db.query(LIST).delete({ where: { documentId: id } }),
    ],
    [
      'the query engine, many at once',
      (id: string) => site.strapi.db.query(LIST).deleteMany({ where: { documentId: id } }),
    ],
  ])('closes its connection when deleted by %s', async (_, remove) => {
    const id = await created();
    await connect(id);
    await records().insert({ list_id: id, kind: 'removed', doc_id: 'd', created_at: 1 });
    await remove(id);
    expect(await read(id)).toBeNull();
    expect(await connections().first()).toMatchObject({ open_book: null, open_list: null });
    expect((await connections().first()).closed_at).toBeGreaterThan(0);
    expect(await records().where({ list_id: id })).toHaveLength(0);
  });

  test('is deleted and disconnected together or not at all', async () => {
    const id = await created();
    await connect(id);
    const stop = site.strapi.db.lifecycles.subscribe({
      models: [LIST],
      afterDelete: () => {
        throw new Error('the site says no');
      },
    } as never);
    const answer = await site.request('DELETE', `${ROUTE}/${id}`);
    stop();
    expect(answer.status).toBe(500);
    expect(await read(id)).not.toBeNull();
    expect(await connections().first()).toMatchObject({ open_list: id });
  });

  test('is copied without its connection', async () => {
    const id = await created();
    await connect(id);
    const answer = await site.request<Body>('POST', `${ROUTE}/clone/${id}`, { name: 'Copy' });
    expect(answer.status).toBe(200);
    expect(await read(answer.body.data.documentId)).toMatchObject({ name: 'Copy', filter: GOLD });
    expect(await connections().where({ list_id: answer.body.data.documentId })).toHaveLength(0);
  });
});

describe('static lists', () => {
  const frozen = (id: string) => records().where({ list_id: id, kind: 'frozen' });

  test('are taken at the first save and on demand', async () => {
    const id = await created({ kind: 'static' });
    expect(await frozen(id)).toHaveLength(2);
    const first = (await read(id)).snapshotAt as string;
    expect(first).not.toBeNull();
    await site.strapi.documents(CONTACT as never).create({
      data: { email: 'late@example.com', tier: 'gold' },
    } as never);
    expect((await save({ name: 'Still gold' }, id)).status).toBe(200);
    expect(await frozen(id)).toHaveLength(2);
    const taken = await site.request<{ data: { members: number; takenAt: string } }>(
      'POST',
      `/dotmailer/marketing-lists/${id}/snapshot`
    );
    expect(taken.body.data.members).toBe(3);
    expect(await frozen(id)).toHaveLength(3);
    expect((await save({ filter: stored({ tier: { $eq: 'silver' } }) }, id)).status).toBe(200);
    expect(await frozen(id)).toHaveLength(3);
    await site.request('POST', `/dotmailer/marketing-lists/${id}/snapshot`);
    expect(await frozen(id)).toHaveLength(1);
  });

  test('are taken when a list becomes static, also inside a transaction', async () => {
    const id = await created();
    await site.strapi.db.transaction(async () => {
      const change = { documentId: id, data: { kind: 'static' } };
      await site.strapi.documents(LIST as never).update(change as never);
    });
    await expect.poll(async () => (await frozen(id)).length).toBeGreaterThan(1);
    await expect.poll(async () => (await read(id)).snapshotAt).not.toBeNull();
  });

  test('have nothing to take when they are of another kind', async () => {
    const id = await created();
    const answer = await site.request('POST', `/dotmailer/marketing-lists/${id}/snapshot`);
    expect(answer.status).toBe(400);
    const missing = await site.request('POST', '/dotmailer/marketing-lists/nobody/snapshot');
    expect(missing.status).toBe(404);
  });
});

describe('manual lists', () => {
  const add = (id: string, documentIds: string[], token?: string | null) =>
    site.request<{ data: { added: number; alreadyThere: number } }>(
      'POST',
      `/dotmailer/marketing-lists/${id}/records`,
      { documentIds },
      token
    );
  const contactIds = async () =>
    (await site.strapi.documents(CONTACT as never).findMany({})).map((row) => row.documentId);

  test('take records once, and only existing ones', async () => {
    const id = await created({ kind: 'manual', filter: GOLD });
    expect((await read(id)).filter).toBeNull();
    const [first = '', second = ''] = await contactIds();
    const answer = await add(id, [first, second, first, 'nobody']);
    expect(answer.body.data).toEqual({ added: 2, alreadyThere: 0 });
    expect((await add(id, [first])).body.data).toEqual({ added: 0, alreadyThere: 1 });
    const offered = await site.request<{ data: { id: string; name: string }[] }>(
      'GET',
      `/dotmailer/marketing-lists/manual?collection=${CONTACT}`
    );
    expect(offered.body.data).toEqual([{ id, name: 'Gold' }]);
    const copy = await site.request<Body>('POST', `${ROUTE}/clone/${id}`, { name: 'Copy' });
    expect(await records().where({ list_id: copy.body.data.documentId })).toHaveLength(2);
    expect(
      (await save({ collection: 'api::lead.lead', emailField: 'contactEmail' }, id)).status
    ).toBe(200);
    expect(await records().where({ list_id: id })).toHaveLength(0);
  });

  test('other lists take no records', async () => {
    const [first = ''] = await contactIds();
    expect((await add(await created(), [first])).status).toBe(400);
  });
});

describe('what the filter builder is told', () => {
  test('collections that can have an e-mail, and no others', async () => {
    const answer = await site.request<{ data: (Data & { uid: string })[] }>(
      'GET',
      '/dotmailer/collections'
    );
    const byUid = new Map(answer.body.data.map((entry) => [entry.uid, entry]));
    expect(byUid.get(CONTACT)?.emailFields).toContainEqual({
      path: 'email',
      label: 'Email',
      suggested: true,
    });
    expect(byUid.get('api::lead.lead')?.emailFields).toContainEqual({
      path: 'company.name',
      label: 'Company › Name',
      suggested: false,
    });
    expect(byUid.get('api::subscriber.subscriber')).toMatchObject({
      draftAndPublish: true,
      locales: ['en'],
    });
    expect(byUid.get('plugin::users-permissions.user')).toBeDefined();
    expect([...byUid.keys()].filter((uid) => uid.startsWith('admin::'))).toEqual([]);
    expect(JSON.stringify(answer.body)).not.toMatch(/resetPasswordToken|notes/);
  });

  test('attributes with their operators, without secrets', async () => {
    const of = async (uid: string) => {
      const answer = await site.request<{ data: { attributes: Data[] } }>(
        'GET',
        `/dotmailer/collections/${uid}/attributes`
      );
      return new Map(answer.body.data.attributes.map((entry) => [entry.name, entry]));
    };
    const contact = await of(CONTACT);
    expect(contact.get('tier')).toMatchObject({
      type: 'enumeration',
      values: ['bronze', 'silver', 'gold'],
    });
    expect(contact.get('orders')).toMatchObject({ type: 'number' });
    expect(contact.get('tags')).toMatchObject({ target: 'api::tag.tag', many: true });
    expect(contact.has('notes')).toBe(false);
    const user = await of('plugin::users-permissions.user');
    expect(user.has('username')).toBe(true);
    expect(user.has('password')).toBe(false);
    const none = await site.request('GET', '/dotmailer/collections/admin::user/attributes');
    expect(none.status).toBe(404);
  });
});
