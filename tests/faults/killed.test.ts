import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { expireClaims, testDatabase } from '../support/database';
import { ROOT } from '../support/paths';
import { startSite } from '../support/site';

const PEOPLE = 400;

let at: ConnectedSite;
beforeAll(async () => {
  at = await startConnectedSite();
});
afterAll(() => at.sandbox.close());

/** Starts the same site as a process of its own on the same database. */
const startProcess = async (database: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [path.join(ROOT, 'tests/support/site-child.mjs')], {
    env: {
      ...process.env,
      ...testDatabase(database),
      DOTMAILER_PLUGIN_CONFIG: JSON.stringify({
        schedules: { sync: false, uploads: false, reconcile: false, retention: false },
        upload: { maxBytes: 4096 },
      }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (text: Buffer) => String(text).includes('listening') && resolve());
    child.on('exit', () => reject(new Error('the site did not start')));
  });
  return child;
};

const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

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
    const child = await startProcess(database);
    await expect
      .poll(() => control.imports().length >= imports, { timeout: 60_000, interval: 20 })
      .toBe(true);
    await kill(child);
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
    const runs = await site.request<{ data: { results: { status: string; error: string }[] } }>(
      'GET',
      '/dotmailer/runs'
    );
    expect(runs.body.data.results.some((run) => run.error?.startsWith('Interrupted'))).toBe(true);
  } finally {
    await site.close();
  }
}, 300_000);
