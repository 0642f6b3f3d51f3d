import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataFieldPage } from '../../contracts/data-fields';
import { ensureAdminPanel } from '../support/admin-build';
import { hasChromium, openAdmin, type AdminPage } from '../support/browser';
import { startConnectedSite, type ConnectedSite } from '../support/connected-site';
import { callerOf, type Caller } from '../support/sandbox-client';

const BUILD_TIME = 600_000;

describe.skipIf(!hasChromium)('an editor looks after data fields', () => {
  let connected: ConnectedSite;
  let vendor: Caller;
  let admin: AdminPage;

  beforeAll(async () => {
    ensureAdminPanel();
    connected = await startConnectedSite({ admin: true, env: { DOTMAILER_WORKER: 'on' } });
    vendor = callerOf(connected.sandbox);
    admin = await openAdmin(connected.site);
  }, BUILD_TIME);

  afterAll(async () => {
    await admin?.close();
    await connected?.close();
  });

  const row = (name: string) =>
    admin.page
      .getByRole('row')
      .filter({ has: admin.page.getByRole('link', { name, exact: true }) });
  const dialog = () => admin.page.getByRole('dialog');
  const question = () => admin.page.getByRole('alertdialog');
  const openFields = () => admin.open('/plugins/dotmailer/data-fields');
  const atVendor = async (name: string) =>
    (await vendor<{ name: string }[]>('GET', '/v2/data-fields')).body.find(
      (field) => field.name === name
    );
  const choose = async (input: string, option: string) => {
    await dialog().getByRole('combobox', { name: input }).click();
    await admin.page.getByRole('option', { name: option, exact: true }).click();
  };

  it('finds the fields every account comes with, which nobody can delete', async () => {
    const { page, open } = admin;
    await open('/plugins/dotmailer');
    const navigation = page.getByRole('navigation', { name: 'Dotmailer' });
    await navigation.getByRole('link', { name: 'Data fields' }).click();
    await row('FIRSTNAME').waitFor();
    expect(await row('FIRSTNAME').innerText()).toMatch(/System field[\s\S]*Text[\s\S]*Public/);
    expect(await page.getByRole('button', { name: /^Delete / }).count()).toBe(0);
  });

  it('is told the rules of names and values next to the inputs', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'Create data field' }).click();
    const error = dialog().locator('[data-strapi-field-error]');
    for (const [name, words] of [
      ['loyalty points', '1 to 20 letters'],
      ['ContactId', 'keeps the name “ContactId” for itself'],
      ['firstname', 'Field already exists'],
    ] as const) {
      await dialog().getByLabel('Name*').fill(name);
      await dialog().getByRole('button', { name: 'Create' }).click();
      await error.filter({ hasText: words }).waitFor();
    }
  });

  it('creates a field whose default value fits its type, and sees it at the vendor', async () => {
    await dialog().getByLabel('Name*').fill('loyalty');
    await choose('Type', 'Yes/no');
    await choose('Default value', 'No');
    await choose('Type', 'Number');
    await dialog().getByLabel('Default value').fill('12.5');
    await choose('Visibility', 'Public');
    await dialog().getByLabel('Notes').fill('From the shop');
    await dialog().getByRole('button', { name: 'Create' }).click();
    await row('LOYALTY').waitFor();
    expect(await row('LOYALTY').innerText()).toMatch(
      /Number[\s\S]*Public[\s\S]*12\.5[\s\S]*From the shop/
    );
    expect(await atVendor('LOYALTY')).toEqual({
      name: 'LOYALTY',
      type: 'Numeric',
      visibility: 'Public',
      defaultValue: 12.5,
    });
  });

  it('edits notes where they stand, and may change their mind', async () => {
    const { page } = admin;
    const input = page.getByRole('textbox', { name: 'Notes on LOYALTY' });
    await row('LOYALTY').getByRole('button', { name: 'Edit the notes on LOYALTY' }).click();
    await input.fill('Points of the shop');
    await input.press('Enter');
    await row('LOYALTY').getByText('Points of the shop').waitFor();
    await row('LOYALTY').getByRole('button', { name: 'Edit the notes on LOYALTY' }).click();
    await input.fill('Nonsense');
    await input.press('Escape');
    await row('LOYALTY').getByText('Points of the shop').waitFor();
    const { body } = await connected.site.request<{ data: DataFieldPage }>(
      'GET',
      '/dotmailer/data-fields?search=loyalty'
    );
    expect(body.data.results).toMatchObject([{ notes: 'Points of the shop' }]);
  });

  it('opens a field, reads why it cannot be edited, and what keeps it from being deleted', async () => {
    const { page } = admin;
    connected.sandbox.control.addDependency('LOYALTY', { type: 'Campaign', objectId: 7 });
    await row('LOYALTY').getByRole('link', { name: 'LOYALTY' }).click();
    await page.getByRole('heading', { name: 'LOYALTY' }).waitFor();
    await page.getByText('Only the notes can be edited').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await question().getByRole('button', { name: 'Delete', exact: true }).click();
    const refusal = question().getByRole('alert').filter({ hasText: 'it is in use' });
    await refusal.getByText('Campaign 7').waitFor();
    expect(await atVendor('LOYALTY')).toBeDefined();
    await question().getByRole('button', { name: 'Cancel' }).click();
  });

  it('deletes a field at the vendor', async () => {
    const { page } = admin;
    await vendor('POST', '/v2/data-fields', {
      name: 'SPARE',
      type: 'Date',
      defaultValue: '2015-10-16',
    });
    await openFields();
    await page.getByRole('button', { name: 'Synchronize' }).click();
    await row('SPARE').waitFor();
    expect(await row('SPARE').innerText()).toMatch(/Date[\s\S]*Oct 16, 2015/);
    await row('SPARE').getByRole('button', { name: 'Delete SPARE' }).click();
    await question().getByText('with the values of all contacts').waitFor();
    await question().getByRole('button', { name: 'Delete', exact: true }).click();
    await row('SPARE').waitFor({ state: 'detached' });
    expect(await atVendor('SPARE')).toBeUndefined();
  });

  it('synchronizes: what is new appears, what is gone is marked', async () => {
    const { page } = admin;
    await vendor('POST', '/v2/data-fields', { name: 'BIRTHDAY', type: 'Date' });
    await connected.site.request('POST', '/dotmailer/data-fields/synchronize');
    await connected.idle();
    await vendor('DELETE', '/v2/data-fields/BIRTHDAY');
    await vendor('POST', '/v2/data-fields', { name: 'NICKNAME', type: 'String' });
    await openFields();
    await row('BIRTHDAY').waitFor();
    await page.getByRole('button', { name: 'Synchronize' }).click();
    await row('NICKNAME').waitFor();
    await row('BIRTHDAY').getByText('Gone from Dotdigital').waitFor();

    await admin.open('/plugins/dotmailer/runs');
    await page.getByRole('row').filter({ hasText: 'Data fields' }).first().waitFor();
  });

  it('finds fields by the beginning of the name and by type', async () => {
    const { page } = admin;
    await openFields();
    await row('NICKNAME').waitFor();
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByPlaceholder('Beginning of the name').fill('nick');
    await page.keyboard.press('Enter');
    await row('FIRSTNAME').waitFor({ state: 'detached' });
    await row('NICKNAME').waitFor();
    await admin.open(
      '/plugins/dotmailer/data-fields?filters[$and][0][type][$eq]=Numeric&sort=name:ASC'
    );
    await row('LOYALTY').waitFor();
    expect(await row('NICKNAME').count()).toBe(0);
    await page.getByRole('button', { name: 'Type is Number' }).waitFor();
  });

  it('met no uncaught error on the way', () => {
    expect(admin.errors).toEqual([]);
  });
});
