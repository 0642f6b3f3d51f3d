import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DotdigitalAccount } from '../../server/src/dotdigital/types';
import { createDotdigital } from '../../server/src/dotdigital/client';
import type { SyncContext } from '../../server/src/sync/context';
import { exportFields } from '../../server/src/sync/mappings/export-fields';
import { readWholeBook } from '../../server/src/sync/import/full-read';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { createLog, createNode } from '../support/node';
import { createScenes, type Scene } from '../support/scenes';

const NAMES = Array.from({ length: 60 }, (_, index) => `first${index}`);
const LAST = ['last1', 'last2', 'last3'];
const PAGE_TAKES = 50_000;

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
});
afterAll(() => at.close());

/** A site for which every page of a book takes 50 seconds to arrive. */
const slowVendor = async (): Promise<SyncContext & { counts: Record<string, number> }> => {
  let now = Date.now();
  const clock = { now: () => now, sleep: async () => undefined };
  const deps = createNode(at.site, { clock });
  const integration = await deps.repositories.integrations.find(at.integrationId);
  if (!integration) throw new Error('no integration');
  const account = createDotdigital({
    api: { entryUrl: at.sandbox.url, allowedHosts: ['127.0.0.1'] },
    clock,
    random: Math.random,
    logger: createLog(),
  }).account({
    key: 'slow',
    credentials: at.sandbox.credentials,
    endpoint: at.sandbox.url,
    onEndpoint: async () => undefined,
  });
  const counts: Record<string, number> = {};
  const ofBook: DotdigitalAccount['contacts']['ofBook'] = async function* (...of) {
    for await (const page of account.contacts.ofBook(...of)) {
      now += PAGE_TAKES;
      counts.pages = (counts.pages ?? 0) + 1;
      yield page;
    }
  };
  return {
    deps,
    integration,
    account: { ...account, contacts: { ...account.contacts, ofBook } },
    run: {
      id: 0,
      step: async () => true,
      skip: () => undefined,
      changed: () => undefined,
      quiet: () => false,
    },
    lease: { name: 'test', fence: 1, signal: new AbortController().signal },
    counts,
  };
};

const readSlice = async (context: Awaited<ReturnType<typeof slowVendor>>, scene: Scene) => {
  const connection = await context.deps.repositories.connections.byId(scene.connectionId);
  if (!connection) throw new Error('no connection');
  context.counts.pages = 0;
  const fields = await exportFields(context.deps, connection.integrationId, [connection], null);
  await readWholeBook(context, connection, fields, {
    count: (name, by = 1) => {
      context.counts[name] = (context.counts[name] ?? 0) + by;
    },
    warn: ({ text }) => {
      throw new Error(text);
    },
  });
  const after = await context.deps.repositories.connections.byId(scene.connectionId);
  return { pages: context.counts.pages, underWay: after?.fullReadStartedAt !== null };
};

const removed = async (scene: Scene) =>
  (await at.members(scene.listId, '&state=removed')).map((member) => member.documentId);

/** 60 members, 3,500 strangers, 3 more members, in the order the vendor lists them. */
const openBigBook = async (prefix: string): Promise<Scene> => {
  const scene = await scenes.open(NAMES);
  at.sandbox.control.seedContacts(scene.remoteId, 3500, prefix);
  const docIds = await at.addPeople(
    LAST.map((name) => ({ firstName: name, email: scene.email(name), city: scene.city }))
  );
  await scenes.sync();
  return { ...scene, docIds: [...scene.docIds, ...docIds] };
};

test('a book that takes longer than a slice is read on where it stopped', async () => {
  const scene = await openBigBook('calm');
  at.sandbox.control.takeOffBook(scene.email('first7'), scene.remoteId);
  const context = await slowVendor();
  expect(await readSlice(context, scene)).toEqual({ pages: 3, underWay: true });
  expect(await removed(scene)).toEqual([]);
  expect(await readSlice(context, scene)).toEqual({ pages: 2, underWay: false });
  expect(await removed(scene)).toEqual([scene.docIds[7]]);
  expect(context.counts.takenOff).toBe(1);
});

test('people who moved past the reader between two slices are not taken for gone', async () => {
  const { control } = at.sandbox;
  const scene = await openBigBook('moving');
  const context = await slowVendor();
  expect(await readSlice(context, scene)).toMatchObject({ underWay: true });
  for (let number = 1; number <= 3400; number += 1) {
    control.takeOffBook(`moving${number}@example.com`, scene.remoteId);
  }
  control.takeOffBook(scene.email('last2'), scene.remoteId);
  expect(await readSlice(context, scene)).toMatchObject({ underWay: false });
  expect(await removed(scene)).toEqual([scene.docIds[61]]);
});

test('a read that stood still for a day begins anew', async () => {
  const scene = await openBigBook('still');
  expect(await readSlice(await slowVendor(), scene)).toEqual({ pages: 3, underWay: true });
  await at
    .table('dotmailer_connections')
    .where({ id: scene.connectionId })
    .decrement('full_read_started_at', 86_400_001);
  expect(await readSlice(await slowVendor(), scene)).toEqual({ pages: 3, underWay: true });
});

test('people taken off in small numbers within a day count together', async () => {
  const scene = await scenes.open(NAMES);
  const takeOff = async (from: number, to: number) => {
    for (const name of NAMES.slice(from, to)) {
      at.sandbox.control.takeOffBook(scene.email(name), scene.remoteId);
    }
    await at.table('dotmailer_connections').update({ full_read_at: 0 });
    await scenes.sync();
  };
  await takeOff(0, 30);
  expect(await removed(scene)).toHaveLength(30);
  await takeOff(30, 55);
  expect(await removed(scene)).toHaveLength(30);
  const hold = (await at.status(scene.listId)).connection?.hold;
  expect(hold).toMatchObject({ kind: 'taken-off', leaving: 25 });
  await scenes.approve(scene);
  await at.idle();
  expect(await removed(scene)).toHaveLength(55);
  // Those somebody approved do not count against the next ones.
  await takeOff(55, 58);
  expect(await removed(scene)).toHaveLength(58);
});
