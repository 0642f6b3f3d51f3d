import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../playground/scripts/seed/random';
import { enqueueSync } from '../../server/src/sync/queue/enqueue';
import { seed } from '../bench/site/seed';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { client } from '../support/database';
import { createNode } from '../support/node';
import { accessesOf, recordStatements, type Statement } from '../support/query-plans';

/** Enough for PostgreSQL and MariaDB to find an index worth its while. */
const CONTACTS = 4000;

/** Tables that grow with people. The others stay small, whatever is done to them. */
const LARGE = new Set([
  'contacts',
  'dotmailer_ledger',
  'dotmailer_contacts',
  'dotmailer_opt_outs',
  'dotmailer_list_records',
  'dotmailer_marks',
  'dotmailer_changes',
]);

let at: ConnectedSite;
const statements: Record<string, Statement[]> = {};

const knex = () => at.site.strapi.db.connection;

/** Rows of others in every large table: nobody would use an index for three rows. */
const addStrangers = async () => {
  const random = createRandom(7);
  const numbers = Array.from({ length: CONTACTS }, (_, index) => index);
  const docId = () => Array.from({ length: 24 }, () => random.between(0, 9)).join('');
  const insert = (table: string, row: (index: number) => Record<string, unknown>) =>
    knex().batchInsert(table, numbers.map(row), 400);
  await insert('dotmailer_opt_outs', (index) => ({
    scope: 'book',
    ref: `${index % 20}:${index % 20}`,
    email_norm: `stranger${index}@example.com`,
    source: 'vendor',
    opted_out_at: index,
  }));
  await insert('dotmailer_list_records', (index) => ({
    list_id: `list${index % 20}`,
    doc_id: docId(),
    kind: 'removed',
    created_at: index,
  }));
  await insert('dotmailer_marks', () => ({
    uid: 'api::lead.lead',
    doc_id: docId(),
    version: 1,
    marked_at: 1,
  }));
  await insert('dotmailer_changes', (index) => ({
    connection_id: 1000 + (index % 20),
    doc_id: docId(),
    version: 1,
  }));
  await analyse();
};

/** Figures for the planner; SQLite has none on a Strapi site. */
const analyse = async () => {
  for (const table of LARGE) {
    if (client === 'postgres') await knex().raw(`analyze ${table}`);
    if (client === 'mysql') await knex().raw(`analyze table ${table}`);
  }
};

const scheduledSync = async () => {
  const clock = { now: () => Date.now(), sleep: async () => undefined };
  const { integrationId } = at;
  await enqueueSync(createNode(at.site, { clock }), { integrationId, trigger: 'schedule' });
  await at.idle();
};

/** Saves some contacts, and lets some others come and go behind the Document Service's back. */
const changeSome = async () => {
  const { strapi } = at.site;
  const rows = (await knex()('contacts').orderBy('id').limit(30)) as { document_id: string }[];
  for (const { document_id: documentId } of rows.slice(0, 5)) {
    const data = { lastName: `Changed ${documentId}`, orders: 7 };
    await strapi.documents('api::contact.contact').update({ documentId, data } as never);
  }
  await knex()('contacts')
    .whereIn(
      'document_id',
      rows.slice(10, 15).map((row) => row.document_id)
    )
    .delete();
  await knex()('contacts').insert({
    document_id: 'somebodynew',
    email: 'somebody.new@example.com',
    created_at: new Date(),
    updated_at: new Date(),
    published_at: new Date(),
  });
  at.sandbox.control.unsubscribe((await someMember()).email);
};

const someMember = async (): Promise<{ email: string }> =>
  (await knex()('contacts').orderBy('id', 'desc').offset(5).first('email')) as { email: string };

beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on' } });
  await seed(at.site.strapi, { contacts: CONTACTS, parts: 2 }, () => undefined);
  await addStrangers();
  const connect = async (name: string, where: unknown) => {
    const filter = { version: 1, where, activity: [] };
    await at.connect(await at.createList({ filter }), (await at.createBook(name)).id);
  };
  const record = async (name: string, work: () => Promise<unknown>) => {
    statements[name] = await recordStatements(knex(), work);
  };
  await record('a first push', () => connect('Everybody', 'all'));
  await connect('Half', { $or: [{ orders: { $eq: 0 } }, { company: { name: { $eq: 'Acme' } } }] });
  await analyse();
  await changeSome();
  await record('a sync of changes', scheduledSync);
  await record('a quiet sync', scheduledSync);
  await record('a reconcile', () => at.sync({ full: true }));
}, 240_000);
afterAll(() => at.close());

/** What reads all members of a connection, or all records, because its answer is about all of them. */
const MEANT_TO_BE_WHOLE: RegExp[] = [];

const worst = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const [work, sent] of Object.entries(statements)) {
    for (const statement of sent) {
      if (!/dotmailer_|contacts/.test(statement.sql)) continue;
      for (const access of await accessesOf(knex(), statement)) {
        if (!LARGE.has(access.table) || access.kind === 'key') continue;
        if (MEANT_TO_BE_WHOLE.some((pattern) => pattern.test(statement.sql))) continue;
        found.push(`${work}: ${access.kind} (${access.plan})\n  ${statement.sql.slice(0, 900)}`);
      }
    }
  }
  return found;
};

test('no statement of a synchronisation reads a whole table for a key', async () => {
  for (const [work, sent] of Object.entries(statements))
    expect(sent.length, work).toBeGreaterThan(5);
  expect(await worst()).toEqual([]);
});

test('without an index it would be noticed', async () => {
  const before = await worst();
  const drop = 'drop index dm_ledger_email_ix';
  await knex().raw(client === 'mysql' ? `alter table dotmailer_ledger ${drop}` : drop);
  expect((await worst()).length).toBeGreaterThan(before.length);
});
