import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personWith } from '../support/people';
import { startSite, type Site } from '../support/site';

type Policy = string | { name: string; config: { actions: (string | string[])[] } };
type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  config: { policies: Policy[] };
};

let site: Site;
let routes: Route[];
let registered: string[];

beforeAll(async () => {
  site = await startSite();
  const routers = site.strapi.plugin('dotmailer').routes as unknown as Record<
    string,
    { type: string; routes: Route[] }
  >;
  expect(Object.values(routers).map((router) => router.type)).toEqual(['admin']);
  routes = Object.values(routers).flatMap((router) => router.routes);
  const answer = await site.request<{ data: { sections: { plugins: { action: string }[] } } }>(
    'GET',
    '/admin/permissions'
  );
  registered = answer.body.data.sections.plugins.map((entry) => entry.action);
});
afterAll(() => site.close());

const address = (route: Route) => `/dotmailer${route.path.replace(/:\w+/g, '1')}`;

const permissionOf = (route: Route) => {
  const policy = route.config.policies.find(
    (entry) => typeof entry === 'object' && entry.name === 'admin::hasPermissions'
  );
  return typeof policy === 'object' ? policy.config.actions.flat()[0] : undefined;
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
      const answer = await site.request(route.method, address(route), bodyOf(route), null);
      expect(answer.status, `${route.method} ${route.path}`).toBe(401);
    }
  });

  test('refuses an editor without rights', async () => {
    const token = await personWith(site, []);
    for (const route of routes) {
      const answer = await site.request(route.method, address(route), bodyOf(route), token);
      expect(answer.status, `${route.method} ${route.path}`).toBe(403);
    }
  });

  test('asks for exactly its own permission: all others together do not open it', async () => {
    const ours = registered.filter((action) => action.startsWith('plugin::dotmailer.'));
    for (const action of ours) {
      const guarded = routes.filter((route) => permissionOf(route) === action);
      if (guarded.length === 0) continue;
      const token = await personWith(
        site,
        ours.filter((other) => other !== action)
      );
      for (const route of guarded) {
        const answer = await site.request(route.method, address(route), bodyOf(route), token);
        expect(answer.status, `${route.method} ${route.path}`).toBe(403);
      }
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
