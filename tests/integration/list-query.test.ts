import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '@strapi/strapi';
import { createDb, type Db } from '../../server/src/store/db';
import { buildListSource, BrokenList } from '../../server/src/store/list-query';
import type { ListDefinition } from '../../server/src/store/list-query';
import { startSite, type Site } from '../support/site';

const CONTACT = 'api::contact.contact';
const COMPANY = 'api::company.company';
const TAG = 'api::tag.tag';
const LEAD = 'api::lead.lead';
const SUBSCRIBER = 'api::subscriber.subscriber';
const USER = 'plugin::users-permissions.user';

let site: Site;
let db: Db;
const companies: Record<string, string> = {};
const tags: Record<string, string> = {};

type Data = Record<string, unknown>;
type Found = { documentId: string } & Data;
type Documents = {
  create(params: Data): Promise<Found>;
  update(params: Data): Promise<Found>;
  publish(params: Data): Promise<unknown>;
  findMany(params: Data): Promise<Found[]>;
};
const documents = (uid: string) => site.strapi.documents(uid as never) as unknown as Documents;

const list = (changes: Partial<ListDefinition>): ListDefinition => ({
  id: 'list-one',
  collection: CONTACT,
  emailField: 'email',
  kind: 'dynamic',
  filter: { version: 1, where: 'all', activity: [] },
  locale: null,
  version: null,
  ...changes,
});
const stored = (where: unknown) => ({ version: 1, where, activity: [] });

type Row = { hostId: number; docId: string; bornAt: number; email: string | null } & Data;
const membersOf = async (changes: Partial<ListDefinition>, columns?: Record<string, string>) => {
  const source = await buildListSource(db, list(changes), { now: Date.now() });
  return (await source.members(columns).orderBy('h.id')) as Row[];
};
const docIds = (rows: Row[]) => rows.map((row) => row.docId).sort();
const emails = async (changes: Partial<ListDefinition>) =>
  (await membersOf(changes)).map((row) => row.email).sort();
const reasonOf = async (changes: Partial<ListDefinition>): Promise<string> => {
  try {
    await buildListSource(db, list(changes), { now: Date.now() });
  } catch (error) {
    if (error instanceof BrokenList) return error.reason;
    throw error;
  }
  return 'not broken';
};

/** Repeatable numbers below 1 (mulberry32). */
const numbers = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const TIERS = ['bronze', 'silver', 'gold', null];
const CITIES = ['Gent', 'gent', 'Delft', '100%', null];

const seed = async () => {
  for (const [name, country] of Object.entries({
    acme: 'NL',
    bolt: 'BE',
    cube: 'DE',
    dust: null,
  })) {
    const company = await documents(COMPANY).create({ data: { name, country, industry: 'it' } });
    companies[name] = company.documentId;
  }
  for (const name of ['vip', 'lead', 'press']) {
    tags[name] = (await documents(TAG).create({ data: { name } })).documentId;
  }
  const random = numbers(7);
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T;
  for (let index = 0; index < 60; index += 1) {
    await documents(CONTACT).create({
      data: {
        firstName: pick(['Ada', 'ada', 'Bob', null]),
        email: index % 9 === 0 ? null : `c${index}@example.com`,
        tier: pick(TIERS),
        newsletter: pick([true, false, null]),
        birthday: pick(['1980-01-31', '1990-06-15', null]),
        lastOrderAt: pick(['2026-01-01T10:00:00.000Z', '2026-06-01T10:00:00.000Z', null]),
        orders: pick([0, 1, 5, 10, null]),
        city: pick(CITIES),
        company: pick([...Object.values(companies), null]),
        tags: Object.values(tags).filter(() => random() < 0.4),
      },
    });
  }
  for (const [index, company] of Object.values(companies).entries()) {
    const data = { fullName: `Lead ${index}`, contactEmail: `l${index}@example.com`, score: index };
    await documents(LEAD).create({ data: { ...data, company } });
  }
  const locales = site.strapi.plugin('i18n').service('locales') as unknown as Core.Service;
  await locales.create?.({ code: 'nl', name: 'Dutch' });
  for (let index = 0; index < 6; index += 1) {
    const data = { email: `s${index}@example.com`, topic: index % 2 ? 'odd' : 'even' };
    const { documentId } = await documents(SUBSCRIBER).create({ data, locale: 'en' });
    if (index < 4) await documents(SUBSCRIBER).publish({ documentId, locale: 'en' });
    // A draft that differs from what was published.
    if (index === 1) {
      await documents(SUBSCRIBER).update({ documentId, locale: 'en', data: { topic: 'even' } });
    }
    if (index < 2) {
      await documents(SUBSCRIBER).update({ documentId, locale: 'nl', data: { topic: 'oneven' } });
      if (index === 0) await documents(SUBSCRIBER).publish({ documentId, locale: 'nl' });
    }
  }
  for (const name of ['ute', 'uli']) {
    await documents(USER).create({
      data: {
        username: name,
        email: `${name}@example.com`,
        password: 'Secret123',
        confirmed: true,
      },
    });
  }
};

