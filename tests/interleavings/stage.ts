import type { Core } from '@strapi/strapi';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type { Deps } from '../../server/src/sync/deps';
import { syncIntegration } from '../../server/src/sync/sync-integration';
import { CONTACT } from '../support/connected-site';
import { createNode } from '../support/node';
import { startSite, type Site } from '../support/site';
import { FIELDS, LISTS } from './facts';
import { simulateTime, type SimulatedTime } from './simulated-time';

/** Addresses that the commands play with; the first ones have a record from the start. */
export const ADDRESSES = [0, 1, 2, 3, 4].map((number) => `p${number}@example.com`);
/** Members whom no command touches. */
const ANCHORS = ['anchor0@example.com', 'anchor1@example.com'];
/** In the books, but never of the site. */
export const STRANGERS = ['stranger0@example.com', 'stranger1@example.com'];
const ACTORS = 3;
/** The number whose text every value has in the beginning. */
export const FIRST_VALUE = 9;

export type Record = { docId: string; email: string; in: boolean[] };

/** One site with the plugin and one account of the vendor, set back for every run. */
export type Stage = {
  strapi: Core.Strapi;
  sandbox: Sandbox;
  time: SimulatedTime;
  integrationId: number;
  lists: { listId: string; bookId: number; remoteId: number }[];
  /** Records of actors, then of anchors, as they are after a reset, in the order of their making. */
  records: Record[];
  actors: number;
  /** Everything as in the beginning: two connected lists, everybody exported. */
  reset(): Promise<void>;
  /** A process that has just been started, as far as the plugin's own memory goes. */
  startNode(): Deps;
  close(): Promise<void>;
};

const START = Date.UTC(2026, 0, 15, 12);

