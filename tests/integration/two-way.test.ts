import { createRequire } from 'node:module';
import type * as StrapiUtils from '@strapi/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberPage } from '../../contracts/marketing-lists';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { makeFields, mapRows, twoWay } from '../support/mapped-site';
import { createScenes, type Scene } from '../support/scenes';

/** As a site's own code loads it: Strapi knows its errors by their class. */
const { errors } = createRequire(import.meta.url)('@strapi/utils') as typeof StrapiUtils;

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
  await makeFields(at, { POINTS: 'Numeric', BORN: 'Date', HAPPY: 'Boolean', TIER: 'String' });
  await mapRows(at, [
    twoWay('FIRSTNAME', 'firstName'),
    twoWay('LASTNAME', 'lastName', 'dotmailer'),
    twoWay('POINTS', 'orders', 'newest'),
    twoWay('BORN', 'birthday'),
    twoWay('HAPPY', 'newsletter'),
    twoWay('TIER', 'tier'),
  ]);
});
afterAll(() => at?.close());

const there = (email: string, field: string, value: unknown) =>
  at.sandbox.control.setDataField(email, field, value);
const valueThere = (email: string, field: string) =>
  at.sandbox.control.contact(email)?.dataFields[field] ?? null;
const record = (documentId: string | undefined) =>
  at.site.strapi
    .documents(CONTACT as never)
    .findOne({ documentId: documentId ?? '' } as never) as unknown as Promise<
    Record<string, unknown>
  >;
const remarks = (docId: string | undefined): Promise<Record<string, unknown>[]> =>
  at.table('dotmailer_value_remarks').where({ doc_id: docId }).orderBy('data_field') as never;
const open = async (names = ['ann']): Promise<Scene & { email1: string; ann: string }> => {
  const scene = await scenes.open(names);
  await at.scheduledSync();
  return { ...scene, email1: scene.email('ann'), ann: scene.docIds[0] ?? '' };
};
/** Calls that change something at the vendor during `work`. */
const writesOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  at.sandbox.control.clearCalls();
  await work();
  return at.writes();
};

describe('a value that was changed at the vendor', () => {
  test('is written into the record, whatever its type, and nothing is sent back', async () => {
    const { email1, ann } = await open();
    there(email1, 'FIRSTNAME', 'Anna');
    there(email1, 'POINTS', '12');
    there(email1, 'BORN', '1990-05-02');
    there(email1, 'HAPPY', 'no');
    there(email1, 'TIER', 'gold');
    const writes = await writesOf(async () => {
      await at.scheduledSync();
      await at.scheduledSync();
    });
    expect(await record(ann)).toMatchObject({
      firstName: 'Anna',
      orders: 12,
      birthday: '1990-05-02',
      newsletter: false,
      tier: 'gold',
    });
    expect(writes).toEqual([]);
    expect(await remarks(ann)).toEqual([]);
    expect(
      (await at.table('dotmailer_contacts').where({ email_norm: email1 }).first()).news_since
    ).toBeNull();
  });

  test('that was emptied there is emptied here', async () => {
    const { email1, ann } = await open();
    there(email1, 'FIRSTNAME', null);
    await at.scheduledSync();
    expect(await record(ann)).toMatchObject({ firstName: null });
    expect(valueThere(email1, 'FIRSTNAME')).toBeNull();
  });

  test('is not lost to an edit of another field: only what differs is sent', async () => {
    const { email1, ann } = await open();
    await scenes.change(ann, { lastName: 'Here' });
    at.sandbox.control.setImportSpeed('held');
    const syncing = at.scheduledSync();
    await expect
      .poll(() => at.sandbox.control.imports().some((job) => job.finishedAt === null), {
        timeout: 30_000,
      })
      .toBe(true);
    // While the file is on its way: nobody has read this yet.
    there(email1, 'FIRSTNAME', 'There');
    at.sandbox.control.setImportSpeed({ milliseconds: 0 });
    await at.sandbox.control.finishJobs();
    await syncing;
    await at.scheduledSync();
    expect(await record(ann)).toMatchObject({ firstName: 'There', lastName: 'Here' });
    expect(at.sandbox.control.contact(email1)?.dataFields).toMatchObject({
      FIRSTNAME: 'There',
      LASTNAME: 'Here',
    });
  });
});

