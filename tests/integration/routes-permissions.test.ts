import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf, personWith, tokenOf } from '../support/people';
import { addressOf, lineOf, openRoutesOf, routesOf, type Route } from '../support/routes';
import { startSite, type Site } from '../support/site';

/** Every route is asked once for every right. */
const WALK_TIME = 240_000;

const LIST = 'plugin::dotmailer.marketing-list';
const READ = 'plugin::content-manager.explorer.read';
const UPDATE = 'plugin::content-manager.explorer.update';

let site: Site;
let routes: Route[];
let registered: string[];

beforeAll(async () => {
  site = await startSite();
  const routers = site.strapi.plugin('dotmailer').routes as unknown as Record<
    string,
    { type: string; routes: unknown[] }
  >;
  expect(Object.values(routers).map((router) => router.type)).toEqual(['admin', 'content-api']);
  expect(routers['content-api']?.routes).toEqual([]);
  routes = routesOf(site);
  const answer = await site.request<{ data: { sections: { plugins: { action: string }[] } } }>(
    'GET',
    '/admin/permissions'
  );
  registered = answer.body.data.sections.plugins.map((entry) => entry.action);
});
afterAll(() => site.close());

const permissionOf = (route: Route) => {
  const policy = route.config.policies.find(
    (entry) => typeof entry === 'object' && entry.name === 'admin::hasPermissions'
  );
  return typeof policy === 'object' ? policy.config.actions.flat()[0] : undefined;
};

const ours = () => registered.filter((action) => action.startsWith('plugin::dotmailer.'));
const guardedBy = (action: string) =>
  routes.filter((route) => permissionOf(route) === action).map(lineOf);

const statusOf = async (route: Route, token: string | null) =>
  (await site.request(route.method, addressOf(route), bodyOf(route), token)).status;

/** Routes that do not refuse; what they make of an empty request is another matter, but no failure. */
const openedBy = async (token: string): Promise<string[]> => {
  const opened: string[] = [];
  for (const route of routes) {
    const status = await statusOf(route, token);
    expect([200, 400, 403, 404], lineOf(route)).toContain(status);
    if (status !== 403) opened.push(lineOf(route));
  }
  return opened;
};

describe('every route of the plugin', () => {
  test('there are some, and the walk below sees the ones that matter most', () => {
    const lines = routes.map((route) => `${route.method} ${route.path}`);
    expect(lines).toEqual(
      expect.arrayContaining([
        'POST /integrations',
        'POST /integrations/check',
        'DELETE /integrations/:id',
        'GET /address-books',
        'PUT /settings',
      ])
    );
  });

  test('declares a permission that exists', () => {
    const content = /^plugin::content-manager\.explorer\.(create|read|update)$/;
    for (const route of routes) {
      const action = permissionOf(route) ?? '';
      expect(
        registered.includes(action) || content.test(action),
        `${route.method} ${route.path} demands "${action}"`
      ).toBe(true);
    }
  });

  test('refuses whoever is not signed in', async () => {
    for (const route of routes) {
      expect(await statusOf(route, null), lineOf(route)).toBe(401);
    }
  });

  test('refuses an editor without rights', async () => {
    const token = await personWith(site, []);
    expect(await openedBy(token)).toEqual([]);
  });

  test(
    'opens to a person with its right, and to that right alone',
    async () => {
      for (const action of ours()) {
        const token = await personWith(site, [action]);
        expect(await openedBy(token), action).toEqual(guardedBy(action));
      }
    },
    WALK_TIME
  );

  test('of marketing lists opens to whoever may read or change them in the Content Manager', async () => {
    const reader = await personWith(site, [], { [LIST]: ['name'] });
    expect(await openedBy(reader)).toEqual(guardedBy(READ));
    const editor = await personWith(site, [], {}, { [LIST]: ['name'] });
    expect(await openedBy(editor)).toEqual(guardedBy(UPDATE));
    const reads = guardedBy(READ);
    expect(reads).toContain('POST /marketing-lists/preview');
    expect(reads.length + guardedBy(UPDATE).length + ours().flatMap(guardedBy).length).toBe(
      routes.length
    );
  });

  test('is closed to tokens of the content API, whatever they may do there', async () => {
    const token = await tokenOf(site, 'content API');
    const answer = await site.request('GET', '/api/contacts', undefined, token);
    expect(answer.status).toBe(200);
    for (const route of routes) expect(await statusOf(route, token), lineOf(route)).toBe(401);
  });

  test('opens to an admin token with its rights, and to those alone', async () => {
    for (const parity of [0, 1]) {
      const actions = ours().filter((_, index) => index % 2 === parity);
      const token = await tokenOf(site, { admin: permissionsOf(actions) });
      const opened = await openedBy(token);
      expect(opened.sort()).toEqual(actions.flatMap(guardedBy).sort());
    }
  });
});

describe('the one route that asks for nothing', () => {
  test('is where the vendor sends people back to', () => {
    expect(openRoutesOf(site).map(lineOf)).toEqual(['GET /oauth/callback']);
  });

  test('only leads on to the panel, whoever asks', async () => {
    for (const token of [null, 'nonsense', await personWith(site, [])]) {
      const answer = await fetch(`${site.url}/dotmailer/oauth/callback?state=1.a&code=b`, {
        redirect: 'manual',
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toMatch(
        /\/admin\/plugins\/dotmailer\/studio#code=b&state=1\.a$/
      );
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('exists for reading alone', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      const answer = await site.request(method, '/dotmailer/oauth/callback', {}, null);
      expect(answer.status, method).toBe(405);
    }
  });
});

test('the plugin offers nothing through the content API', async () => {
  for (const path of ['/api/dotmailer/integrations', '/api/integrations', '/api/address-books']) {
    const answer = await site.request('GET', path, undefined, null);
    expect(answer.status, path).toBe(404);
  }
});

const bodyOf = (route: Route) => (route.method === 'GET' ? undefined : {});
