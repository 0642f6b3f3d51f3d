import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AddressBookPage } from '../../contracts/address-books';
import type { Integration } from '../../contracts/integrations';
import { startSandbox, type Sandbox } from '../../sandbox';
import { startSite, type Site } from '../support/site';

let vendor: Sandbox;
let site: Site;
beforeAll(async () => {
  vendor = await startSandbox({
    seed: { books: [{ name: 'News', contacts: 2 }, { name: 'Shop' }] },
  });
  site = await startSite({
    env: {
      PUBLIC_URL: '',
      DOTMAILER_WORKER: 'on',
      DOTMAILER_API_ENTRY_URL: vendor.url,
      DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
    },
  });
});
afterAll(async () => {
  await site?.close();
  await vendor.close();
});

const books = async () => {
  const answer = await site.request<{ data: AddressBookPage }>('GET', '/dotmailer/address-books');
  return answer.body.data.results.map((book) => [book.name, book.contactCount]);
};
const integrations = async () =>
  (await site.request<{ data: Integration[] }>('GET', '/dotmailer/integrations')).body.data;

test('an integration brings its address books by itself, once it is active', async () => {
  const body = { name: 'Main', ...vendor.credentials, active: false };
  const saved = await site.request<{ data: Integration }>('POST', '/dotmailer/integrations', body);
  const { id } = saved.body.data;
  expect(await site.strapi.db.getConnection('dotmailer_jobs').select()).toEqual([]);
  expect(await books()).toEqual([]);

  await site.request('PUT', `/dotmailer/integrations/${id}`, {
    ...body,
    password: '',
    active: true,
  });
  await vi.waitFor(
    async () =>
      expect(await books()).toEqual([
        ['News', 2],
        ['Shop', 0],
      ]),
    { timeout: 20_000, interval: 100 }
  );
  await vi.waitFor(async () => expect((await integrations())[0]?.lastSyncedAt).not.toBeNull(), {
    timeout: 20_000,
    interval: 100,
  });
});

test('credentials the vendor no longer takes make it wait; new ones set it going again', async () => {
  const [{ id } = { id: 0 }] = await integrations();
  vendor.control.changePassword(vendor.credentials.username, 'Changed-1');
  const state = async () => (await integrations())[0]?.state;
  const sync = () => site.request('POST', '/dotmailer/synchronize', { integrationId: id });
  await sync();
  await vi.waitFor(async () => expect(await state()).toBe('needs-credentials'), {
    timeout: 20_000,
    interval: 100,
  });

  vendor.control.createBook('Made meanwhile');
  const answer = await site.request('PUT', `/dotmailer/integrations/${id}`, {
    name: 'Main',
    username: vendor.credentials.username,
    password: 'Changed-1',
    active: true,
  });
  expect(answer.status).toBe(200);
  expect(await state()).toBe('ready');
  await vi.waitFor(async () => expect(await books()).toHaveLength(3), {
    timeout: 20_000,
    interval: 100,
  });
});
