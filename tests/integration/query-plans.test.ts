import { afterAll, beforeAll, expect, test } from 'vitest';
import { seed } from '../bench/site/seed';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { client } from '../support/database';
import { accessesOf, recordStatements, type Statement } from '../support/query-plans';

/** More than one range of keys on every database. */
const CONTACTS = 6000;

/** Tables that grow with people. The others stay small, whatever is done to them. */
const LARGE = new Set([
  'contacts',
  'dotmailer_ledger',
  'dotmailer_contacts',
  'dotmailer_opt_outs',
  'dotmailer_list_records',
  'dotmailer_newcomers',
  'dotmailer_marks',
  'dotmailer_changes',
]);

let at: ConnectedSite;
/** The vendor's id of the book that holds everybody. */
let everybody: number;
const statements: Record<string, Statement[]> = {};

const knex = () => at.site.strapi.db.connection;

const DIGITS = Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(' union all ');

/**
 * A hundred thousand rows more in each large table, beside those that were synchronised: with a few
 * thousand, PostgreSQL and MariaDB rightly prefer to read all of them. SQLite does not look.
 */
const swell = async () => {
  if (client === 'sqlite') return;
  const number = 'a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d';
  const numbers = ['a', 'b', 'c', 'd', 'e'].map((name) => `(${DIGITS}) as ${name}`).join(', ');
  const name = `concat('00', lpad(cast(n as char(5)), 5, '0'))`;
  const email = `concat(${name}, '@example.com')`;
  const insert = (table: string, columns: string, values: string) =>
    knex().raw(
      `insert into ${table} (${columns})
         select ${values} from (select ${number} as n from ${numbers}) as numbers`
    );
  await insert('contacts', 'document_id, email', `${name}, ${email}`);
  await insert(
    'dotmailer_ledger',
    'connection_id, doc_id, email, email_norm, role, state',
    `1, ${name}, ${email}, ${email}, 'owner', 'acknowledged'`
  );
  await insert(
    'dotmailer_contacts',
    'integration_id, remote_id, email, email_norm, status',
    `${at.integrationId}, 90000000 + n, ${email}, ${email}, 'Subscribed'`
  );
  await insert(
    'dotmailer_opt_outs',
    'scope, ref, email_norm, source',
    `'book', concat(cast(n % 20 as char(2)), ':1'), ${email}, 'vendor'`
  );
  await insert(
    'dotmailer_list_records',
    'list_id, kind, doc_id',
    `concat('list', cast(n % 20 as char(2))), 'removed', ${name}`
  );
  await insert('dotmailer_newcomers', 'connection_id, email_norm, kind', `1, ${email}, 'older'`);
  await insert('dotmailer_marks', 'uid, doc_id, version', `'api::lead.lead', ${name}, 1`);
  await insert('dotmailer_changes', 'connection_id, doc_id, version', `1, ${name}, 1`);
};

/** Figures for the planner; SQLite has none on a Strapi site. */
const analyse = async () => {
  for (const table of LARGE) {
    if (client === 'postgres') await knex().raw(`analyze ${table}`);
    if (client === 'mysql') await knex().raw(`analyze table ${table}`);
  }
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
  at.sandbox.control.addContact('newcomer@example.com', { bookIds: [everybody] });
};

const someMember = async (): Promise<{ email: string }> =>
  (await knex()('contacts').orderBy('id', 'desc').offset(5).first('email')) as { email: string };

beforeAll(async () => {
  at = await startConnectedSite({ env: { DOTMAILER_WORKER: 'on' } });
  await seed(at.site.strapi, { contacts: CONTACTS, parts: 2 }, () => undefined);
  const connect = async (name: string, where: unknown, createRecords = false) => {
    const filter = { version: 1, where, activity: [] };
    const { id, remoteId } = await at.createBook(name);
    const listId = await at.createList({ filter });
    const path = `/dotmailer/marketing-lists/${listId}/connection`;
    const body = { integrationId: at.integrationId, addressBookId: id, createRecords };
    await at.site.request('POST', path, body);
    await at.idle();
    return remoteId;
  };
  const record = async (name: string, work: () => Promise<unknown>) => {
    statements[name] = await recordStatements(knex(), work);
  };
  await record('a first push', async () => {
    everybody = await connect('Everybody', 'all', true);
  });
  await connect('Again', { $or: [{ orders: { $lt: 9 } }, { company: { name: { $eq: 'Acme' } } }] });
  await analyse();
  await changeSome();
  await record('a sync of changes', () => at.scheduledSync());
  await record('a quiet sync', () => at.scheduledSync());
  await record('a reconcile', () => at.sync({ full: true }));
  await swell();
  await analyse();
}, 240_000);
afterAll(() => at.close());

/** What reads all members of a connection, or stops at the first row: its answer is about all of them. */
const MEANT_TO_BE_WHOLE = [
  // Are there any marks?
  /^select .id. from .dotmailer_marks. limit/,
  // Counts of a connection: members who should stay, exported ones, those a full read missed.
  /^select count\(\*\) as .n. from .dotmailer_ledger. as .l. where .l.\..connection_id. = \S+ and/,
  // Whom a full read of a book, once a day, has not seen.
  /seen_at. is null .* order by .l.\..id. /,
  // What the status of a list shows.
  /count\(\*\) as .n. from .dotmailer_ledger. as .l. left join .* group by/,
];

/** The first range of keys begins at nothing, where all of the rows are that were added afterwards. */
const inALaterRange = (binding: unknown): unknown => (binding === '' ? 'k' : binding);

const worst = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const [work, sent] of Object.entries(statements)) {
    for (const { sql, bindings } of sent) {
      if (!/dotmailer_|contacts/.test(sql)) continue;
      const statement = { sql, bindings: bindings.map(inALaterRange) };
      for (const access of await accessesOf(knex(), statement)) {
        if (!LARGE.has(access.table) || access.kind === 'key') continue;
        if (MEANT_TO_BE_WHOLE.some((pattern) => pattern.test(statement.sql))) continue;
        found.push(
          `${work}: ${access.kind} (${access.plan})\n  ${statement.sql.replace(/(\$\d+, |\?, )+/g, '?, ').slice(0, 700)}`
        );
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
