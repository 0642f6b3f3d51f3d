import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTACT, startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { client, openDatabase } from '../support/database';
import { startParallelSite, type ParallelSite } from '../support/parallel';
import { createScenes } from '../support/scenes';

type Person = { email: string; firstName: string };

let at: ConnectedSite;
let scenes: ReturnType<typeof createScenes>;
let nodes: ParallelSite[] = [];
/** The test's own process is a third node. */
beforeAll(async () => {
  at = await startConnectedSite();
  scenes = createScenes(at);
  nodes = await Promise.all([
    startParallelSite(at.site.database),
    startParallelSite(at.site.database),
  ]);
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await at.close();
});

/** Every node does it at the same moment; `index` says which one. */
const both = <T>(work: (node: ParallelSite, index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(nodes.map(work));

type Answers = Awaited<ReturnType<ParallelSite['post']>>[];

/** What nodes were answered, in order: `ok`, or the code or status of a refusal. */
const codesOf = (answers: Answers): string[] =>
  answers
    .map(({ status, body }) =>
      status === 200 ? 'ok' : String(body.error?.details?.code ?? `${status}`)
    )
    .sort();

const runs = () => at.table('dotmailer_runs').orderBy('id');

test('a lease is never held twice at once, and no fence is given twice', async () => {
  const held = (await both((node) => node.ask('lead', { name: 'tested', ms: 2500 }))).flat();
  held.sort((a, b) => a.fence - b.fence);
  expect(held.length).toBeGreaterThan(30);
  expect(held.map(({ fence }) => fence)).toEqual(held.map((_, index) => index + 1));
  const early = held.filter((holding, index) => holding.from < (held[index - 1]?.to ?? 0));
  expect(early).toEqual([]);
});

test('each job is done once, whichever node gets it', async () => {
  const now = Date.now();
  // The test's own worker would take part: these are due only in an hour by its clock.
  const jobs = Array.from({ length: 120 }, (_, index) => ({
    kind: 'sync',
    payload: JSON.stringify({ integrationId: 10_000 + index, trigger: 'manual' }),
    dedupe: `tested:${index}`,
    state: 'waiting',
    run_at: now,
    attempts: 0,
    created_at: now,
  }));
  await at.table('dotmailer_jobs').insert(jobs);
  const done = (await both((node) => node.ask('work', { ms: 4000 }))).flat();
  expect(await at.table('dotmailer_jobs')).toEqual([]);
  expect(new Set(done).size).toBe(done.length);
});

test('of two nodes that connect one book, or one list, at once exactly one does', async () => {
  for (let round = 0; round < 5; round += 1) {
    await at.idle();
    const book = await at.createBook(`Wanted ${round}`);
    const city = `nobody ${round}`;
    const filter = { version: 1, where: { city: { $eq: city } }, activity: [] };
    const lists = [await at.createList({ filter }), await at.createList({ filter })];
    const connect = (node: ParallelSite, listId: string | undefined, addressBookId: number) =>
      node.post(`/dotmailer/marketing-lists/${listId}/connection`, {
        integrationId: at.integrationId,
        addressBookId,
      });
    const sameBook = await both((node, index) => connect(node, lists[index], book.id));
    expect(codesOf(sameBook)).toEqual(['BOOK_TAKEN', 'ok']);

    const loser = lists[sameBook.findIndex(({ status }) => status !== 200)];
    const others = [
      await at.createBook(`Left ${round}`),
      await at.createBook(`Right ${round}`),
    ] as const;
    const sameList = await both((node, index) => connect(node, loser, others[index]?.id ?? 0));
    expect(codesOf(sameList)).toEqual(['LIST_CONNECTED', 'ok']);
    expect(
      await at.table('dotmailer_connections').whereIn('list_id', lists).whereNull('closed_at')
    ).toHaveLength(2);
    for (const listId of lists) {
      await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/disconnect`, {
        takeOff: false,
      });
    }
  }
  await at.idle();
});

test('two nodes asked for the same integration work one after the other, and nobody is sent twice', async () => {
  const { control } = at.sandbox;
  const city = 'synchronised';
  const people = Array.from({ length: 50 }, (_, index) => ({
    firstName: `P${index}`,
    email: `sync.${index}@example.com`,
    city,
  }));
  await at.addPeople(people);
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const book = await at.createBook('Synchronised');
  const before = (await runs()).length;
  control.setLatency(150);
  const route = `/dotmailer/marketing-lists/${listId}/connection`;
  const [node] = nodes;
  await node?.post(route, { integrationId: at.integrationId, addressBookId: book.id });
  let most = 0;
  for (let asked = 0; asked < 30; asked += 1) {
    // A job that found the integration busy waits a while: here it tries again at once.
    await at.table('dotmailer_jobs').where({ state: 'waiting' }).update({ run_at: Date.now() });
    await both((other) =>
      other.post('/dotmailer/synchronize', { integrationId: at.integrationId })
    );
    most = Math.max(most, (await at.table('dotmailer_runs').where({ status: 'running' })).length);
    await delay(50);
  }
  control.setLatency(0);
  await at.table('dotmailer_jobs').where({ state: 'waiting' }).update({ run_at: Date.now() });
  await at.idle();
  expect(most).toBe(1);
  const after = (await runs()).slice(before) as { status: string; error: string | null }[];
  expect(after.filter((run) => run.status === 'failed')).toEqual([]);
  expect(at.bookEmails(book.remoteId)).toHaveLength(people.length);
  const uploads: { row_count: number }[] = await at
    .table('dotmailer_uploads')
    .where({ connection_id: (await at.status(listId)).connection?.id });
  expect(uploads.map((upload) => upload.row_count)).toEqual([people.length]);
});

test('a question approved by two nodes at once is approved by one, and used once', async () => {
  const names = Array.from({ length: 60 }, (_, index) => `p${index}`);
  const there = await scenes.open(names);
  for (const documentId of there.docIds) await scenes.change(documentId, { city: 'elsewhere' });
  await scenes.sync();
  const hold = (await at.status(there.listId)).connection?.hold;
  expect(hold).toMatchObject({ state: 'asked', leaving: names.length });
  const route = `/dotmailer/marketing-lists/${there.listId}/removals/${hold?.id}/approve`;
  const answers = await both((node) => node.post(route));
  expect(codesOf(answers)).toEqual(['404', 'ok']);
  await at.idle();
  await scenes.sync();
  expect(at.bookEmails(there.remoteId)).toEqual([]);
  const holds = await at.table('dotmailer_holds').where({ connection_id: there.connectionId });
  expect(holds).toMatchObject([{ state: 'used' }]);
});

/** Another account at the vendor, with a list of the same people; answers its integration. */
const connectElsewhere = async (city: string): Promise<number> => {
  const credentials = { username: 'second@apiconnector.com', password: 'Passw0rd-2' };
  at.sandbox.control.createAccount({ name: 'Second', credentials });
  const made = await at.site.request<{ data: { id: number } }>('POST', '/dotmailer/integrations', {
    name: 'Second',
    ...credentials,
    active: true,
  });
  expect(made.status).toBe(200);
  const integrationId = made.body.data.id;
  await at.idle();
  const book = await at.site.request<{ data: { id: number } }>('POST', '/dotmailer/address-books', {
    integrationId,
    name: 'Elsewhere',
  });
  const listId = await at.createList({
    filter: { version: 1, where: { city: { $eq: city } }, activity: [] },
  });
  const connected = await at.site.request(
    'POST',
    `/dotmailer/marketing-lists/${listId}/connection`,
    { integrationId, addressBookId: book.body.data.id }
  );
  expect(connected.status).toBe(200);
  await at.idle();
  return integrationId;
};

test('saves of the same records in two nodes, while both integrations synchronise, lose no change and never fail', async () => {
  const names = Array.from({ length: 25 }, (_, index) => `s${index}`);
  const there = await scenes.open(names);
  const { city } = there;
  await connectElsewhere(city);
  let saving = true;
  const saved = both(async (node, index) => [
    ...(await node.ask('save', {
      documentIds: index === 0 ? there.docIds : [...there.docIds].reverse(),
      times: 6,
      tag: `node ${index}`,
    })),
    ...(await node.ask('create', { count: 40, tag: `made${index}`, city })),
  ]).finally(() => (saving = false));
  let synced = 0;
  while (saving) {
    // Every integration: both collect the same marks at once, on whichever node gets the job.
    await at.site.request('POST', '/dotmailer/synchronize', {});
    await at.idle();
    synced += 1;
  }
  expect((await saved).flat()).toEqual([]);
  expect(synced).toBeGreaterThan(0);
  await at.site.request('POST', '/dotmailer/synchronize', {});
  await at.idle();
  expect(await at.table('dotmailer_runs').where({ status: 'failed' }).pluck('error')).toEqual([]);
  expect(await at.table('dotmailer_marks')).toEqual([]);
  expect(await at.table('dotmailer_changes')).toEqual([]);
  const records = (await at.site.strapi
    .documents(CONTACT as never)
    .findMany({ filters: { city }, limit: 200 } as never)) as unknown as Person[];
  const sent = at.sandbox.control
    .book(there.remoteId)
    .members.map(({ email, dataFields }) => [email.toLowerCase(), dataFields.FIRSTNAME]);
  expect(Object.fromEntries(sent)).toEqual(
    Object.fromEntries(records.map(({ email, firstName }) => [email, firstName]))
  );
  expect(records).toHaveLength(names.length + 40);
});

test('contacts written in sets by two nodes at once are there once', async () => {
  const contacts = Array.from({ length: 1500 }, (_, index) => ({
    remoteId: 900_000 + index,
    email: `seen.${index}@example.com`,
    emailNorm: `seen.${index}@example.com`,
    status: 'Subscribed',
  }));
  const integrationId = 77_777;
  const errors = await both((node, index) =>
    node.ask('see', {
      integrationId,
      contacts: index === 0 ? contacts : [...contacts].reverse(),
      times: 5,
    })
  );
  expect(errors.flat()).toEqual([]);
  const rows = await at.table('dotmailer_contacts').where({ integration_id: integrationId });
  expect(rows).toHaveLength(contacts.length);
});

// On SQLite nobody can hold one row: a process that stands still there stops all others.
test.skipIf(client === 'sqlite')(
  'rows that a dead node was taking when its lease ran out are sent by the next one',
  async () => {
    const names = ['ann', 'bob', 'cat'];
    const there = await scenes.open(names);
    const rows = () => at.table('dotmailer_ledger').where({ connection_id: there.connectionId });
    const lease = () =>
      at.table('dotmailer_leases').where({ name: `integration:${at.integrationId}` });
    await rows().update({ state: 'staged', acknowledged_at: null });
    const node = await startParallelSite(at.site.database);
    const { control } = at.sandbox;
    const letGo = await lockRows(there.connectionId);
    control.setLatency(1000, '/contacts');
    try {
      await node.post('/dotmailer/synchronize', { integrationId: at.integrationId });
      await expect
        .poll(() => at.table('dotmailer_runs').where({ status: 'running' }), { timeout: 20_000 })
        .toHaveLength(1);
      await lease().update({ expires_at: 0 });
      control.setLatency(0, '/contacts');
      control.setLatency(3000, '/import');
      const uploads = () => at.table('dotmailer_uploads').where({ open: true });
      await expect.poll(uploads, { timeout: 20_000, interval: 20 }).toHaveLength(1);
      // The rows cannot be taken yet: another node gets the time to take over.
      await at.site.request('POST', '/dotmailer/synchronize', { integrationId: at.integrationId });
      await delay(3000);
      await letGo();
      await expect
        .poll(() => rows().where({ state: 'sent' }), { timeout: 20_000, interval: 5 })
        .toHaveLength(names.length);
      await node.stop('SIGKILL');
    } finally {
      await letGo();
      await node.stop('SIGKILL');
      control.setLatency(0, '/import');
    }
    await lease().update({ expires_at: 0 });
    await at.table('dotmailer_jobs').where({ state: 'claimed' }).update({ claimed_until: 0 });
    await scenes.sync();
    await scenes.sync();
    expect(await rows().pluck('state')).toEqual(names.map(() => 'acknowledged'));
    expect(await at.table('dotmailer_uploads').where({ open: true })).toEqual([]);
  }
);

/** Keeps a connection's ledger rows locked until the answered function is called. */
const lockRows = async (connectionId: number): Promise<() => Promise<void>> => {
  const connected = openDatabase(at.site.database);
  const trx = await connected.transaction();
  await trx('dotmailer_ledger').where({ connection_id: connectionId }).forUpdate();
  return async () => {
    if (!trx.isCompleted()) await trx.rollback();
    await connected.destroy();
  };
};
