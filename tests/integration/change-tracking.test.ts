import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createScenes, type Scene } from '../support/scenes';

const COMPANY = 'api::company.company';
const SUBSCRIBER = 'api::subscriber.subscriber';
const USER = 'plugin::users-permissions.user';

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite({ config: { upload: { waitSeconds: 6 } } });
  scenes = createScenes(at);
});
afterAll(() => at.close());

const documents = (uid: string) => at.site.strapi.documents(uid as never);
const marks = async (): Promise<string[]> => {
  const rows = (await at.table('dotmailer_marks').orderBy('id').select('*')) as {
    uid: string;
    doc_id: string;
    version: number;
  }[];
  return rows.map((row) => `${row.uid} ${row.doc_id} ${row.version}`);
};
const nameOf = (email: string) => at.sandbox.control.contact(email)?.dataFields.FIRSTNAME;
/** A list whose scan costs too much for every synchronisation: only marks are looked at. */
const scanTooDear = () =>
  at.table('dotmailer_connections').update({ scanned_at: Date.now(), scan_ms: 3_600_000 });
const scheduledSync = () => at.scheduledSync();

/** Statements of one piece of work, as the database saw them. */
const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const seen: string[] = [];
  const note = ({ sql }: { sql: string }) => void seen.push(sql);
  at.site.strapi.db.connection.on('query', note);
  await work();
  at.site.strapi.db.connection.off('query', note);
  return seen;
};

describe('a save', () => {
  test('of a record in a list leaves one mark, by one statement', async () => {
    const there = await scenes.open(['ann']);
    await at.table('dotmailer_marks').delete();
    const statements = await statementsOf(() => scenes.change(there.docIds[0], { firstName: 'B' }));
    expect(statements.filter((sql) => sql.includes('dotmailer_'))).toHaveLength(1);
    await scenes.change(there.docIds[0], { firstName: 'C' });
    expect(await marks()).toEqual([`api::contact.contact ${there.docIds[0]} 2`]);
    const mark = (await at.table('dotmailer_marks').first()) as object;
    expect(JSON.stringify(mark)).not.toContain('example.com');
  });

  test('of a type in no list leaves none', async () => {
    await at.table('dotmailer_marks').delete();
    const statements = await statementsOf(() =>
      documents('api::tag.tag').create({ data: { name: 'new' } } as never)
    );
    expect(statements.filter((sql) => sql.includes('dotmailer_'))).toEqual([]);
    expect(await marks()).toEqual([]);
  });

  test('that fails leaves none, and its own error', async () => {
    const there = await scenes.open(['ann']);
    await at.table('dotmailer_marks').delete();
    await expect(
      documents('api::contact.contact').update({
        documentId: there.docIds[0] ?? '',
        data: { tier: 'platinum' },
      } as never)
    ).rejects.toThrow(/tier/);
    expect(await marks()).toEqual([]);
  });
});

describe('a synchronisation that scans nobody', () => {
  test('sends exactly what was saved', async () => {
    const there = await scenes.open(['ann', 'bob', 'cat']);
    await scenes.sync();
    await scanTooDear();
    await scenes.change(there.docIds[0], { firstName: 'Ann 2' });
    await scenes.change(there.docIds[1], { notes: 'nothing of interest' });
    const before = at.sandbox.control.imports().length;
    await scheduledSync();
    const files = at.sandbox.control.imports().slice(before);
    expect(files.map((file) => file.rows)).toEqual([1]);
    expect(nameOf(there.email('ann'))).toBe('Ann 2');
    expect(await marks()).toEqual([]);
    expect(await at.table('dotmailer_changes').select()).toEqual([]);
  });

  test('sees who came, who left, who was deleted and who has another address', async () => {
    const there = await scenes.open(['ann', 'bob', 'cat', 'dan', 'eve']);
    await scenes.sync();
    await scanTooDear();
    const [, bob, cat, dan] = there.docIds;
    await scenes.change(bob, { city: 'elsewhere' });
    await documents('api::contact.contact').delete({ documentId: cat ?? '' });
    await scenes.change(dan, { email: there.email('daniel') });
    await at.addPeople([{ firstName: 'Fay', email: there.email('fay'), city: there.city }]);
    await scheduledSync();
    expect(at.bookEmails(there.remoteId)).toEqual(['ann', 'daniel', 'eve', 'fay'].map(there.email));
  });

  test('looks again at who was saved while a file or a removal carried the row', async () => {
    const { control } = at.sandbox;
    const there = await scenes.open(['ann', 'bob', 'cat', 'dan']);
    await scenes.sync();
    control.setRemovalSpeed('held');
    await scenes.change(there.docIds[0], { city: 'elsewhere' });
    await scenes.sync();
    await scenes.change(there.docIds[0], { city: there.city });
    await scanTooDear();
    await scheduledSync();
    control.setRemovalSpeed({ milliseconds: 0 });
    await control.finishJobs();
    await at.table('dotmailer_removals').where({ open: true }).update({ poll_at: 0 });
    await scheduledSync();
    await scheduledSync();
    expect(at.bookEmails(there.remoteId)).toContain(there.email('ann'));
  });
});

