import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { createDotdigital } from '../../server/src/dotdigital/client';
import { applyRetention } from '../../server/src/sync/retention';
import { tickSync } from '../../server/src/sync/ticks';
import type { Deps } from '../../server/src/sync/deps';
import { createFakeClock, type FakeClock } from '../support/clock';
import { CONTACT } from '../support/connected-site';
import { client } from '../support/database';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';
import { workOff } from '../support/work-off';

/** Ten days; the servers, which answer each statement later, get fewer cycles a day. */
const CYCLES = client === 'sqlite' ? 1_000 : 200;
const CYCLES_A_DAY = CYCLES / 10;
const CYCLE_MS = 86_400_000 / CYCLES_A_DAY;

let site: Site;
let sandbox: Sandbox;
let clock: FakeClock;
let deps: Deps;
let listId: string;
let integrationId: number;
let books: number[];
beforeAll(async () => {
  sandbox = await startSandbox({ importSpeed: { milliseconds: 0 } });
  site = await startSite({
    env: {
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: sandbox.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  clock = createFakeClock(Date.now());
  const config = {
    api: { entryUrl: sandbox.url, allowedHosts: ['127.0.0.1'] },
    // What is in flight is looked after by the next cycle: nobody waits on a clock that stands still.
    upload: { waitSeconds: 0 },
  };
  const node = createNode(site, { clock, config });
  const encryption = site.strapi.service('admin::encryption') as unknown as Deps['secrets'];
  deps = {
    ...node,
    dotdigital: createDotdigital({ ...node, api: node.config.api }),
    secrets: { ...encryption, available: () => true, decrypt: (text) => encryption.decrypt(text) },
  };
  // The test is about rows: no waiting for the disk.
  if (client === 'sqlite') await site.strapi.db.connection.raw('pragma synchronous = off');

  const account = { name: 'Sandbox', ...sandbox.credentials, active: true };
  integrationId = (await post<{ id: number }>('/dotmailer/integrations', account)).id;
  const { settings } = deps.repositories;
  await settings.save({
    ...settings.defaults(),
    retentionDays: { runs: 2, uploads: 2, events: 2, audit: 2 },
  });
  for (let person = 0; person < 20; person += 1) await addPerson(`person${person}@example.com`);
  const list = {
    name: 'Everybody',
    collection: CONTACT,
    emailField: 'email',
    kind: 'dynamic',
    filter: { version: 1, where: 'all', activity: [] },
  };
  const types = '/content-manager/collection-types/plugin::dotmailer.marketing-list';
  listId = (await post<{ documentId: string }>(types, list)).documentId;
  books = [];
  for (const name of ['Even', 'Odd'])
    books.push(
      (await post<{ id: number }>('/dotmailer/address-books', { integrationId, name })).id
    );
});
afterAll(async () => {
  await site.close();
  await sandbox.close();
});

const post = async <T>(path: string, body: unknown): Promise<T> => {
  const answer = await site.request<{ data: T }>('POST', path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
};
const people = () => site.strapi.documents(CONTACT as never);
const addPerson = async (email: string): Promise<string> =>
  ((await people().create({ data: { email } } as never)) as { documentId: string }).documentId;

/** One turn of the schedule: what it queues is claimed and done as the worker does it. */
const cycle = async () => {
  await tickSync(deps);
  await workOff(deps);
  await clock.jump(CYCLE_MS);
  await sandbox.control.advanceClock(CYCLE_MS);
};

/** What happens on a site: people come, change and go, and the list gets another book every day. */
const live = async (number: number, guest: string | null): Promise<string | null> => {
  if (number % CYCLES_A_DAY === 0) {
    const list = `/dotmailer/marketing-lists/${listId}`;
    if (number > 0) await post(`${list}/disconnect`, {});
    const addressBookId = books[(number / CYCLES_A_DAY) % books.length];
    await post(`${list}/connection`, { integrationId, addressBookId });
  }
  if (number % 20 === 7)
    await people().update({
      documentId: guest ?? '',
      data: { firstName: `Guest ${number}` },
    } as never);
  if (number % 20 === 5) return addPerson(`guest${(number / 5) % 3}@example.com`);
  if (number % 20 !== 15 || guest === null) return guest;
  await people().delete({ documentId: guest });
  return null;
};

const sizes = async (): Promise<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const { tableName } of site.strapi.db.metadata.values()) {
    if (!tableName.startsWith('dotmailer_')) continue;
    const rows = (await site.strapi.db.connection(tableName).count({ n: '*' })) as { n: number }[];
    counted[tableName] = Number(rows[0]?.n);
  }
  return counted;
};

test('after ten days of synchronisations the tables are as large as after half of them', async () => {
  let guest: string | null = null;
  let half: Record<string, number> = {};
  for (let number = 0; number < CYCLES; number += 1) {
    guest = await live(number, guest);
    await cycle();
    if ((number + 1) % CYCLES_A_DAY === 0) await applyRetention(deps, new AbortController().signal);
    if (number + 1 === CYCLES / 2) half = await sizes();
  }
  const whole = await sizes();
  expect(whole).toEqual(half);
  expect(half).toMatchObject({ dotmailer_leases: 1, dotmailer_jobs: 0 });
  for (const busy of ['runs', 'uploads', 'removals', 'ledger', 'cursors', 'connections'])
    expect(half[`dotmailer_${busy}`], busy).toBeGreaterThan(0);
}, 600_000);
