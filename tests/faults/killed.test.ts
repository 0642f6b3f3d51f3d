import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { expireClaims, openDatabase } from '../support/database';
import { call, signIn, startSite } from '../support/site';
import { startSiteProcess } from '../support/site-process';

const PEOPLE = 400;
/** Enough for a way that can be cut into tenths. */
const MANY = 20_000;
/** Small files: the sandbox keeps those to be read. */
const FILE_BYTES = 150_000;

let at: ConnectedSite;
beforeEach(async () => {
  at = await startConnectedSite();
});
afterEach(() => at.sandbox.close());

test('killed with -9 at any point of an upload and started again, both sides end equal', async () => {
  const docIds = await at.addPeople(
    Array.from({ length: PEOPLE }, (_, index) => ({
      firstName: `P${index}`,
      email: `p${index}@example.com`,
    }))
  );
  expect(docIds).toHaveLength(PEOPLE);
  const listId = await at.createList();
  const book = await at.createBook('Killed');
  const { database } = at.site;
  const connection = await at.site.request(
    'POST',
    `/dotmailer/marketing-lists/${listId}/connection`,
    { integrationId: at.integrationId, addressBookId: book.id }
  );
  expect(connection.status).toBe(200);
  await at.site.stop();

  const { control } = at.sandbox;
  control.setLatency(150, '/import');
  // Killed while files are on their way, between the vendor's answer and its storing, while polling.
  for (const imports of [1, 3, 5]) {
    const running = await startSiteProcess(database, { upload: { maxBytes: 4096 } });
    await expect
      .poll(() => control.imports().length >= imports, { timeout: 60_000, interval: 20 })
      .toBe(true);
    await running.end('SIGKILL');
    await expireClaims(database);
  }
  control.setLatency(0, '/import');

  const site = await startSite({ reuse: database });
  try {
    await site.request('POST', '/dotmailer/synchronize', { integrationId: at.integrationId });
    await expect
      .poll(() => control.book(book.remoteId).members.length, { timeout: 150_000, interval: 500 })
      .toBe(PEOPLE);
    await expect
      .poll(
        async () => {
          const rows = await site.strapi.db
            .getConnection('dotmailer_ledger')
            .where({ state: 'acknowledged' });
          return rows.length;
        },
        { timeout: 60_000, interval: 500 }
      )
      .toBe(PEOPLE);
    const names = control.book(book.remoteId).members.map((member) => member.dataFields.FIRSTNAME);
    expect(new Set(names).size).toBe(PEOPLE);
    const runs = await site.request<{
      data: { results: { status: string; error: { code: string } | null }[] };
    }>('GET', '/dotmailer/runs');
    expect(runs.body.data.results.some((run) => run.error?.code === 'interrupted')).toBe(true);
  } finally {
    await site.close();
  }
}, 300_000);

const emailOf = (index: number) => `p${index}@example.com`;
const nameOf = (index: number) => `Name ${index}`;

/** People written past the Document Service: many of them take no time that way. */
const addMany = async (count: number): Promise<void> => {
  const rows = Array.from({ length: count }, (_, index) => ({
    document_id: `person${String(index).padStart(18, '0')}`,
    first_name: nameOf(index),
    email: emailOf(index),
    created_at: new Date(1_700_000_000_000 + index),
    updated_at: new Date(1_700_000_000_000 + index),
    published_at: new Date(1_700_000_000_000 + index),
  }));
  await at.site.strapi.db.connection.batchInsert('contacts', rows, 400);
};

const countOf = async (query: { count(columns: object): unknown }): Promise<number> => {
  const [row] = (await query.count({ n: '*' })) as { n: number | string }[];
  return Number(row?.n ?? 0);
};

test('a first push killed at each tenth of its way and started again repeats nothing that was acknowledged', async () => {
  await addMany(MANY);
  const listId = await at.createList();
  const book = await at.createBook('Tenths');
  const { database } = at.site;
  const { control } = at.sandbox;
  const asked = await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId: at.integrationId,
    addressBookId: book.id,
  });
  expect(asked.status).toBe(200);
  await at.site.stop();

  const db = openDatabase(database);
  const ledger = () => db('dotmailer_ledger');
  const acknowledged = () => ledger().where({ state: 'acknowledged' });
  /** Of everybody's three steps (staged, sent, acknowledged) the part that is done, 0 to 1. */
  const progress = async (): Promise<number> => {
    const staged = await countOf(ledger());
    const sent = await countOf(ledger().whereIn('state', ['sent', 'acknowledged']));
    return (staged + sent + (await countOf(acknowledged()))) / (3 * MANY);
  };
  const synchronize = async (url: string) => {
    const body = { integrationId: at.integrationId };
    await call(url, 'POST', '/dotmailer/synchronize', body, await signIn(url, true));
  };
  const filesSoFar = () => control.imports().length;
  /** What was acknowledged when a process was killed, and how many files had been sent by then. */
  const kills: { at: number; files: number; acknowledged: Set<string> }[] = [];
  try {
    for (let tenth = 1; tenth <= 9; tenth += 1) {
      const running = await startSiteProcess(database, { upload: { maxBytes: FILE_BYTES } });
      // As the schedule would: a job whose process died again and again is given up.
      await synchronize(running.url);
      for (let waited = 0; (await progress()) < tenth / 10; waited += 1) {
        if (waited > 6000) throw new Error(`the push stands still before ${tenth} tenths`);
        await delay(5);
      }
      await running.end('SIGKILL');
      kills.push({
        at: await progress(),
        files: filesSoFar(),
        acknowledged: new Set(await acknowledged().pluck('email_norm')),
      });
      await expireClaims(database);
    }
  } finally {
    await db.destroy();
  }

  const site = await startSite({ reuse: database });
  const table = (name: string) => site.strapi.db.getConnection(name);
  try {
    await site.request('POST', '/dotmailer/synchronize', { integrationId: at.integrationId });
    await expect
      .poll(() => countOf(table('dotmailer_ledger').where({ state: 'acknowledged' })), {
        timeout: 120_000,
        interval: 250,
      })
      .toBe(MANY);
    await expect
      .poll(() => table('dotmailer_runs').where({ status: 'running' }), { timeout: 60_000 })
      .toEqual([]);

    const { members } = control.book(book.remoteId);
    const expected = Array.from({ length: MANY }, (_, index) => [emailOf(index), nameOf(index)]);
    const there = members.map(({ email, dataFields }) => [email, dataFields.FIRSTNAME]);
    expect(there).toHaveLength(MANY);
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries(expected));
    const agreed: { email: string; agreed: string }[] = await table('dotmailer_contacts');
    expect(agreed).toHaveLength(MANY);
    expect(agreed.map((row) => [row.email, JSON.parse(row.agreed).FIRSTNAME]).sort()).toEqual(
      expected.sort()
    );
    expect(await table('dotmailer_uploads').where({ open: true })).toEqual([]);

    const files = control.imports().map(({ csv }) => linesOf(csv));
    for (const kill of kills) {
      const later = files.slice(kill.files).flat();
      expect(later.filter((email) => kill.acknowledged.has(email))).toEqual([]);
    }
  } finally {
    await site.close();
  }
}, 300_000);

/** The e-mails of a file; small ones are kept. */
const linesOf = (csv: string | null): string[] => {
  if (csv === null) throw new Error('the file was too large to be kept');
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0] ?? '');
};