describe('every way of writing', () => {
  const changedBy = async (write: (there: Scene) => Promise<unknown>) => {
    const there = await scenes.open(['ann', 'bob']);
    await scenes.sync();
    await at.table('dotmailer_marks').delete();
    await scanTooDear();
    await write(there);
    await scheduledSync();
    return there;
  };

  test('the database layer of Strapi', async () => {
    const there = await changedBy(({ docIds }) =>
      at.site.strapi.db.query('api::contact.contact').update({
        where: { documentId: docIds[0] },
        data: { firstName: 'By query' },
        select: ['id'],
      })
    );
    expect(nameOf(there.email('ann'))).toBe('By query');
  });

  test('a copy is marked as a record of its own', async () => {
    const there = await changedBy(({ docIds, email }) =>
      documents('api::contact.contact').clone({
        documentId: docIds[0] ?? '',
        data: { email: email('copy') },
      } as never)
    );
    expect(at.bookEmails(there.remoteId)).toContain(there.email('copy'));
  });

  test('several rows at once, and raw SQL, at the latest with the next comparison of everything', async () => {
    const there = await scenes.open(['ann', 'bob']);
    await at.site.strapi.db.query('api::contact.contact').updateMany({
      where: { documentId: there.docIds[0] },
      data: { firstName: 'Many' },
    });
    await at
      .table('contacts')
      .where({ document_id: there.docIds[1] })
      .update({ first_name: 'Raw' });
    await at.sync({ full: true });
    expect([nameOf(there.email('ann')), nameOf(there.email('bob'))]).toEqual(['Many', 'Raw']);
  });

  test('a draft & publish collection: publishing sends, unpublishing takes off', async () => {
    const make = (name: string) =>
      documents(SUBSCRIBER).create({
        data: { firstName: name, email: `${name}@pub.example.com` },
        locale: 'en',
        status: 'published',
      } as never) as Promise<{ documentId: string }>;
    const ann = await make('ann');
    await make('bob');
    const listId = await at.createList({
      collection: SUBSCRIBER,
      recordLocale: 'en',
      filter: { version: 1, where: 'all', activity: [] },
    });
    const book = await at.createBook('Published people');
    await at.connect(listId, book.id);
    await at.sync({ full: true });
    await scanTooDear();
    await documents(SUBSCRIBER).update({
      documentId: ann.documentId,
      locale: 'en',
      data: { email: 'changed@pub.example.com' },
    } as never);
    await scheduledSync();
    expect(at.bookEmails(book.remoteId)).toEqual(['ann@pub.example.com', 'bob@pub.example.com']);
    await documents(SUBSCRIBER).publish({ documentId: ann.documentId, locale: 'en' } as never);
    await scheduledSync();
    expect(at.bookEmails(book.remoteId)).toEqual([
      'bob@pub.example.com',
      'changed@pub.example.com',
    ]);
    await documents(SUBSCRIBER).unpublish({ documentId: ann.documentId, locale: 'en' } as never);
    await scheduledSync();
    expect(at.bookEmails(book.remoteId)).toEqual(['bob@pub.example.com']);
  });

  test('users of Users & Permissions', async () => {
    const add = (name: string) =>
      at.site.strapi.db.query(USER).create({
        data: { username: name, email: `${name}@users.example.com`, provider: 'local' },
      });
    const ann = (await add('ann')) as { id: number };
    await add('bob');
    const listId = await at.createList({ collection: USER, emailField: 'email' });
    const book = await at.createBook('Users');
    await at.connect(listId, book.id);
    await at.sync({ full: true });
    await scanTooDear();
    await at.site.strapi.db
      .query(USER)
      .update({ where: { id: ann.id }, data: { email: 'anna@users.example.com' } });
    await scheduledSync();
    expect(at.bookEmails(book.remoteId)).toEqual([
      'anna@users.example.com',
      'bob@users.example.com',
    ]);
    await at.site.strapi.db.query(USER).delete({ where: { id: ann.id } });
    await scheduledSync();
    expect(at.bookEmails(book.remoteId)).toEqual(['bob@users.example.com']);
  });

  test('an e-mail read through a relation follows the record it lies in', async () => {
    const company = (await documents(COMPANY).create({
      data: { name: 'info@acme.example.com' },
    } as never)) as { documentId: string };
    const city = 'place of companies';
    await at.addPeople([{ firstName: 'Boss', city, company: company.documentId }]);
    const listId = await at.createList({
      emailField: 'company.name',
      filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
    });
    const book = await at.createBook('Companies');
    await at.connect(listId, book.id);
    expect(at.bookEmails(book.remoteId)).toEqual(['info@acme.example.com']);
    await at.sync({ full: true });
    await scanTooDear();
    await documents(COMPANY).update({
      documentId: company.documentId,
      data: { name: 'office@acme.example.com' },
    } as never);
    await scheduledSync();
    expect((await at.members(listId)).map((member) => member.email)).toEqual([
      'office@acme.example.com',
    ]);
  });
});