test('a process that was killed between the record and the decision decides the same again', async () => {
  const { email1, ann } = await open();
  const contact = () => at.table('dotmailer_contacts').where({ email_norm: email1 });
  const { agreed } = await contact().first();
  there(email1, 'FIRSTNAME', 'Anna');
  await at.scheduledSync();
  // As it was when the record had been written and nothing else.
  await contact().update({ agreed, news_since: 1 });
  const writes = await writesOf(() => at.scheduledSync());
  expect(writes).toEqual([]);
  expect(await record(ann)).toMatchObject({ firstName: 'Anna' });
  expect(JSON.parse((await contact().first()).agreed)).toMatchObject({ FIRSTNAME: 'Anna' });
  expect((await contact().first()).news_since).toBeNull();
});

describe('a value that both sides changed', () => {
  test('goes by the policy of its row, and is recorded', async () => {
    const { email1, ann } = await open();
    await scenes.change(ann, { lastName: 'Old' });
    await at.scheduledSync();
    there(email1, 'FIRSTNAME', 'There');
    there(email1, 'LASTNAME', 'There');
    await scenes.change(ann, { firstName: 'Here', lastName: 'Here' });
    await at.scheduledSync();
    expect(await record(ann)).toMatchObject({ firstName: 'Here', lastName: 'There' });
    expect(at.sandbox.control.contact(email1)?.dataFields).toMatchObject({
      FIRSTNAME: 'Here',
      LASTNAME: 'There',
    });
    expect(await remarks(ann)).toMatchObject([
      {
        data_field: 'FIRSTNAME',
        kind: 'conflict',
        winner: 'strapi',
        host: 'Here',
        remote: 'There',
      },
      {
        data_field: 'LASTNAME',
        kind: 'conflict',
        winner: 'dotmailer',
        host: 'Here',
        remote: 'There',
      },
    ]);
    expect(await writesOf(() => at.scheduledSync())).toEqual([]);
  });

  test('under newest a change here that is older than the window loses, within it it wins', async () => {
    const older = await open();
    const newer = await open();
    await scenes.change(older.ann, { orders: 5 });
    // Not seen by a synchronisation, and made before the last one began to read.
    await at.table('dotmailer_marks').update({ marked_at: Date.now() - 3_600_000 });
    there(older.email1, 'POINTS', 50);
    there(newer.email1, 'POINTS', 70);
    await scenes.change(newer.ann, { orders: 7 });
    await at.scheduledSync();
    expect((await record(older.ann)).orders).toBe(50);
    expect((await record(newer.ann)).orders).toBe(7);
    expect(valueThere(newer.email1, 'POINTS')).toBe(7);
    expect(valueThere(older.email1, 'POINTS')).toBe(50);
  });

  test('and that was put back here afterwards is put back there', async () => {
    const { email1, ann } = await open();
    const before = valueThere(email1, 'FIRSTNAME');
    await scenes.change(ann, { firstName: 'Here' });
    there(email1, 'FIRSTNAME', 'There');
    at.sandbox.control.rejectNextImport('Failed');
    await at.scheduledSync();
    await scenes.change(ann, { firstName: before });
    await at.table('dotmailer_ledger').whereNotNull('retry_at').update({ retry_at: 1 });
    await at.scheduledSync();
    expect(valueThere(email1, 'FIRSTNAME')).toBe(before);
    expect((await record(ann)).firstName).toBe(before);
  });
});

