import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSite, type Site } from '../support/site';

let site: Site;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());

test('the plugin boots in a real site and registers its permissions', async () => {
  const answer = await site.request<{ data: { sections: { plugins: { action: string }[] } } }>(
    'GET',
    '/admin/permissions'
  );
  const actions = answer.body.data.sections.plugins.map((entry) => entry.action);
  expect(actions).toContain('plugin::dotmailer.integrations.manage');
});

test('one book and one list have one open connection each, by the database', async () => {
  const row = {
    integration_id: 1,
    address_book_id: 1,
    book_remote_id: 7,
    collection: 'c',
    email_field: 'email',
  };
  const table = () => site.strapi.db.getConnection('dotmailer_connections');
  await table().insert({ ...row, list_id: 'a', open_book: 1, open_list: 'a' });
  await expect(
    table().insert({ ...row, list_id: 'b', open_book: 1, open_list: 'b' })
  ).rejects.toThrow();
  await expect(
    table().insert({ ...row, list_id: 'a', open_book: 2, open_list: 'a' })
  ).rejects.toThrow();
  await table().insert({ ...row, list_id: 'a', open_book: null, open_list: null });
  await table().insert({ ...row, list_id: 'a', open_book: null, open_list: null });
});