beforeAll(async () => {
  site = await startSite();
  db = createDb(site.strapi);
  await seed();
});
afterAll(() => site.close());

const agree = async (where: Data) => {
  const source = await buildListSource(db, list({ filter: stored(where) }), { now: Date.now() });
  const rows = (await source.members()) as Row[];
  const checked = await documents(CONTACT).findMany({ filters: where, limit: 1000 });
  expect(docIds(rows), JSON.stringify(where)).toEqual(checked.map((r) => r.documentId).sort());
  const matching = (await db
    .table('contacts as c')
    .select('c.document_id as docId')
    .whereExists(source.matches('c.document_id'))) as Row[];
  expect(docIds(matching), JSON.stringify(where)).toEqual(docIds(rows));
  return rows.length;
};

describe('the same people as Strapi finds', () => {
  const filters: Data[] = [
    { tier: { $eq: 'gold' } },
    { tier: 'gold' },
    { $and: [{ tier: { $in: ['gold', 'silver'] } }] },
    { tier: { $notIn: ['gold'] } },
    { tier: { $ne: 'gold' } },
    { tier: { $not: { $eq: 'gold' } } },
    { tier: null },
    { tier: { $null: false } },
    { newsletter: { $eq: false } },
    { newsletter: { $eq: true } },
    { orders: { $gte: 1, $lt: 10 } },
    { orders: { $between: [1, 5] } },
    { birthday: { $lt: '1985-01-01' } },
    { lastOrderAt: { $gt: '2026-03-01T00:00:00.000Z' } },
    { city: { $eqi: 'GENT' } },
    { city: { $containsi: 'EN' } },
    { city: { $contains: '%' } },
    { firstName: { $startsWith: 'A' } },
    { company: { country: { $eq: 'NL' } } },
    { company: { country: { $in: ['NL', 'BE'] }, name: { $ne: 'acme' } } },
    { company: { $null: true } },
    { company: { id: { $null: true } } },
    { company: { id: { $notNull: true } } },
    { company: null },
    { $not: { company: { country: 'NL' } } },
    { company: { $and: [{ $not: { country: 'NL' } }] } },
    { tags: { name: 'vip' } },
    { tags: { name: { $ne: 'vip' } } },
    { tags: { $null: true } },
    { tags: { $and: [{ name: 'vip' }, { name: 'lead' }] } },
    { $and: [{ tags: { name: 'vip' } }, { tags: { name: 'lead' } }] },
    { company: { contacts: { tier: 'gold' } } },
  ];
  test.each(filters.map((where) => ({ where, words: JSON.stringify(where) })))(
    '$words',
    async ({ where }) => {
      await agree(where);
    }
  );

  test('as many relations as a filter may have', async () => {
    const conditions = [
      ...Array(2).fill({ company: { country: 'NL' } }),
      ...Array(3).fill({ tags: { name: { $in: ['vip', 'lead'] } } }),
    ] as Data[];
    const started = Date.now();
    await agree({ $or: conditions });
    expect(await agree({ $and: conditions })).toBeGreaterThan(0);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('records are named by documentId through a relation', async () => {
    const where = { company: { documentId: { $eq: companies.acme } } };
    expect(await agree(where)).toBeGreaterThan(0);
  });

  test('a hundred generated filters', async () => {
    const random = numbers(42);
    const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T;
    const leaf = (): Data =>
      pick<() => Data>([
        () => ({ tier: { [pick(['$eq', '$ne', '$eqi'])]: pick(['gold', 'silver']) } }),
        () => ({ orders: { [pick(['$gt', '$lte', '$ne'])]: pick([0, 1, 5]) } }),
        () => ({ newsletter: { $eq: pick([true, false]) } }),
        () => ({ company: { country: { [pick(['$eq', '$ne'])]: pick(['NL', 'BE']) } } }),
        () => ({ tags: { name: { [pick(['$eq', '$ne'])]: pick(['vip', 'lead']) } } }),
        () => ({ city: { [pick(['$contains', '$notContains', '$startsWithi'])]: 'e' } }),
        () => ({ birthday: { $null: pick([true, false]) } }),
      ])();
    const joins = (where: Data) => (JSON.stringify(where).match(/company|tags/g) ?? []).length;
    const tree = (depth: number): Data => {
      if (depth === 0 || random() < 0.3) return leaf();
      if (random() < 0.15) return { $not: tree(depth - 1) };
      return { [pick(['$and', '$or'])]: [tree(depth - 1), tree(depth - 1)] };
    };
    let found = 0;
    for (let index = 0; index < 100;) {
      const where = tree(3);
      if (joins(where) > 5) continue;
      found += await agree(where);
      index += 1;
    }
    expect(found).toBeGreaterThan(500);
  });
});

describe('what Strapi would widen', () => {
  test('two $or on different levels both count', async () => {
    const where = {
      company: { $or: [{ country: 'NL' }, { country: 'BE' }] },
      $or: [{ tier: 'gold' }],
    };
    const both = {
      $and: [{ company: { country: { $in: ['NL', 'BE'] } } }, { tier: { $eq: 'gold' } }],
    };
    const expected = await documents(CONTACT).findMany({ filters: both, limit: 1000 });
    expect(expected.length).toBeGreaterThan(0);
    const rows = await membersOf({ filter: stored(where) });
    expect(docIds(rows)).toEqual(expected.map((row) => row.documentId).sort());
  });

  test.each([
    { where: {}, reason: /empty/ },
    { where: { $or: [] }, reason: /empty/ },
    { where: { $and: [] }, reason: /empty/ },
    { where: { $not: {} }, reason: /empty/ },
    { where: { tier: {} }, reason: /no operator/ },
    { where: { company: { country: {} } }, reason: /no operator/ },
    { where: { tier: { $notIn: [] } }, reason: /empty list/ },
    { where: { $or: [{ tier: 'gold' }, {}] }, reason: /empty/ },
    { where: { newsletter: { $eq: 'maybe' } }, reason: /true or false/ },
    { where: { tier: { $eq: ['gold', 'silver'] } }, reason: /needs one of/ },
    { where: { shoeSize: { $gt: 40 } }, reason: /has no field “shoeSize”/ },
    { where: { company: { shoeSize: 1 } }, reason: /has no field “shoeSize”/ },
    { where: { notes: { $contains: 'x' } }, reason: /private/ },
    { where: { company: 5 }, reason: /documentId/ },
    { where: { company: 'abc' }, reason: /documentId/ },
    { where: { company: { id: { $eq: 5 } } }, reason: /documentId/ },
    { where: { id: { $notNull: true } }, reason: /row ids/ },
    { where: { company: { $not: { country: 'NL' } } }, reason: /begin with \$not/ },
    { where: { createdBy: { id: { $eq: 1 } } }, reason: /no field/ },
    { where: { orders: { $gt: 3_000_000_000 } }, reason: /out of range/ },
  ])('$where breaks the list', async ({ where, reason }) => {
    expect(await reasonOf({ filter: stored(where) })).toMatch(reason);
  });

  test('a password is no way to ask', async () => {
    const where = { password: { $startsWith: '$2' } };
    expect(await reasonOf({ collection: USER, filter: stored(where) })).toMatch(/private/);
  });

  test('vanished collection, e-mail field, locale', async () => {
    expect(await reasonOf({ collection: 'api::gone.gone' })).toMatch(/collection/);
    expect(await reasonOf({ collection: 'admin::user' })).toMatch(/collection/);
    expect(await reasonOf({ emailField: 'mail' })).toMatch(/e-mail field/);
    expect(await reasonOf({ emailField: 'notes' })).toMatch(/e-mail field/);
    expect(await reasonOf({ emailField: 'tags.name' })).toMatch(/e-mail field/);
    expect(await reasonOf({ emailField: 'createdBy.email' })).toMatch(/e-mail field/);
    expect(await reasonOf({ collection: SUBSCRIBER, locale: 'xx' })).toMatch(/xx/);
    expect(await reasonOf({ collection: SUBSCRIBER })).toMatch(/locale/);
    expect(await reasonOf({ locale: 'nl' })).toMatch(/no locales any more/);
    expect(await reasonOf({ filter: null })).toMatch(/Choose/);
  });

  test('a snapshot that was never taken is not an empty list', async () => {
    expect(await reasonOf({ kind: 'static', snapshotAt: null })).toMatch(/not been taken/);
    expect(await reasonOf({ kind: 'static', snapshotAt: 1 })).toBe('not broken');
  });
});

describe('drafts, locales and users', () => {
  test.each([
    { locale: 'en', version: 'published' as const },
    { locale: 'en', version: 'draft' as const },
    { locale: 'nl', version: 'published' as const },
    { locale: 'nl', version: 'draft' as const },
  ])('$version rows of $locale', async ({ locale, version }) => {
    for (const where of [{ topic: { $eq: 'even' } }, { topic: { $notNull: true } }]) {
      const rows = await membersOf({
        collection: SUBSCRIBER,
        locale,
        version,
        filter: stored(where),
      });
      const found = await documents(SUBSCRIBER).findMany({
        filters: where,
        locale,
        status: version,
      });
      expect(docIds(rows)).toEqual(found.map((row) => row.documentId).sort());
      const source = await buildListSource(
        db,
        list({ collection: SUBSCRIBER, locale, version, filter: stored(where) }),
        { now: Date.now() }
      );
      const matching = (await db
        .table('subscribers as s')
        .distinct('s.document_id as docId')
        .whereExists(source.matches('s.document_id'))) as Row[];
      expect(docIds(matching)).toEqual(docIds(rows));
    }
  });

  test('users of the site, with their role', async () => {
    const where = { confirmed: { $eq: true }, username: { $startsWith: 'u' } };
    expect(await emails({ collection: USER, filter: stored(where) })).toEqual([
      'uli@example.com',
      'ute@example.com',
    ]);
    const role = { role: { type: { $eq: 'nobody' } } };
    expect(await emails({ collection: USER, filter: stored(role) })).toEqual([]);
  });
});

describe('what a member row holds', () => {
  test('e-mail, date of birth in milliseconds, and the asked columns', async () => {
    const [row] = await membersOf(
      { filter: stored({ email: 'c1@example.com' }) },
      { first: 'firstName', firm: 'company.name' }
    );
    const [document] = (await site.strapi.documents(CONTACT as never).findMany({
      filters: { email: 'c1@example.com' },
      populate: ['company'],
    } as never)) as unknown as [Found & { createdAt: string; company: Data | null }];
    expect(row).toEqual({
      hostId: document.id,
      docId: document.documentId,
      bornAt: new Date(document.createdAt).getTime(),
      email: 'c1@example.com',
      first: document.firstName,
      firm: document.company?.name ?? null,
    });
  });

  test('an e-mail behind a to-one relation', async () => {
    const rows = await membersOf({ collection: LEAD, emailField: 'company.name' });
    expect(rows.map((row) => row.email)).toEqual(['acme', 'bolt', 'cube', 'dust']);
  });

  test('ranges cover every row once', async () => {
    const source = await buildListSource(db, list({}), { now: Date.now() });
    const seen: Row[] = [];
    let after = 0;
    for (;;) {
      const end = await source.rangeEnd(after, 7);
      if (end === null) break;
      seen.push(
        ...((await source.members().where('h.id', '>', after).where('h.id', '<=', end)) as Row[])
      );
      after = end;
    }
    expect(docIds(seen)).toEqual(docIds(await membersOf({})));
    expect(seen).toHaveLength(60);
  });
});

describe('records of the list itself', () => {
  test('removed ones are not members, whatever the filter says', async () => {
    const [first] = await membersOf({});
    await db.table('dotmailer_list_records').insert({
      list_id: 'list-one',
      kind: 'removed',
      doc_id: first?.docId,
      created_at: 1,
    });
    expect(docIds(await membersOf({}))).not.toContain(first?.docId);
    expect(docIds(await membersOf({ id: 'other-list' }))).toContain(first?.docId);
    const source = await buildListSource(db, list({}), { now: Date.now() });
    const still = await db
      .table('contacts as c')
      .where('c.document_id', first?.docId)
      .whereExists(source.matches('c.document_id'));
    expect(still).toHaveLength(0);
  });

  test('manual and static lists are what was picked or frozen', async () => {
    const rows = await membersOf({ id: 'other-list' });
    const records = [
      { kind: 'picked', doc_id: rows[3]?.docId },
      { kind: 'frozen', doc_id: rows[4]?.docId },
      { kind: 'picked', doc_id: 'a-deleted-record' },
    ];
    await db
      .table('dotmailer_list_records')
      .insert(records.map((record) => ({ ...record, list_id: 'by-hand', created_at: 1 })));
    const ids = async (kind: 'manual' | 'static') =>
      docIds(await membersOf({ id: 'by-hand', kind, filter: null }));
    expect(await ids('manual')).toEqual([rows[3]?.docId]);
    expect(await ids('static')).toEqual([rows[4]?.docId]);
  });
});