test('a value the record does not take is told, the others are written, and it stays at the vendor', async () => {
  const scene = await open();
  const { email1, ann } = scene;
  there(email1, 'TIER', 'platinum');
  there(email1, 'POINTS', '1.5');
  there(email1, 'FIRSTNAME', 'Anna');
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync();
  });
  expect(writes).toEqual([]);
  expect(await record(ann)).toMatchObject({ firstName: 'Anna', tier: null });
  expect(await remarks(ann)).toMatchObject([
    {
      data_field: 'POINTS',
      kind: 'refused',
      remote: '1.5',
      reason: expect.stringContaining('POINTS'),
    },
    {
      data_field: 'TIER',
      kind: 'refused',
      remote: 'platinum',
      reason: expect.stringContaining('Tier'),
    },
  ]);
  expect(valueThere(email1, 'TIER')).toBe('platinum');
  const answer = await at.site.request<{ data: MemberPage }>(
    'GET',
    `/dotmailer/marketing-lists/${scene.listId}/members`
  );
  expect(answer.body.data.results[0]?.valueRemarks).toMatchObject([
    { dataField: 'POINTS', kind: 'refused', remote: '1.5', hidden: false },
    { dataField: 'TIER', kind: 'refused', remote: 'platinum', winner: null },
  ]);
  // Another save of the record does not send the old value over it.
  await scenes.change(ann, { firstName: 'Anne' });
  await at.scheduledSync();
  expect(valueThere(email1, 'TIER')).toBe('platinum');
  expect(valueThere(email1, 'FIRSTNAME')).toBe('Anne');
  // A value that is taken ends the remark.
  there(email1, 'TIER', 'silver');
  await at.scheduledSync();
  expect((await remarks(ann)).map((one) => one.data_field)).toEqual(['POINTS']);
  expect((await record(ann)).tier).toBe('silver');
});

test('a record that is saved while others are written keeps what was saved', async () => {
  const { email, docIds } = await open(['ann', 'bob']);
  there(email('ann'), 'FIRSTNAME', 'There');
  there(email('bob'), 'FIRSTNAME', 'There');
  let saved = '';
  const stop = at.site.strapi.db.lifecycles.subscribe({
    models: [CONTACT],
    beforeUpdate: async ({ params }) => {
      if (saved || params.data.firstName !== 'There') return;
      const first = await at.site.strapi.db.query(CONTACT).findOne({ where: params.where });
      saved = docIds.find((docId) => docId !== first?.documentId) ?? '';
      await scenes.change(saved, { firstName: 'Here' });
    },
  });
  await at.scheduledSync();
  stop();
  await at.scheduledSync();
  const name = saved === docIds[0] ? 'ann' : 'bob';
  expect(await record(saved)).toMatchObject({ firstName: 'Here' });
  expect(valueThere(email(name), 'FIRSTNAME')).toBe('Here');
  expect(await remarks(saved)).toMatchObject([{ kind: 'conflict', winner: 'strapi' }]);
});

describe('a record that cannot be written', () => {
  const failing = (error: Error) =>
    at.site.strapi.db.lifecycles.subscribe({
      models: [CONTACT],
      beforeUpdate: ({ params }) => {
        if (params.data.firstName === 'Anna') throw error;
      },
    });

  test('for a while takes the value later, and keeps nobody else waiting', async () => {
    const { email, email1, ann, docIds } = await open(['ann', 'bob']);
    there(email1, 'FIRSTNAME', 'Anna');
    there(email1, 'TIER', 'gold');
    there(email('bob'), 'FIRSTNAME', 'Bobby');
    const recover = failing(new Error('The search index does not answer'));
    const run = await at.sync();
    recover();
    expect(await record(docIds[1])).toMatchObject({ firstName: 'Bobby' });
    expect(await record(ann)).toMatchObject({ firstName: 'ann', tier: 'gold' });
    expect(run.status).toBe('warnings');
    expect(run.warnings[0]?.text).toContain('The search index does not answer');
    expect(await remarks(ann)).toEqual([]);
    // Nothing goes over what waits, though an editor saves the record.
    await scenes.change(ann, { lastName: 'Here' });
    const writes = await writesOf(async () => {
      const again = failing(new Error('The search index does not answer'));
      await at.scheduledSync();
      again();
    });
    expect(writes).toEqual([]);
    await at.scheduledSync();
    expect(await record(ann)).toMatchObject({ firstName: 'Anna', lastName: 'Here' });
    expect(at.sandbox.control.contact(email1)?.dataFields).toMatchObject({
      FIRSTNAME: 'Anna',
      LASTNAME: 'Here',
    });
  });

  test('because code of the site says no to the value is refused', async () => {
    const { email1, ann } = await open();
    there(email1, 'FIRSTNAME', 'Anna');
    const stop = failing(new errors.ApplicationError('Nobody is called Anna'));
    await at.sync();
    stop();
    expect(await remarks(ann)).toMatchObject([
      { data_field: 'FIRSTNAME', kind: 'refused', reason: 'Nobody is called Anna' },
    ]);
    await at.scheduledSync();
    expect((await record(ann)).firstName).toBe('ann');
  });
});

