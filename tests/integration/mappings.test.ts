import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  Mapping,
  MappingPage,
  MappingPreview,
  MappingSources,
  PreviewMapping,
  SavedMapping,
} from '../../contracts/mappings';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { personWith } from '../support/people';
import { callerOf } from '../support/sandbox-client';

const LEAD = 'api::lead.lead';
const COMPANY = 'api::company.company';
const SUBSCRIBER = 'api::subscriber.subscriber';
const ROUTE = '/dotmailer/mappings';

type Refused = {
  error: {
    message: string;
    details: { code: string; errors: { path: string[]; name: string; message: string }[] };
  };
};
type Row = { dataField: string; sources: string[]; twoWay?: boolean };

const FIELDS = {
  POINTS: 'Numeric',
  SPENT: 'Numeric',
  VISITS: 'Numeric',
  BORN: 'Date',
  MET: 'Date',
  HAPPY: 'Boolean',
  BIO: 'String',
  COMPANY: 'String',
  GROUP: 'String',
  TOWN: 'String',
  HQ: 'String',
  TIER: 'String',
  CALL: 'String',
} as const;

let at: ConnectedSite;
let round = 0;
beforeAll(async () => {
  at = await startConnectedSite();
  for (const [name, type] of Object.entries(FIELDS)) at.sandbox.control.createDataField(name, type);
  await readFields();
});
beforeEach(() => {
  round += 1;
});
afterAll(() => at?.close());

const request = <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path = '',
  body?: unknown,
  token?: string
) => at.site.request<{ data: T } & Refused>(method, `${ROUTE}${path}`, body, token);
const page = async (query = '') => (await request<MappingPage>('GET', query)).body.data;
const mappingOf = async (collection: string) =>
  (await page(`?collection=${collection}`)).results.find((one) => one.collection === collection);
/** Stores rows for a collection, in place of its mapping if it has one. */
const map = async (collection: string, rows: Row[], syncPriority = 0) => {
  const body = { integrationId: at.integrationId, collection, syncPriority, rows };
  const known = await mappingOf(collection);
  return known
    ? request<SavedMapping>('PUT', `/${known.id}`, body)
    : request<SavedMapping>('POST', '', body);
};
const refusals = (answer: { body: Refused }) =>
  answer.body.error.details.errors.map(({ path, name }) => [name, ...path]);
const preview = async (body: Partial<PreviewMapping>, token?: string) =>
  (
    await request<MappingPreview>(
      'POST',
      '/preview',
      { integrationId: at.integrationId, collection: CONTACT, rows: [], ...body },
      token
    )
  ).body.data;

const readFields = async () => {
  await at.site.request('POST', '/dotmailer/data-fields/synchronize');
  await at.idle();
};

const documents = (uid: string) => at.site.strapi.documents(uid as never);
const add = async (uid: string, data: Record<string, unknown>): Promise<string> =>
  ((await documents(uid).create({ data } as never)) as { documentId: string }).documentId;
const change = (uid: string, documentId: string, data: Record<string, unknown>) =>
  documents(uid).update({ documentId, data } as never);
const email = (name: string) => `${name}.${round}@example.com`;
const valuesOf = (name: string) => at.sandbox.control.contact(email(name))?.dataFields;

/** A list of these people of this round alone, connected with a book of its own. */
const connectContacts = async (...people: Record<string, unknown>[]) => {
  const city = `City ${round}`;
  const docIds = await at.addPeople(people.map((person) => ({ city, ...person })));
  const where = { city: { $eq: city } };
  const listId = await at.createList({ filter: { version: 1, where, activity: [] } });
  const book = await at.createBook(`Contacts ${round}`);
  await at.connect(listId, book.id);
  return { listId, docIds, book };
};
const connectLeads = async (...leads: Record<string, unknown>[]) => {
  const fullName = `Lead ${round}`;
  const docIds: string[] = [];
  for (const lead of leads) docIds.push(await add(LEAD, { fullName, ...lead }));
  const where = { fullName: { $eq: fullName } };
  const listId = await at.createList({
    collection: LEAD,
    emailField: 'contactEmail',
    filter: { version: 1, where, activity: [] },
  });
  const book = await at.createBook(`Leads ${round}`);
  await at.connect(listId, book.id);
  return { listId, docIds, book };
};