describe('what a mapping reads through a relation', () => {
  type Stored = { id: number; collection: string; syncPriority: number; rows: object[] };
  const HOOK = 'plugin::dotmailer.buildTrackedFields';

  /** Adds a row to the mapping of contacts. */
  const mapToo = async (dataField: string, sources: string[]) => {
    at.sandbox.control.createDataField(dataField, 'String');
    await at.site.request('POST', '/dotmailer/data-fields/synchronize');
    await at.idle();
    const all = await at.site.request<{ data: { results: Stored[] } }>(
      'GET',
      '/dotmailer/mappings'
    );
    const stored = all.body.data.results.find(({ collection }) => collection === CONTACT);
    if (!stored) throw new Error('no mapping of contacts');
    const saved = await at.site.request('PUT', `/dotmailer/mappings/${stored.id}`, {
      integrationId: at.integrationId,
      collection: CONTACT,
      syncPriority: 0,
      rows: [...stored.rows.map(plain), { dataField, sources }],
    });
    expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  };
  const plain = (row: object) => {
    const { dataField, sources, twoWay, policy } = row as Record<string, unknown>;
    return { dataField, sources, twoWay, policy };
  };
  const addCompany = async (name: string) => {
    const company = (await documents(COMPANY).create({ data: { name } } as never)) as {
      documentId: string;
    };
    return company.documentId;
  };
  const rename = (documentId: string, data: Record<string, unknown>) =>
    documents(COMPANY).update({ documentId, data } as never);
  const valueOf = (email: string, field: string) =>
    at.sandbox.control.contact(email)?.dataFields[field];

  test('reaches every record that leads to it, in every list, and nobody else', async () => {
    const acme = await addCompany('Acme');
    const there = await scenes.open(['ann', 'bob', 'cat']);
    for (const docId of there.docIds.slice(0, 2)) await scenes.change(docId, { company: acme });
    await mapToo('COMPANY', ['company.name']);
    await scenes.sync();
    expect(valueOf(there.email('ann'), 'COMPANY')).toBe('Acme');
    await scanTooDear();
    const before = at.sandbox.control.imports().length;
    await rename(acme, { name: 'Acme & Sons' });
    expect(await marks()).toEqual([`${COMPANY} ${acme} 1`]);
    await scheduledSync();
    const files = at.sandbox.control.imports().slice(before);
    expect(files.map((file) => file.rows)).toEqual([2]);
    expect(valueOf(there.email('bob'), 'COMPANY')).toBe('Acme & Sons');
    await scanTooDear();
    await rename(acme, { industry: 'Anvils' });
    await scheduledSync();
    expect(at.sandbox.control.imports()).toHaveLength(before + 1);
  });

  test('may be added to and taken from by code of the site', async () => {
    const hook = at.site.strapi.hook(HOOK) as {
      register(handler: (fields: { paths: string[] }) => unknown): void;
      delete(handler: unknown): void;
    };
    const without = (fields: { paths: string[] }) => ({
      ...fields,
      paths: fields.paths.filter((path) => !path.startsWith('company.')),
    });
    const refreshed = async () => {
      const listId = await at.createList();
      const book = await at.createBook(`Refresh ${listId.slice(0, 6)}`);
      await at.connect(listId, book.id);
      await at.table('dotmailer_marks').delete();
    };
    const acme = await addCompany('Tracked');
    hook.register(without);
    await refreshed();
    await rename(acme, { name: 'Not tracked' });
    expect(await marks()).toEqual([]);
    hook.delete(without);
    await refreshed();
    await rename(acme, { name: 'Tracked again' });
    expect(await marks()).toEqual([`${COMPANY} ${acme} 1`]);
  });
});
