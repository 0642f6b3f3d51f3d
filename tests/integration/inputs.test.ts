import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox';
import { addressOf, lineOf, routesOf, type Route } from '../support/routes';
import { startSite, type Site } from '../support/site';
import { witnessOf } from '../support/witness';

/** Requests of all routes with everything that can be wrong in them take a while. */
const WALK_TIME = 480_000;

let vendor: Sandbox;
let site: Site;
let listId: string;
let integrationId: number;

beforeAll(async () => {
  vendor = await startSandbox();
  site = await startSite({
    env: {
      DOTMAILER_WORKER: 'off',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
  // Strapi logs every body that is no JSON: nobody wants to read a thousand of them.
  witnessOf(site);
  const body = { name: 'Main', ...vendor.credentials, active: true };
  const made = await site.request<{ data: { id: number } }>(
    'POST',
    '/dotmailer/integrations',
    body
  );
  integrationId = made.body.data.id;
  const list = await site.strapi.db.query('plugin::dotmailer.marketing-list').create({
    data: {
      name: 'List',
      collection: 'api::contact.contact',
      emailField: 'email',
      kind: 'dynamic',
      filter: { version: 1, where: 'all', activity: [] },
    },
  });
  listId = list.documentId as string;
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

const LONG = 'x'.repeat(60_000);

/** Names that bodies and queries of the plugin have; each gets every wrong value. */
const NAMES = [
  'integrationId',
  'addressBookId',
  'documentIds',
  'documentId',
  'name',
  'username',
  'password',
  'active',
  'type',
  'visibility',
  'defaultValue',
  'notes',
  'collection',
  'emailField',
  'kind',
  'filter',
  'locale',
  'version',
  'rows',
  'syncPriority',
  'createRecords',
  'takeOff',
  'answer',
  'full',
  'all',
  'guard',
  'retentionDays',
  'syncEveryMinutes',
];
const WRONG: unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  LONG,
  '\u0000',
  '\ud800',
  "'; drop table users; --",
  [],
  [[]],
  [null],
  [LONG],
  {},
  { $ne: null },
  { toString: 1 },
];
/** As text: object literals would set the prototype of the test's own object. */
const POLLUTING = [
  '{"__proto__":{"polluted":"yes"}}',
  '{"constructor":{"prototype":{"polluted":"yes"}}}',
  '{"filter":{"version":1,"where":{"__proto__":{"polluted":"yes"}},"activity":[]}}',
  '{"collection":"__proto__","emailField":"constructor","kind":"dynamic","filter":{"version":1,"where":{"constructor":{"$eq":"a"}},"activity":[]}}',
  '{"collection":"constructor","rows":[{"dataField":"__proto__","sources":["__proto__"]}],"integrationId":1}',
  '{"documentIds":["__proto__","constructor"]}',
];

const POLLUTING_QUERY = '__proto__[polluted]=yes&constructor[prototype][polluted]=yes';

const ask = async (route: Route, address: string, body?: string) => {
  const response = await fetch(`${site.url}${address}`, {
    method: route.method,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
};
let token: string;
beforeAll(async () => {
  const { email, password } = { email: 'admin@example.com', password: 'Playground1' };
  const signedIn = await site.request<{ data: { token: string } }>(
    'POST',
    '/admin/login',
    { email, password },
    null
  );
  token = signedIn.body.data.token;
});

/** Done or refused in words; never a failure of ours, and never its insides. */
const expectAnswer = ({ status, text }: { status: number; text: string }, what: string) => {
  expect(status, `${what} answered ${text.slice(0, 300)}`).toBeLessThan(500);
  if (status >= 400 && text.startsWith('{')) {
    const { error } = JSON.parse(text) as { error: { message: string } };
    expect(error.message.length, what).toBeGreaterThan(3);
  }
  expect(text, what).not.toMatch(/at .*\.[jt]s:\d+|SQLITE_|select \*|polluted/i);
};

const params = () => ({ id: listId, uid: 'api::contact.contact' });

test(
  'no body, however wrong, is answered with a failure',
  async () => {
    for (const route of routesOf(site).filter(({ method }) => method !== 'GET')) {
      const address = addressOf(route, params());
      const bodies = [
        '[]',
        '[{}]',
        'null',
        ...WRONG.map((value) =>
          JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, value])))
        ),
        ...POLLUTING,
        '{"half":',
        'nothing like JSON',
      ];
      for (const body of bodies)
        expectAnswer(await ask(route, address, body), `${lineOf(route)} ${body.slice(0, 120)}`);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
  WALK_TIME
);

test(
  'one wrong value among right ones is refused by its name',
  async () => {
    const right: Record<string, Record<string, unknown>> = {
      'POST /integrations': { name: 'a', username: 'b', password: 'c', active: true },
      'POST /integrations/check': { username: 'b', password: 'c' },
      'POST /address-books': { integrationId, name: 'News', visibility: 'Private' },
      'POST /data-fields': { integrationId, name: 'A', type: 'String', visibility: 'Private' },
      'POST /mappings': {
        integrationId,
        collection: 'api::contact.contact',
        syncPriority: 0,
        rows: [{ dataField: 'FIRSTNAME', sources: ['firstName'] }],
      },
      'POST /mappings/preview': { integrationId, collection: 'api::contact.contact', rows: [] },
      'POST /marketing-lists/preview': {
        collection: 'api::contact.contact',
        emailField: 'email',
        kind: 'manual',
      },
      'POST /marketing-lists/:id/connection': { integrationId, addressBookId: 1 },
      'POST /marketing-lists/:id/members/remove': { documentIds: ['a'] },
      'POST /marketing-lists/:id/retry': { documentIds: ['a'] },
      'POST /synchronize': { integrationId, full: false },
    };
    const known = new Map(routesOf(site).map((route) => [lineOf(route), route]));
    for (const [line, body] of Object.entries(right)) {
      const route = known.get(line);
      if (!route) throw new Error(`There is no ${line}`);
      for (const name of Object.keys(body)) {
        const wrong = JSON.stringify({ ...body, [name]: { $ne: [LONG] } });
        const answer = await ask(route, addressOf(route, params()), wrong);
        expect(answer.status, `${line} ${name}`).toBe(400);
        expect(answer.text, `${line} ${name}`).toContain(name);
      }
    }
  },
  WALK_TIME
);

test(
  'no query, however wrong, is answered with a failure',
  async () => {
    const names = [
      ...['page', 'pageSize', 'search', 'sort', 'after', 'state', 'status', 'integrationId'],
      ...['collection', 'path', 'connected', 'vanished', 'type', 'action', 'actor', 'from', 'to'],
    ];
    const values = [
      ...['', '-1', '0', '1e99', 'NaN', '%00', "'", '%25', '__proto__', 'constructor:asc'],
      ...['name:asc', 'id:desc', 'x'.repeat(3000), '2026-99-99', '999999999999999999999'],
    ];
    for (const route of routesOf(site).filter(({ method }) => method === 'GET')) {
      const address = addressOf(route, params());
      for (const value of values) {
        const query = names.map((name) => `${name}=${value}`).join('&');
        expectAnswer(await ask(route, `${address}?${query}`), `${lineOf(route)}?${query}`);
      }
      const shapes = names.flatMap((name) => [`${name}=%00`, `${name}[]=1`, `${name}[$ne]=1`]);
      for (const query of [...shapes, POLLUTING_QUERY])
        expectAnswer(await ask(route, `${address}?${query}`), `${lineOf(route)}?${query}`);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  },
  WALK_TIME * 2
);

test(
  'no path, however wrong, is answered with a failure',
  async () => {
    const values = ['0', '-1', '1.5', '1e99', '99999999999999999999', '%00', '__proto__', "'", 'a'];
    for (const route of routesOf(site).filter(({ path }) => path.includes(':'))) {
      for (const value of [...values, 'constructor', 'x'.repeat(2000), 'admin::user', '%2e%2e']) {
        const address = addressOf(route, { id: value, uid: value, holdId: value });
        const body = route.method === 'GET' ? undefined : '{}';
        expectAnswer(await ask(route, address, body), `${lineOf(route)} ${value.slice(0, 40)}`);
      }
    }
  },
  WALK_TIME
);