describe('default mappings', () => {
  test('are made once with the first data fields, for collections with matching attributes', async () => {
    const { results } = await page('?sort=collection:asc');
    expect(
      results.map(({ collection, rows }) => [collection, rows.map((row) => row.dataField)])
    ).toEqual([
      [CONTACT, ['FIRSTNAME', 'LASTNAME', 'FULLNAME']],
      [LEAD, ['FULLNAME']],
      [SUBSCRIBER, ['FIRSTNAME', 'LASTNAME', 'FULLNAME']],
    ]);
    expect(results[0]).toMatchObject({
      integrationName: 'Sandbox',
      collectionName: 'Contact',
      syncPriority: 0,
      warnings: 0,
    });
    expect(results[0]?.rows[2]).toEqual({
      dataField: 'FULLNAME',
      fieldType: 'String',
      sources: ['firstName', 'lastName'],
      labels: [
        { path: 'firstName', label: 'First name', type: 'text' },
        { path: 'lastName', label: 'Last name', type: 'text' },
      ],
      twoWay: false,
      policy: 'strapi',
      warnings: [],
    });
  });

  test('that were deleted stay deleted, and then nothing but the e-mail is sent', async () => {
    const mapping = await mappingOf(CONTACT);
    expect((await request('DELETE', `/${mapping?.id}`)).body.data).toEqual({ comparedAgain: 0 });
    await connectContacts({ firstName: 'Ann', email: email('ann') });
    await at.sync({ full: true });
    expect(await mappingOf(CONTACT)).toBeUndefined();
    expect(valuesOf('ann')).toEqual({});
    expect((await request('GET', `/${mapping?.id}`)).status).toBe(404);
    expect((await request('DELETE', `/${mapping?.id}`)).status).toBe(404);
  });

  test('a mapping of the same collection can be made again, and only once', async () => {
    const rows = [{ dataField: 'firstname', sources: ['firstName'] }];
    const body = { integrationId: at.integrationId, collection: CONTACT, rows };
    const made = await request<SavedMapping>('POST', '', body);
    expect(made.status).toBe(200);
    expect(made.body.data.mapping.rows[0]?.dataField).toBe('FIRSTNAME');
    expect(made.body.data.comparedAgain).toBe(1);
    const again = await request('POST', '', body);
    expect(again.status).toBe(400);
    expect(refusals(again)).toEqual([['NAME_TAKEN', 'collection']]);
    const both = await Promise.all(
      [1, 2].map(() => request('POST', '', { ...body, collection: LEAD }))
    );
    expect(both.map(({ status }) => status)).toEqual([400, 400]);
  });

  test('a connected collection that never had one gets its default with its first export', async () => {
    await at.table('dotmailer_mappings').where({ collection: LEAD }).delete();
    await connectLeads({ contactEmail: email('lea') });
    expect(valuesOf('lea')).toEqual({ FULLNAME: `Lead ${round}` });
    expect((await mappingOf(LEAD))?.rows).toHaveLength(1);
  });

  test('the list is searched, filtered and sorted', async () => {
    const names = async (query: string) =>
      (await page(query)).results.map((one) => one.collectionName);
    expect(await names('?sort=collection:desc')).toEqual(['Subscriber', 'Lead', 'Contact']);
    expect(await names('?search=le')).toEqual(['Lead']);
    expect(await names('?search=sand&pageSize=2&page=2')).toEqual(['Subscriber']);
    expect(await names(`?collection=${CONTACT}`)).toEqual(['Contact']);
    expect(await names('?integrationId=99')).toEqual([]);
    expect((await request('GET', '?sort=rows:asc')).status).toBe(400);
  });
});

