import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startSite, type Site } from '../support/site';

const BUILD_TIME = 600_000;

describe.skipIf(!hasChromium)('an administrator connects a Dotdigital account', () => {
  let sandbox: Sandbox;
  let site: Site;
  let admin: AdminPage;

  beforeAll(async () => {
    ensureAdminPanel();
    sandbox = await startSandbox({
      seed: {
        accountName: 'Ada Ltd',
        books: [
          { name: 'Customers', contacts: 3 },
          { name: 'Newsletter', visibility: 'Public' },
        ],
      },
    });
    site = await startSite({
      admin: true,
      env: {
        DOTMAILER_API_ENTRY_URL: sandbox.url,
        DOTMAILER_API_ALLOWED_HOSTS: '127.0.0.1',
      },
    });
    admin = await openAdmin(site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await site?.close();
    await sandbox?.close();
  });

  const row = (name: string) => admin.page.getByRole('row').filter({ hasText: name });
  const passwordInput = () => admin.page.getByLabel(/^Password/);
  const check = () => admin.page.getByRole('button', { name: 'Check Connection' }).click();

  it('finds the way to an integration, and nothing else, in the empty plugin', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer');
    const navigation = page.getByRole('navigation', { name: 'Dotmailer' });
    await navigation.getByRole('link', { name: 'Integrations' }).waitFor();
    expect(await navigation.getByRole('link').allInnerTexts()).toEqual(['Integrations']);

    await open('/plugins/dotmailer/address-books');
    await page.getByRole('link', { name: 'Add an integration' }).click();
    await page.getByRole('heading', { name: 'Add new integration' }).waitFor();
  });

  it('offers Check Connection once both are filled, and shows the reason of a wrong password', async () => {
    const { page } = admin;
    await page.getByLabel('Name*', { exact: true }).fill('Main account');
    await page.getByLabel('User name*').fill(sandbox.credentials.username);
    expect(await page.getByRole('button', { name: 'Check Connection' }).count()).toBe(0);

    await passwordInput().fill('wrong');
    await check();
    const refusal = page.getByRole('alert').filter({ hasText: 'No connection' });
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('Authorization has been denied');
  });

  it('does not save a wrong password', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('[data-strapi-field-error]').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/\/integrations\/create$/);
    expect(await site.request('GET', '/dotmailer/integrations')).toMatchObject({
      body: { data: [] },
    });
  });

  it('shows account and region of right credentials, and saves them', async () => {
    const { page } = admin;
    await passwordInput().fill(sandbox.credentials.password);
    await check();
    const answer = page.getByRole('status').filter({ hasText: 'Connected' });
    await answer.waitFor();
    expect(await answer.innerText()).toMatch(/Account: Ada Ltd · Region: \S+/);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/\/integrations\/\d+$/);
    await page.getByText('Leave blank to keep the stored password').waitFor();
    expect(await passwordInput().inputValue()).toBe('');

    await check();
    await page.getByRole('status').filter({ hasText: 'Account: Ada Ltd' }).waitFor();
  });

  it('lists the integration with its account', async () => {
    const { page, open } = admin;
    await open('/settings/dotmailer/integrations');
    await row('Main account').waitFor();
    expect(await row('Main account').innerText()).toMatch(/Ada Ltd[\s\S]*Ready[\s\S]*Active/);
    await page.getByRole('link', { name: 'Main account', exact: true }).waitFor();
  });

  it('shows the run that saving started, by itself, with its steps', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer/runs');
    await row('Completed').first().waitFor();
    await row('Completed').first().getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Synchronization' }).waitFor();
    const steps = page.getByRole('listitem').filter({ hasText: 'Address books' });
    await steps.filter({ hasText: '2 found' }).waitFor();
  });

  it('shows the imported address books, finds one and creates another', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer/address-books');
    await row('Newsletter').waitFor();
    expect(await row('Customers').innerText()).toMatch(/3[\s\S]*Private[\s\S]*Not connected/);

    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByPlaceholder('Beginning of the name').fill('news');
    await page.keyboard.press('Enter');
    await row('Customers').waitFor({ state: 'detached' });
    await row('Newsletter').waitFor();

    await open('/plugins/dotmailer/address-books');
    await page.getByRole('button', { name: 'Create address book' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name*').fill('Customers');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.locator('[data-strapi-field-error]').waitFor();

    await dialog.getByLabel('Name*').fill('Members');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await row('Members').waitFor();
    expect(sandbox.control.books().map(({ name }) => name)).toContain('Members');
  });

  it('says what a deletion does before it is done', async () => {
    const { page, open } = admin;
    await open('/settings/dotmailer/integrations');
    await page.getByRole('button', { name: 'Delete Main account' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Nothing is changed in Dotdigital').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No Dotdigital account is connected yet.').waitFor();
    expect(sandbox.control.books().map(({ name }) => name)).toContain('Customers');
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
