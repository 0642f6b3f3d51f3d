import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Run } from '../../contracts/runs';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { ADMIN, startSite, type Site } from '../support/site';
import { startSiteProcess } from '../support/site-process';

const PEOPLE = 300;

let at: ConnectedSite;
let database: string;
let remoteId: number;
beforeAll(async () => {
  at = await startConnectedSite();
  await at.addPeople(
    Array.from({ length: PEOPLE }, (_, index) => ({ email: `p${index}@example.com` }))
  );
  const listId = await at.createList();
  const book = await at.createBook('Stopped');
  remoteId = book.remoteId;
  // Files take their time, and each carries few people: the export is not over before it is stopped.
  at.sandbox.control.setLatency(1_000, '/import');
  await at.site.request('POST', `/dotmailer/marketing-lists/${listId}/connection`, {
    integrationId: at.integrationId,
    addressBookId: book.id,
  });
  database = at.site.database;
  await at.site.stop();
}, 180_000);
afterAll(() => at.sandbox.close());

const CONFIG = { upload: { maxBytes: 2048 } };

const runsOf = async (site: Pick<Site, 'request'>): Promise<Run[]> => {
  const answer = await site.request<{ data: { results: Run[] } }>(
    'GET',
    '/dotmailer/runs?pageSize=100'
  );
  return answer.body.data.results;
};

test('SIGTERM during an upload ends within 10 seconds; the next start goes on at once and both sides end equal', async () => {
  const { control } = at.sandbox;
  const before = control.imports().length;
  const running = await startSiteProcess(database, CONFIG);
  await vi.waitFor(() => expect(control.imports().length).toBeGreaterThan(before), {
    timeout: 60_000,
    interval: 20,
  });
  const { code, ms } = await running.end('SIGTERM');
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
  expect(control.book(remoteId).members.length).toBeLessThan(PEOPLE);

  control.setLatency(0, '/import');
  const site = await startSite({ reuse: database, config: CONFIG });
  try {
    // Nobody asks for anything, and nothing has to expire: the interrupted job was put back.
    const started = Date.now();
    await vi.waitFor(async () => expect((await runsOf(site))[0]?.status).toBe('running'), {
      timeout: 15_000,
      interval: 50,
    });
    expect(Date.now() - started).toBeLessThan(15_000);
    expect((await runsOf(site)).find((run) => run.status === 'stopped')).toMatchObject({
      error: { code: 'shutdown' },
    });
    await vi.waitFor(
      async () => {
        const states = (await site.strapi.db
          .getConnection('dotmailer_ledger')
          .where({ state: 'acknowledged' })
          .count({ n: '*' })) as { n: number | string }[];
        expect(Number(states[0]?.n)).toBe(PEOPLE);
      },
      { timeout: 120_000, interval: 300 }
    );
    const emails = control.book(remoteId).members.map((member) => member.email);
    expect(emails).toHaveLength(PEOPLE);
    expect(new Set(emails).size).toBe(PEOPLE);
  } finally {
    await site.stop();
  }
}, 300_000);

test('two processes on one database never synchronise one integration at the same time', async () => {
  const { control } = at.sandbox;
  control.setLatency(400, '/suppressed-since');
  const processes = [await startSiteProcess(database), await startSiteProcess(database)];
  try {
    const callers = await Promise.all(processes.map(({ url }) => signIn(url)));
    const known = new Set((await runsOf({ request: callers[0] as Site['request'] })).map(idOf));
    for (let round = 0; round < 8; round += 1) {
      const answers = await Promise.all(
        callers.map((request) =>
          request('POST', '/dotmailer/synchronize', { integrationId: at.integrationId })
        )
      );
      expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const runs = await vi.waitFor(
      async () => {
        const found = await runsOf({ request: callers[1] as Site['request'] });
        if (found.some((run) => run.status === 'running')) throw new Error('not over yet');
        return found.filter((run) => !known.has(run.id));
      },
      { timeout: 60_000, interval: 1_000 }
    );
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(new Set(runs.map((run) => run.status))).toEqual(new Set(['completed']));
    const inOrder = [...runs].sort((a, b) => a.startedAt.localeCompare(b.startedAt));
    inOrder.slice(1).forEach((run, index) => {
      expect(run.startedAt >= (inOrder[index]?.finishedAt ?? '')).toBe(true);
    });
  } finally {
    const ends = await Promise.all(processes.map((each) => each.end('SIGTERM')));
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
  }
}, 180_000);

const idOf = (run: Run): number => run.id;

/** Calls the admin routes of a site in another process. */
const signIn = async (url: string): Promise<Site['request']> => {
  const call = async <T>(method: string, path: string, body?: unknown, token?: string) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  const { email, password } = ADMIN;
  const answer = await call<{ data: { token: string } }>('POST', '/admin/login', {
    email,
    password,
  });
  return (method, path, body) => call(method, path, body, answer.body.data.token);
};