describe('what may feed a data field', () => {
  const sourcesOf = async (collection: string, path = '') => {
    const answer = await request<MappingSources>(
      'GET',
      `/sources?collection=${collection}&path=${path}`
    );
    return answer.body.data?.sources;
  };

  test('is offered as a tree without secrets and without ways to several records', async () => {
    const contact = await sourcesOf(CONTACT);
    expect(contact?.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'attribute firstName',
      'attribute lastName',
      'attribute email',
      'attribute tier',
      'attribute newsletter',
      'attribute birthday',
      'attribute lastOrderAt',
      'attribute orders',
      'attribute city',
      'relation company',
      'attribute createdAt',
      'attribute updatedAt',
      'computed computed:loyaltyTier',
      'computed computed:daysSinceOrder',
    ]);
    const of = (path: string) => contact?.find((source) => source.path === path);
    expect(of('birthday')).toEqual({
      kind: 'attribute',
      path: 'birthday',
      label: 'Birthday',
      type: 'date',
      feeds: ['String', 'Date'],
      twoWay: true,
    });
    expect(of('computed:loyaltyTier')).toMatchObject({
      type: 'text',
      feeds: ['String'],
      twoWay: false,
    });
    expect(of('createdAt')).toMatchObject({ twoWay: false });
    expect(await sourcesOf(CONTACT, 'company.address')).toEqual([
      expect.objectContaining({ path: 'company.address.street', label: 'Street', twoWay: false }),
      expect.objectContaining({ path: 'company.address.city' }),
      expect.objectContaining({ path: 'company.address.postcode' }),
    ]);
    const lead = (await sourcesOf(LEAD))?.map(({ path }) => path);
    expect(lead).toContain('address');
    expect(lead).not.toContain('pin');
    expect(lead).not.toContain('formerAddresses');
    for (const path of ['tags', 'city', 'company.contacts', 'createdBy'])
      expect(await sourcesOf(CONTACT, path)).toBeUndefined();
    expect(await sourcesOf('admin::user')).toBeUndefined();
  });

  test('integrations, collections and data fields to choose from', async () => {
    expect((await request('GET', '/integrations')).body.data).toEqual([
      { id: at.integrationId, name: 'Sandbox', active: true },
    ]);
    expect((await request('GET', '/collections')).body.data).toContainEqual({
      uid: SUBSCRIBER,
      displayName: 'Subscriber',
      locales: ['en'],
      draftAndPublish: true,
    });
    const fields = await request('GET', `/data-fields?integrationId=${at.integrationId}`);
    expect(fields.body.data).toContainEqual({ name: 'BORN', type: 'Date', vanished: false });
  });

  test('rows that do not fit are refused, each with its place', async () => {
    const answer = await map(CONTACT, [
      { dataField: 'NONE', sources: ['city'] },
      { dataField: 'POINTS', sources: ['birthday'] },
      { dataField: 'BORN', sources: ['birthday', 'lastOrderAt'] },
      { dataField: 'BIO', sources: ['notes'] },
      { dataField: 'TOWN', sources: ['city', 'tags.name', 'company.createdBy.email'] },
      { dataField: 'COMPANY', sources: ['company.name'], twoWay: true },
      { dataField: 'TIER', sources: ['computed:nothing'] },
      { dataField: 'TIER', sources: ['tier'] },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.details.code).toBe('INVALID');
    expect(refusals(answer)).toEqual([
      ['FIELD_UNKNOWN', 'rows', '0', 'dataField'],
      ['TYPE_MISMATCH', 'rows', '1', 'sources', '0'],
      ['SEVERAL_SOURCES', 'rows', '2', 'sources'],
      ['SOURCE_UNKNOWN', 'rows', '3', 'sources', '0'],
      ['SOURCE_MANY', 'rows', '4', 'sources', '1'],
      ['SOURCE_UNKNOWN', 'rows', '4', 'sources', '2'],
      ['TWO_WAY_SOURCE', 'rows', '5', 'twoWay'],
      ['SOURCE_UNKNOWN', 'rows', '6', 'sources', '0'],
      ['FIELD_TWICE', 'rows', '7', 'dataField'],
    ]);
    expect(answer.body.error.details.errors[1]).toMatchObject({
      message: '“Birthday” holds a date, and POINTS takes a number (Numeric)',
      values: { source: 'Birthday', sourceType: 'date', dataField: 'POINTS', fieldType: 'Numeric' },
    });
    const pin = await map(LEAD, [{ dataField: 'BIO', sources: ['pin'] }]);
    expect(refusals(pin)).toEqual([['SOURCE_UNKNOWN', 'rows', '0', 'sources', '0']]);
    const door = await map(LEAD, [{ dataField: 'BIO', sources: ['address.doorCode'] }]);
    expect(refusals(door)).toEqual([['SOURCE_UNKNOWN', 'rows', '0', 'sources', '0']]);
    const nowhere = { integrationId: 99, collection: 'api::none.none', rows: [] };
    expect((await request('POST', '', nowhere)).status).toBe(400);
  });

  test('the data-field page knows which mappings use a field', async () => {
    const answer = await at.site.request<{
      data: { results: { name: string; usedBy: { collectionName: string }[] }[] };
    }>('GET', '/dotmailer/data-fields?pageSize=100');
    const usedBy = (name: string) =>
      answer.body.data.results
        .find((field) => field.name === name)
        ?.usedBy.map(({ collectionName }) => collectionName);
    expect(usedBy('FIRSTNAME')).toEqual(['Contact', 'Subscriber']);
    expect(usedBy('POINTS')).toEqual([]);
  });
});

