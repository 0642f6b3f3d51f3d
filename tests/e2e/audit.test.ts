import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { ADMIN } from '../support/site';

const BUILD_TIME = 600_000;

describe.skipIf(!hasChromium)('an administrator reads the audit trail', () => {
  let connected: ConnectedSite;
  let admin: AdminPage;
  let listId: string;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true });
    const [docId = ''] = await connected.addPeople([
      { firstName: 'Ada', email: 'ada@example.com' },
    ]);
    listId = await connected.createList({ name: 'Customers' });
    const book = await connected.createBook('News');
    await connected.connect(listId, book.id);
    const { site } = connected;
    const members = `/dotmailer/marketing-lists/${listId}/members`;
    await site.request('POST', `${members}/unsubscribe`, { documentIds: [docId] });
    const { body } = await site.request<{
      data: { settings: { guard: { minimum: number; share: number } } };
    }>('GET', '/dotmailer/settings');
    await site.request('PUT', '/dotmailer/settings', {
      ...body.data.settings,
      guard: { minimum: 7, share: 0.5 },
    });
    for (let count = 0; count < 25; count += 1)
      await connected.table('dotmailer_audit').insert({
        at: Date.UTC(2026, 0, 1 + count),
        actor_kind: 'terminal',
        action: 'sync.requested',
        subject_kind: 'integration',
        subject_id: '999',
        subject_name: 'Long gone',
        details: '{"what":"full"}',
      });
    admin = await openAdmin(site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  it('finds it in the menu, with who, what and on what, and links to what is still there', async () => {
    const { page, open, row } = admin;
    await open('/plugins/dotmailer');
    const navigation = page.getByRole('navigation', { name: 'Dotmailer' });
    await navigation.getByRole('link', { name: 'Audit trail' }).click();
    const gone = row('Long gone').first();
    await gone.waitFor();
    expect(await gone.innerText()).toMatch(
      /Terminal[\s\S]*Asked for a synchronization[\s\S]*Of: everything[\s\S]*Integration \(deleted\)/
    );
    await page.getByRole('button', { name: 'Next' }).click();
    const unsubscribed = row('Unsubscribed members');
    await unsubscribed.waitFor();
    expect(await unsubscribed.innerText()).toMatch(/Members: 1/);
    expect(await unsubscribed.innerText()).toContain(ADMIN.email);
    expect(await row('Changed the settings').innerText()).toMatch(/: 20 → 50/);
    const link = unsubscribed.getByRole('link', { name: 'Customers' });
    expect(await link.getAttribute('href')).toContain(listId);
  });

  it('narrows it by action and search, and is told when nothing is left', async () => {
    const { page, open, row } = admin;
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Connected a list', exact: true }).click();
    await page.getByRole('button', { name: 'Add filter' }).click();
    await row('Connected a list').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await open('/plugins/dotmailer/audit?_q=nobody');
    await page.getByText('Nothing in the audit trail matches.').waitFor();
    expect(admin.errors).toEqual([]);
  });
});