test('a book whose contacts could not be read is not sent over what changed there', async () => {
  const { email1, ann } = await open();
  there(email1, 'LASTNAME', 'There');
  await scenes.change(ann, { lastName: 'Here' });
  const books = await at.table('dotmailer_connections').whereNotNull('open_book');
  at.sandbox.control.failNext(books.length, 400, 'modified-since');
  await at.scheduledSync();
  expect(valueThere(email1, 'LASTNAME')).toBe('There');
  await at.scheduledSync();
  // The policy of the row: Dotdigital wins.
  expect((await record(ann)).lastName).toBe('There');
  expect(valueThere(email1, 'LASTNAME')).toBe('There');
  expect(await remarks(ann)).toMatchObject([{ kind: 'conflict', winner: 'dotmailer' }]);
});

test('a value that came while a member was about to be taken off is taken once he is back', async () => {
  const scene = await open();
  await scenes.change(scene.ann, { city: 'elsewhere' });
  await at.scheduledSync();
  expect((await at.status(scene.listId)).connection?.hold).toMatchObject({ leaving: 1 });
  there(scene.email1, 'FIRSTNAME', 'Anna');
  await at.scheduledSync();
  await scenes.change(scene.ann, { city: scene.city });
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync();
  });
  expect(await record(scene.ann)).toMatchObject({ firstName: 'Anna' });
  expect(valueThere(scene.email1, 'FIRSTNAME')).toBe('Anna');
  expect(writes).toEqual([]);
});

test('who joins a list takes what the contact of that address holds, and sends the rest', async () => {
  const scene = await open();
  const email = scene.email('late');
  at.sandbox.control.addContact(email, {
    bookIds: [scene.remoteId],
    dataFields: { FIRSTNAME: 'Known', TIER: 'gold' },
  });
  await at.scheduledSync();
  const [late] = await at.addPeople([{ email, city: scene.city, lastName: 'Mine', orders: 3 }]);
  await at.scheduledSync();
  expect(await record(late)).toMatchObject({ firstName: 'Known', tier: 'gold', lastName: 'Mine' });
  expect(at.sandbox.control.contact(email)?.dataFields).toMatchObject({
    FIRSTNAME: 'Known',
    LASTNAME: 'Mine',
    POINTS: 3,
    TIER: 'gold',
  });
});

test('a contact that was deleted there and made anew gets all values again, and empties none here', async () => {
  const scene = await open();
  await scenes.change(scene.ann, { lastName: 'Last', tier: 'gold' });
  await at.scheduledSync();
  at.sandbox.control.deleteContact(scene.email1);
  at.sandbox.control.addContact(scene.email1, { bookIds: [scene.remoteId] });
  await at.scheduledSync();
  expect(await record(scene.ann)).toMatchObject({
    firstName: 'ann',
    lastName: 'Last',
    tier: 'gold',
  });
  expect(at.sandbox.control.contact(scene.email1)?.dataFields).toMatchObject({
    FIRSTNAME: 'ann',
    LASTNAME: 'Last',
    TIER: 'gold',
  });
});