describe('values', () => {
  test('of every kind arrive, through relations, components and code', async () => {
    const holding = await add(COMPANY, { name: 'Holding' });
    const company = await add(COMPANY, {
      name: 'Works',
      parent: holding,
      address: { city: 'Delft' },
    });
    await map(LEAD, [
      { dataField: 'SPENT', sources: ['budget'] },
      { dataField: 'VISITS', sources: ['visits'] },
      { dataField: 'POINTS', sources: ['rating'] },
      { dataField: 'MET', sources: ['metAt'] },
      { dataField: 'HAPPY', sources: ['qualified'] },
      { dataField: 'TIER', sources: ['source'] },
      { dataField: 'CALL', sources: ['callAt'] },
      { dataField: 'COMPANY', sources: ['company.name'] },
      { dataField: 'GROUP', sources: ['company.parent.name'] },
      { dataField: 'HQ', sources: ['company.address.city'] },
      { dataField: 'TOWN', sources: ['address.postcode', 'address.street', 'address.city'] },
    ]);
    const { docIds } = await connectLeads(
      {
        contactEmail: email('full'),
        budget: '1234567.50',
        visits: '123456789012345678',
        rating: 4.25,
        metAt: '2024-02-29T13:14:15.000Z',
        qualified: false,
        source: 'fair',
        callAt: '09:30:00.000',
        company,
        address: { street: null, city: 'Leiden', postcode: '2311' },
      },
      { contactEmail: email('bare') }
    );
    expect(valuesOf('full')).toEqual({
      SPENT: 1234567.5,
      VISITS: expect.closeTo(123456789012345678, -2),
      POINTS: 4.25,
      MET: '2024-02-29T13:14:15Z',
      HAPPY: false,
      TIER: 'fair',
      CALL: '09:30:00',
      COMPANY: 'Works',
      GROUP: 'Holding',
      HQ: 'Delft',
      TOWN: '2311 Leiden',
    });
    expect(at.sandbox.control.imports().at(-1)?.csv).toContain(',123456789012345678,');
    expect(valuesOf('bare')).toEqual({});
    // A save that changes nothing sends nothing; what was cleared is cleared there.
    await at.sync({ full: true });
    at.sandbox.control.clearCalls();
    await change(LEAD, docIds[0] ?? '', { budget: '1234567.5', source: 'fair' });
    await at.sync({ full: true });
    expect(at.writes()).toEqual([]);
    await change(LEAD, docIds[0] ?? '', { company: null, qualified: null });
    await at.sync({ full: true });
    expect(valuesOf('full')).not.toHaveProperty('COMPANY');
    expect(valuesOf('full')).not.toHaveProperty('HAPPY');
    expect(valuesOf('full')).toMatchObject({ TIER: 'fair' });
  });

  test('of draft & publish collections are those of the version the list reads', async () => {
    await map(SUBSCRIBER, [{ dataField: 'TOWN', sources: ['topic'] }]);
    const data = { email: email('sub'), topic: `topic ${round}` };
    const created = (await documents(SUBSCRIBER).create({
      data,
      status: 'published',
    } as never)) as {
      documentId: string;
    };
    await change(SUBSCRIBER, created.documentId, { topic: 'draft only' });
    const listId = await at.createList({
      collection: SUBSCRIBER,
      recordLocale: 'en',
      filter: { version: 1, where: { email: { $eq: email('sub') } }, activity: [] },
    });
    const book = await at.createBook(`Subscribers ${round}`);
    await at.connect(listId, book.id);
    expect(valuesOf('sub')).toEqual({ TOWN: `topic ${round}` });
    const shown = async (version: 'draft' | 'published') =>
      (
        await preview({
          collection: SUBSCRIBER,
          rows: [{ dataField: 'TOWN', sources: ['topic'] }],
          documentId: created.documentId,
          locale: 'en',
          version,
        })
      ).values[0]?.value;
    expect(await shown('published')).toBe(`topic ${round}`);
    expect(await shown('draft')).toBe('draft only');
  });

  test('a changed mapping compares everybody and sends only what differs', async () => {
    await map(CONTACT, [{ dataField: 'FIRSTNAME', sources: ['firstName'] }]);
    const people = ['ann', 'bob'].map((name) => ({ firstName: name, email: email(name) }));
    const { docIds } = await connectContacts(...people);
    await change(CONTACT, docIds[0] ?? '', { orders: 7 });
    const saved = await map(CONTACT, [
      { dataField: 'FIRSTNAME', sources: ['firstName'] },
      { dataField: 'POINTS', sources: ['orders'] },
    ]);
    expect(saved.body.data.comparedAgain).toBeGreaterThanOrEqual(2);
    await at.sync();
    expect(valuesOf('ann')).toEqual({ FIRSTNAME: 'ann', POINTS: 7 });
    expect(valuesOf('bob')).toEqual({ FIRSTNAME: 'bob', POINTS: 0 });
    at.sandbox.control.clearCalls();
    await map(CONTACT, [
      { dataField: 'POINTS', sources: ['orders'] },
      { dataField: 'FIRSTNAME', sources: ['firstName'] },
    ]);
    await at.sync();
    expect(at.writes()).toEqual([]);
  });
});

