import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { expireClaims } from '../support/database';
import { startSite } from '../support/site';
import { startSiteProcess } from '../support/site-process';

const PEOPLE = 400;

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
});
afterAll(() => at.sandbox.close());

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