test('every record of one address takes the value, in whichever list it is', async () => {
  const scene = await open();
  const city = `${scene.city} too`;
  const [twin] = await at.addPeople([{ email: scene.email1, city, firstName: 'ann' }]);
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  await at.connect(listId, (await at.createBook(`${scene.city} twins`)).id);
  await at.scheduledSync();
  there(scene.email1, 'FIRSTNAME', 'Both');
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync();
  });
  expect(await record(scene.ann)).toMatchObject({ firstName: 'Both' });
  expect(await record(twin)).toMatchObject({ firstName: 'Both' });
  expect(writes).toEqual([]);
});

test('a value waits for a record whose list cannot be evaluated', async () => {
  const scene = await open();
  const city = `${scene.city} too`;
  const [twin] = await at.addPeople([{ email: scene.email1, city, firstName: 'ann' }]);
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  await at.connect(listId, (await at.createBook(`${scene.city} twins`)).id);
  await at.scheduledSync();
  const list = () => at.table('dotmailer_marketing_lists').where({ document_id: scene.listId });
  const { filter } = await list().first('filter');
  const stale = { version: 1, where: { formerAttribute: { $eq: 'x' } }, activity: [] };
  await list().update({ filter: JSON.stringify(stale) });
  there(scene.email1, 'FIRSTNAME', 'Both');
  await at.scheduledSync();
  await list().update({ filter: typeof filter === 'string' ? filter : JSON.stringify(filter) });
  const writes = await writesOf(async () => {
    await at.scheduledSync();
    await at.scheduledSync();
  });
  expect(await record(scene.ann)).toMatchObject({ firstName: 'Both' });
  expect(await record(twin)).toMatchObject({ firstName: 'Both' });
  expect(valueThere(scene.email1, 'FIRSTNAME')).toBe('Both');
  expect(writes).toEqual([]);
});

test('a record that takes an address over takes what was changed at the vendor in the same breath', async () => {
  const scene = await scenes.open(['ann']);
  const [twin = ''] = await at.addPeople([
    { firstName: 'ann', email: scene.email('ann'), city: scene.city },
  ]);
  await scenes.sync();
  there(scene.email('ann'), 'FIRSTNAME', 'Anna');
  await scenes.act(scene, 'remove', [scene.docIds[0]]);
  await at.scheduledSync();
  await at.scheduledSync();
  expect(await record(twin)).toMatchObject({ firstName: 'Anna' });
  expect(valueThere(scene.email('ann'), 'FIRSTNAME')).toBe('Anna');
});

test('an address is never overwritten: its row cannot be two-way', async () => {
  const lead = 'api::lead.lead';
  await expect(mapRows(at, [twoWay('TIER', 'email')])).rejects.toThrow('TWO_WAY_SOURCE');
  await mapRows(at, [twoWay('TIER', 'contactEmail')], { collection: lead });
  const listId = await at.createList({ collection: lead, emailField: 'contactEmail' });
  await at.connect(listId, (await at.createBook('Leads')).id);
  await expect(mapRows(at, [twoWay('TIER', 'contactEmail')], { collection: lead })).rejects.toThrow(
    'TWO_WAY_SOURCE'
  );
  // Mapped before the list was connected: the value stays where it is all the same.
  const { documentId } = (await at.site.strapi.documents(lead as never).create({
    data: { contactEmail: 'lead@example.com' },
  } as never)) as unknown as { documentId: string };
  await at.scheduledSync();
  there('lead@example.com', 'TIER', 'other@example.com');
  await at.scheduledSync();
  expect(
    await at.site.strapi.documents(lead as never).findOne({ documentId } as never)
  ).toMatchObject({ contactEmail: 'lead@example.com' });
});