describe('what cannot be sent', () => {
  const statesOf = async (listId: string) =>
    Object.fromEntries(
      (await at.members(listId)).map(({ email: of, state, reason }) => [of, { state, reason }])
    );

  test('refuses the person, says why, and is sent when the record has changed', async () => {
    await map(CONTACT, [
      { dataField: 'FIRSTNAME', sources: ['firstName'] },
      { dataField: 'TIER', sources: ['computed:loyaltyTier'] },
    ]);
    const { listId, docIds } = await connectContacts(
      { firstName: 'Odd', orders: -1, email: email('odd') },
      { firstName: 'Fine', orders: 30, email: email('fine') }
    );
    const reason = '“loyaltyTier” could not be computed for TIER: the number of orders is negative';
    expect(await statesOf(listId)).toEqual({
      [email('odd')]: { state: 'refused', reason },
      [email('fine')]: { state: 'active', reason: null },
    });
    expect(valuesOf('fine')).toEqual({ FIRSTNAME: 'Fine', TIER: 'gold' });
    expect(valuesOf('odd')).toBeUndefined();
    // A retry without a change ends the same way.
    await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/retry`, {
      all: true,
    });
    await at.idle();
    expect((await statesOf(listId))[email('odd')]).toEqual({ state: 'refused', reason });
    await change(CONTACT, docIds[0] ?? '', { orders: 6 });
    await at.sync();
    expect(valuesOf('odd')).toEqual({ FIRSTNAME: 'Odd', TIER: 'silver' });
    expect((await statesOf(listId))[email('odd')]).toEqual({ state: 'active', reason: null });
  });

  test('text over the vendor’s limit is not cut', async () => {
    await map(LEAD, [{ dataField: 'BIO', sources: ['fullName', 'remarks'] }]);
    const remarks = 'x'.repeat(999);
    const { listId, docIds } = await connectLeads({ remarks, contactEmail: email('long') });
    const length = `Lead ${round}`.length + 1000;
    expect(await statesOf(listId)).toEqual({
      [email('long')]: {
        state: 'refused',
        reason: `The value for BIO has ${length} characters, and Dotdigital takes 1000`,
      },
    });
    await change(LEAD, docIds[0] ?? '', { remarks: 'short' });
    await at.sync();
    expect(valuesOf('long')).toEqual({ BIO: `Lead ${round} short` });
  });

  test('a vanished data field leaves its row out, and the mapping says so', async () => {
    at.sandbox.control.createDataField('BRIEF', 'String');
    await readFields();
    await map(CONTACT, [
      { dataField: 'BRIEF', sources: ['city'] },
      { dataField: 'FIRSTNAME', sources: ['firstName'] },
    ]);
    const { docIds } = await connectContacts({ firstName: 'Ann', email: email('ann') });
    expect(valuesOf('ann')).toEqual({ BRIEF: `City ${round}`, FIRSTNAME: 'Ann' });
    await callerOf(at.sandbox)('DELETE', '/v2/data-fields/BRIEF');
    await readFields();
    const warned = (await mappingOf(CONTACT)) as Mapping;
    expect(warned.warnings).toBe(1);
    expect(warned.rows.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['FIELD_VANISHED'],
      [],
    ]);
    await change(CONTACT, docIds[0] ?? '', { firstName: 'Anna' });
    await at.sync();
    expect(valuesOf('ann')).toEqual({ FIRSTNAME: 'Anna' });
    at.sandbox.control.createDataField('BRIEF', 'String');
    await readFields();
    expect((await mappingOf(CONTACT))?.warnings).toBe(0);
  });

  test('a source that is gone leaves its row out', async () => {
    await map(CONTACT, [{ dataField: 'FIRSTNAME', sources: ['firstName'] }]);
    const mapping = await mappingOf(CONTACT);
    const rows = [
      { dataField: 'FIRSTNAME', sources: ['firstName'], twoWay: false, policy: 'strapi' },
      { dataField: 'TOWN', sources: ['formerTown'], twoWay: false, policy: 'strapi' },
    ];
    await at
      .table('dotmailer_mappings')
      .where({ id: mapping?.id })
      .update({ rows: JSON.stringify(rows) });
    await connectContacts({ firstName: 'Ann', email: email('ann') });
    expect(valuesOf('ann')).toEqual({ FIRSTNAME: 'Ann' });
    expect((await mappingOf(CONTACT))?.rows[1]).toMatchObject({
      labels: [{ path: 'formerTown', label: 'formerTown', type: null }],
      warnings: [{ code: 'SOURCE_UNKNOWN' }],
    });
  });
});

describe('the preview', () => {
  const rows: Row[] = [
    { dataField: 'FULLNAME', sources: ['firstName', 'lastName'] },
    { dataField: 'HAPPY', sources: ['newsletter'] },
    { dataField: 'BORN', sources: ['birthday'] },
    { dataField: 'COMPANY', sources: ['company.name'] },
    { dataField: 'TIER', sources: ['computed:loyaltyTier'] },
    { dataField: 'BIO', sources: ['notes'] },
  ];
  let documentId = '';
  beforeAll(async () => {
    const company = await add(COMPANY, { name: 'Works', country: 'NL' });
    documentId = await add(CONTACT, {
      firstName: 'Ada',
      lastName: 'King',
      newsletter: false,
      birthday: '1815-12-10',
      orders: 5,
      company,
    });
  });

  test('shows what would be sent of a record, converted, and what is in the way', async () => {
    const shown = await preview({ rows, documentId });
    expect(shown.record).toEqual({ documentId, label: 'Ada' });
    expect(shown.values).toEqual([
      { dataField: 'FULLNAME', value: 'Ada King', problems: [], hidden: false },
      { dataField: 'HAPPY', value: 'false', problems: [], hidden: false },
      { dataField: 'BORN', value: '1815-12-10T00:00:00', problems: [], hidden: false },
      { dataField: 'COMPANY', value: 'Works', problems: [], hidden: false },
      { dataField: 'TIER', value: 'silver NL', problems: [], hidden: false },
      {
        dataField: 'BIO',
        value: null,
        problems: [expect.objectContaining({ code: 'SOURCE_UNKNOWN' })],
        hidden: false,
      },
    ]);
    await change(CONTACT, documentId, { orders: -4 });
    const failed = (await preview({ rows, documentId })).values[4];
    expect(failed).toMatchObject({ value: null, problems: [{ code: 'COMPUTE_FAILED' }] });
    await change(CONTACT, documentId, { orders: 5 });
  });

  test('takes the first record when none is named, and none when there is none', async () => {
    expect((await preview({ rows })).record).not.toBeNull();
    const none = await preview({ rows, documentId: 'nobody' });
    expect(none.record).toBeNull();
    expect(none.values.map(({ value }) => value)).toEqual(Array(6).fill(null));
  });

  test('shows nothing that the viewer may not read in the Content Manager', async () => {
    const mayMap = ['plugin::dotmailer.mappings.read'];
    const outsider = await personWith(at.site, mayMap);
    expect((await preview({ rows, documentId }, outsider)).record).toBeNull();
    const clerk = await personWith(at.site, mayMap, { [CONTACT]: ['firstName', 'newsletter'] });
    const { record, values } = await preview({ rows, documentId }, clerk);
    expect(record?.documentId).toBe(documentId);
    expect(values.map(({ value, hidden }) => (hidden ? 'hidden' : value))).toEqual([
      'hidden',
      'false',
      'hidden',
      'hidden',
      'hidden',
      null,
    ]);
  });
});