export const openStage = async (): Promise<Stage> => {
  const sandbox = await startSandbox({ importSpeed: { milliseconds: 0 } });
  const site = await startSite({
    env: {
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: sandbox.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  const { strapi } = site;
  const time = simulateTime(START);
  const startNode = () => nodeOf(site, sandbox, time);
  // The test is about rows: no waiting for the disk.
  if (strapi.db.dialect.client === 'sqlite') {
    await strapi.db.connection.raw('pragma synchronous = off');
    await strapi.db.connection.raw('pragma journal_mode = memory');
  }
  const ask = async <T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown
  ): Promise<T> => {
    const answer = await site.request<{ data: T }>(method, path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body.data;
  };

  createFields(sandbox);
  const account = { name: 'Sandbox', ...sandbox.credentials, active: true };
  const integrationId = (await ask<{ id: number }>('POST', '/dotmailer/integrations', account)).id;
  const setUp = startNode();
  const sync = () => syncIntegration(setUp, { integrationId, trigger: 'manual' });
  await sync();
  await mapFields(ask, integrationId);
  const records = await createRecords(strapi, time);
  const lists: Stage['lists'] = [];
  for (const list of LISTS) lists.push(await connectList(ask, integrationId, list));
  for (let round = 0; round < 4; round += 1) {
    time.advance(60_000);
    await sync();
  }
  addStrangers(sandbox, lists);
  time.advance(60_000);
  await sync();
  const restore = await keep(strapi);
  const seedVendor = keepVendor(sandbox, lists);
  const begin = time.now() + 3_600_000;

  return {
    strapi,
    sandbox,
    time,
    integrationId,
    lists,
    records,
    actors: ACTORS,
    startNode,
    reset: async () => {
      time.set(begin);
      await restore();
      seedVendor();
      // What is due once a day is not due in the middle of every run.
      time.advance(60_000);
    },
    close: async () => {
      time.end();
      await site.close();
      await sandbox.close();
    },
  };
};

const nodeOf = (site: Site, sandbox: Sandbox, time: SimulatedTime): Deps => {
  /** A lease's heart beats with a time that stands still while a synchronisation works. */
  const clock: Deps['clock'] = {
    now: time.now,
    sleep: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
  };
  const config = {
    api: { entryUrl: sandbox.url, allowedHosts: ['127.0.0.1'] },
    // What is in flight is looked after by the next synchronisation.
    upload: { waitSeconds: 0 },
  };
  const node = createNode(site, { clock, config });
  const secrets = site.strapi.service('admin::encryption') as unknown as Deps['secrets'];
  return {
    ...node,
    dotdigital: createDotdigital({
      ...node,
      api: node.config.api,
      // Waits between two attempts of one call are skipped.
      clock: {
        now: time.now,
        sleep: async (ms, signal) => {
          signal?.throwIfAborted();
          time.advance(ms);
        },
      },
    }),
    secrets: {
      available: () => true,
      encrypt: (plain) => secrets.encrypt(plain),
      decrypt: (text) => secrets.decrypt(text),
    },
  };
};

const createFields = ({ control }: Sandbox) => {
  control.createDataField('TOWN', 'String');
  control.createDataField('ORDERS', 'Numeric');
  control.createDataField('BORN', 'Date');
};

const createRecords = async (strapi: Core.Strapi, time: SimulatedTime): Promise<Record[]> => {
  const records: Record[] = [];
  for (const email of [...ADDRESSES.slice(0, ACTORS), ...ANCHORS]) {
    time.advance(1000);
    // The last actor is in the first list alone.
    const inLists = LISTS.map((_, list) => list === 0 || email !== ADDRESSES[ACTORS - 1]);
    const values = FIELDS.map(({ host, value }) => [host, value(FIRST_VALUE)]);
    const membership = LISTS.map(({ attribute, member, other }, list) => [
      attribute,
      inLists[list] ? member : other,
    ]);
    const data = { email, ...Object.fromEntries([...values, ...membership]) };
    const made = await strapi.documents(CONTACT as never).create({ data } as never);
    records.push({ docId: (made as { documentId: string }).documentId, email, in: inLists });
  }
  return records;
};

type Ask = <T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<T>;

/** In the place of the mapping that was made by itself. */
const mapFields = async (ask: Ask, integrationId: number): Promise<void> => {
  const { results } = await ask<{ results: { id: number }[] }>(
    'GET',
    `/dotmailer/mappings?collection=${CONTACT}`
  );
  await ask('PUT', `/dotmailer/mappings/${results[0]?.id}`, {
    integrationId,
    collection: CONTACT,
    rows: FIELDS.map(({ host, remote, twoWay }) => ({
      dataField: remote,
      sources: [host],
      twoWay: twoWay !== null,
      ...(twoWay === null ? {} : { policy: twoWay }),
    })),
  });
};

const connectList = async (
  ask: Ask,
  integrationId: number,
  { name, attribute, member }: (typeof LISTS)[number]
): Promise<Stage['lists'][number]> => {
  const types = '/content-manager/collection-types/plugin::dotmailer.marketing-list';
  const { documentId: listId } = await ask<{ documentId: string }>('POST', types, {
    name,
    collection: CONTACT,
    emailField: 'email',
    kind: 'dynamic',
    filter: { version: 1, where: { [attribute]: { $eq: member } }, activity: [] },
  });
  const { id: addressBookId, remoteId } = await ask<{ id: number; remoteId: number }>(
    'POST',
    '/dotmailer/address-books',
    { integrationId, name }
  );
  await ask('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId,
    addressBookId,
  });
  return { listId, bookId: addressBookId, remoteId };
};

const addStrangers = ({ control }: Sandbox, lists: Stage['lists']) => {
  for (const email of STRANGERS) {
    control.addContact(email, {
      bookIds: lists.map(({ remoteId }) => remoteId),
      dataFields: Object.fromEntries(FIELDS.map(({ remote, value }) => [remote, value(8)])),
    });
  }
};

/** Keeps every row of the plugin and of the contacts; what it answers puts them back. */
const keep = async ({ db }: Core.Strapi): Promise<() => Promise<void>> => {
  const names = [...db.metadata.values()]
    .map(({ tableName }) => tableName)
    .filter((name) => name.startsWith('dotmailer_') || name === 'contacts');
  const kept: [string, object[]][] = [];
  for (const name of names) kept.push([name, await db.connection(name).select('*')]);
  return () =>
    db.connection.transaction(async (trx) => {
      for (const [name, rows] of kept) {
        await trx(name).delete();
        if (rows.length > 0) await trx.batchInsert(name, rows, 50);
      }
    });
};

/** Keeps the books and their people; what it answers makes an empty account into that one again. */
const keepVendor = ({ control }: Sandbox, lists: Stage['lists']): (() => void) => {
  const books = lists.map(({ remoteId }) => control.book(remoteId));
  const people = new Map(
    books.flatMap(({ members }) => members).map((person) => [person.id, person])
  );
  return () => {
    control.reset();
    control.setRemovalSpeed({ polls: 0 });
    createFields({ control } as Sandbox);
    for (const { id, name } of books) {
      if (control.createBook(name).id !== id) throw new Error('the vendor counts otherwise');
    }
    for (const [id, { email, bookIds, dataFields }] of [...people].sort(([a], [b]) => a - b)) {
      const added = control.addContact(email, { bookIds, dataFields });
      if (added.id !== id) throw new Error('the vendor counts otherwise');
    }
  };
};
